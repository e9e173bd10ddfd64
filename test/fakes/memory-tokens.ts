import type { Cancel, Tokens } from '../../electron/ports.ts';
import type { Role, Token } from '../../shared/protocol/access.ts';

/** Tokens whose secret a test chooses. */
export class MemoryTokens implements Tokens {
  readonly #tokens = new Map<string, Token>();
  readonly #watchers = new Set<() => void>();
  /** How many secrets were looked at. */
  compared = 0;

  add(secret: string, name: string, role: Role): void {
    this.#tokens.set(secret, { name, role, createdAt: this.#tokens.size });
    this.#tell();
  }

  revoke(name: string): void {
    for (const [secret, token] of this.#tokens) if (token.name === name) this.#tokens.delete(secret);
    this.#tell();
  }

  /** Revoked and created anew before anybody looks. */
  replace(name: string, secret: string): void {
    const [old, token] = [...this.#tokens].find(([, known]) => known.name === name) ?? [];
    if (old === undefined || token === undefined) throw new Error(`there is no token ${name}`);
    this.#tokens.delete(old);
    this.#tokens.set(secret, { ...token, createdAt: token.createdAt + 1000 });
    this.#tell();
  }

  list(): readonly Token[] {
    return [...this.#tokens.values()];
  }

  faults(): readonly string[] {
    return [];
  }

  find(secret: string): Token | null {
    this.compared += 1;
    return this.#tokens.get(secret) ?? null;
  }

  watch(_: unknown, onChange: () => void): Cancel {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

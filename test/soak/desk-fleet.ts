import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificate } from '../fixtures/certificates.ts';
import { end } from '../fixtures/program.ts';
import type { DeskKind, DeskService, DeskWord } from './desk-services.ts';

const KINDS: readonly DeskKind[] = ['http', 'http', 'json', 'https', 'tcp'];
const LATENCIES_MS = [0, 2, 5, 15, 40, 120, 300];
/** Each has a tenth of the services. */
const PROCESSES = 10;
export const DEAD_NAMES = ['dead-1', 'dead-2', 'dead-3'];

/** Healthy services of all kinds in processes of their own, and names that nobody has. */
export class DeskFleet {
  readonly services: readonly DeskService[];
  readonly #children = new Map<string, ChildProcess>();
  readonly #ports = new Map<string, number>();
  readonly #caFile: string;

  constructor(count: number, folder: string) {
    this.services = Array.from({ length: count }, (_, index) => ({
      id: `s${index}`,
      kind: KINDS[index % KINDS.length] ?? 'http',
      latencyMs: LATENCIES_MS[index % LATENCIES_MS.length] ?? 0,
    }));
    this.#caFile = join(folder, 'authority.pem');
  }

  async start(): Promise<void> {
    const { cert, key } = makeCertificate();
    writeFileSync(this.#caFile, cert);
    const share = Math.ceil(this.services.length / PROCESSES);
    for (let first = 0; first < this.services.length; first += share) {
      const services = this.services.slice(first, first + share);
      const child = fork(join(import.meta.dirname, 'desk-services.ts'));
      const answer = once(child, 'message') as Promise<[Readonly<Record<string, number>>]>;
      child.send({ type: 'start', services, cert, key } satisfies DeskWord);
      const [ports] = await answer;
      for (const [id, port] of Object.entries(ports)) {
        this.#children.set(id, child);
        this.#ports.set(id, port);
      }
    }
  }

  tell(type: 'down' | 'hang' | 'heal', id: string): void {
    this.#children.get(id)?.send({ type, id } satisfies DeskWord);
  }

  /** A configuration with the rules that ship. */
  document(): string {
    const healthy = this.services.map(({ id, kind }) => {
      const port = this.#ports.get(id) ?? 0;
      if (kind === 'tcp') return { id, tcp: { host: '127.0.0.1', port } };
      const url = `${kind === 'https' ? 'https' : 'http'}://localhost:${port}/`;
      const expectations = {
        ...(kind === 'json' && { expectJson: { status: 'ok' } }),
        ...(kind === 'https' && { tls: { caFile: this.#caFile } }),
      };
      return { id, http: { url, ...expectations } };
    });
    const dead = DEAD_NAMES.map((id) => ({ id, http: { url: `http://${id}.invalid/` } }));
    // An interval, a timeout and all that may be added to one have room in the ten seconds after a hold.
    const defaults = { interval: '2s', timeout: '4s', degradedAfter: '1s', downAfter: '3s' };
    return JSON.stringify({ version: 1, defaults, services: [...healthy, ...dead] });
  }

  async stop(): Promise<void> {
    await Promise.all([...new Set(this.#children.values())].map((child) => end(child, 'SIGTERM')));
  }
}

/** Processes that take all the time they get, and end with this one whatever becomes of it. */
export function spin(count: number): () => Promise<void> {
  const script = `while kill -0 ${process.pid} 2>/dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done`;
  const children = Array.from({ length: count }, () => spawn('/bin/sh', ['-c', script], { stdio: 'ignore' }));
  return async () => {
    await Promise.all(children.map((child) => end(child, 'SIGKILL')));
  };
}

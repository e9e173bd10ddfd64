import type { Output, Terminal } from '../../electron/cli/terminal.ts';
import type { Clock } from '../../electron/ports.ts';
import { FakeClock } from './fake-clock.ts';

interface TerminalOptions {
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

/** A person's terminal, or a pipe, that keeps what was written. */
export class FakeTerminal implements Terminal {
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly #ending = new AbortController();
  readonly #resized = new Set<() => void>();
  readonly #reloads = new Set<() => void>();

  constructor(options: TerminalOptions = {}) {
    const { isTerminal = false, columns = 80, rows = 24, env = {}, clock = new FakeClock() } = options;
    this.stdout = new FakeOutput(isTerminal, columns, rows);
    this.stderr = new FakeOutput(isTerminal, columns, rows);
    this.env = env;
    this.clock = clock;
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  get watchers(): number {
    return this.#resized.size;
  }

  pressCtrlC(): void {
    this.#ending.abort();
  }

  resize(columns: number, rows: number): void {
    this.stdout.resize(columns, rows);
    for (const callback of this.#resized) callback();
  }

  onResize(callback: () => void): () => void {
    this.#resized.add(callback);
    return () => this.#resized.delete(callback);
  }

  onReload(callback: () => void): () => void {
    this.#reloads.add(callback);
    return () => this.#reloads.delete(callback);
  }
}

class FakeOutput implements Output {
  readonly isTerminal: boolean;
  readonly writes: string[] = [];
  #columns: number;
  #rows: number;
  #written: () => void = () => undefined;

  constructor(isTerminal: boolean, columns: number, rows: number) {
    this.isTerminal = isTerminal;
    this.#columns = columns;
    this.#rows = rows;
  }

  get text(): string {
    return this.writes.join('');
  }

  get lines(): readonly string[] {
    return this.text.split('\n').slice(0, -1);
  }

  columns(): number {
    return this.#columns;
  }

  rows(): number {
    return this.#rows;
  }

  resize(columns: number, rows: number): void {
    this.#columns = columns;
    this.#rows = rows;
  }

  write(text: string): void {
    this.writes.push(text);
    this.#written();
  }

  async taken(): Promise<void> {}

  waiting(): number {
    return 0;
  }

  /** As soon as something was written that makes `condition` true of the whole text. */
  async until(condition: (text: string) => boolean): Promise<void> {
    while (!condition(this.text)) await new Promise<void>((resolve) => (this.#written = resolve));
  }
}

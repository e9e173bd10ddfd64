/** What takes text without making anybody wait: a terminal that is stopped, or a pipe that nobody reads, takes none for as long as that lasts. */
export interface Sink {
  /** How many bytes it took, 0 when it takes none now; `null` when nobody will ever read any more. */
  take(bytes: Uint8Array): number | null;
}

/** Soon enough that a person sees no jerks, then ever more rarely while it takes nothing. */
const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 500;

/** Text on its way to a terminal that may take none. Nobody waits for it: up to a bound it is held, then it is left out and counted. */
export class OutputQueue {
  readonly #sink: Sink;
  readonly #mostBytes: number;
  readonly #onGone: () => void;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #leftOut = 0;
  #gone = false;
  #looking: NodeJS.Timeout | null = null;
  #lookMs = FIRST_LOOK_MS;
  #onTaken: (() => void)[] = [];

  constructor(sink: Sink, mostBytes: number, onGone: () => void) {
    this.#sink = sink;
    this.#mostBytes = mostBytes;
    this.#onGone = onGone;
  }

  get waiting(): number {
    return this.#bytes;
  }

  write(text: string): void {
    if (this.#gone || text === '') return;
    const bytes = Buffer.from(text);
    if (this.#bytes > 0 && this.#bytes + bytes.length > this.#mostBytes) {
      this.#leftOut++;
      return;
    }
    this.#hold(bytes);
    if (this.#looking === null) this.#give();
  }

  /** When all has left, or nobody reads any more. */
  taken(): Promise<void> {
    if (this.#bytes === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onTaken.push(resolve));
  }

  #hold(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
  }

  #give(): void {
    this.#looking = null;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const count = this.#sink.take(first);
      if (count === null) return this.#end();
      this.#bytes -= count;
      if (count < first.length) {
        this.#waiting[0] = first.subarray(count);
        this.#lookMs = count > 0 ? FIRST_LOOK_MS : Math.min(LONGEST_LOOK_MS, this.#lookMs * 2);
        this.#looking = setTimeout(() => this.#give(), this.#lookMs);
        return;
      }
      this.#waiting.shift();
      if (this.#bytes === 0) this.#tellOfLeftOut();
    }
    this.#lookMs = FIRST_LOOK_MS;
    this.#settle();
  }

  #tellOfLeftOut(): void {
    if (this.#leftOut === 0) return;
    const pieces = this.#leftOut === 1 ? 'piece of output was' : 'pieces of output were';
    this.#hold(Buffer.from(`\n... ${this.#leftOut} ${pieces} left out here, while nobody took any\n`));
    this.#leftOut = 0;
  }

  #end(): void {
    this.#gone = true;
    this.#waiting = [];
    this.#bytes = 0;
    this.#settle();
    this.#onGone();
  }

  #settle(): void {
    const settled = this.#onTaken;
    this.#onTaken = [];
    for (const resolve of settled) resolve();
  }
}

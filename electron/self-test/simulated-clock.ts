import type { Cancel, Clock } from '../ports.ts';

/** As the port says. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands until it is moved; timers run in order, each at its own time. */
export class SimulatedClock implements Clock {
  protected readonly timers = new Set<Timer>();
  #monotonic = 0;
  #wall: number;
  /** In which monotonic time stood still. */
  #slept = 0;
  #order = 0;

  constructor(wall: number) {
    this.#wall = wall;
  }

  wallNow(): number {
    return this.#wall;
  }

  monotonicNow(): number {
    return this.#monotonic;
  }

  uptimeNow(): number {
    return this.#monotonic + this.#slept;
  }

  after(delayMs: number, callback: () => void): Cancel {
    if (!(delayMs <= LONGEST_DELAY_MS)) throw new Error(`no clock waits for ${delayMs} ms`);
    const timer = { at: this.#monotonic + Math.max(0, delayMs), order: this.#order++, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Lets time pass; promises that timers set off get their turns in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    await settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.timers.delete(next);
      this.moveTo(Math.max(this.#monotonic, next.at));
      next.callback();
      await settle();
    }
    this.moveTo(end);
    await settle();
  }

  /** Without running the timers that are due by then. */
  protected moveTo(monotonic: number): void {
    this.#wall += monotonic - this.#monotonic;
    this.#monotonic = monotonic;
  }

  protected moveWall(ms: number): void {
    this.#wall += ms;
  }

  protected sleep(ms: number): void {
    this.#wall += ms;
    this.#slept += ms;
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) {
      if (timer.at > end) continue;
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}

/** Enough turns of the microtask queue for the longest chain of awaits between a port and the engine. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

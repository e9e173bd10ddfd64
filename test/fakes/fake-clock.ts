import type { Cancel, Clock } from '../../electron/ports.ts';

/** As the port says. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands until a test moves it; timers run in order, each at its own time. */
export class FakeClock implements Clock {
  #monotonic = 0;
  #wall: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(wall = Date.UTC(2026, 0, 5, 9)) {
    this.#wall = wall;
  }

  wallNow(): number {
    return this.#wall;
  }

  monotonicNow(): number {
    return this.#monotonic;
  }

  after(delayMs: number, callback: () => void): Cancel {
    if (!(delayMs <= LONGEST_DELAY_MS)) throw new Error(`no clock waits for ${delayMs} ms`);
    const timer = { at: this.#monotonic + Math.max(0, delayMs), order: this.#order++, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass; promises that timers set off get their turns in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    await settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#moveTo(Math.max(this.#monotonic, next.at));
      next.callback();
      await settle();
    }
    this.#moveTo(end);
    await settle();
  }

  /** The process did not run for a while (stopped, or asleep where monotonic time goes on): timers come late. */
  freeze(ms: number): void {
    this.#moveTo(this.#monotonic + ms);
  }

  /** The wall clock is set, or the machine slept where monotonic time stands still. */
  stepWall(ms: number): void {
    this.#wall += ms;
  }

  /** The process that set them is gone. */
  dropTimers(): void {
    this.#timers.clear();
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  #moveTo(monotonic: number): void {
    this.#wall += monotonic - this.#monotonic;
    this.#monotonic = monotonic;
  }

  #next(end: number): Timer | undefined {
    return [...this.#timers]
      .filter((timer) => timer.at <= end)
      .sort((a, b) => a.at - b.at || a.order - b.order)[0];
  }
}

/** Enough turns of the microtask queue for the longest chain of awaits between a fake and the engine. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

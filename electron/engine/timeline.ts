import type { Clock } from '../ports.ts';

/** Longer than this without being looked at, and the process or the machine was asleep. */
const FREEZE_MS = 3000;

export interface Missed {
  readonly from: number;
  readonly to: number;
}

/**
 * Epoch milliseconds that only rise: wall time at the start plus monotonic time since. A jump of the wall clock
 * forwards (or a sleep in which monotonic time stands still) moves it on as a missed span; a jump backwards does not
 * move it, so that history stays in order.
 */
export class Timeline {
  readonly #clock: Clock;
  #offset: number;
  #lastWall: number;
  #lastMonotonic: number;
  #aheadMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastWall = clock.wallNow();
    this.#lastMonotonic = clock.monotonicNow();
    this.#offset = this.#lastWall - this.#lastMonotonic;
  }

  now(): number {
    return Math.round(this.#clock.monotonicNow() + this.#offset);
  }

  /** How far it is ahead of a wall clock that was set back. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** To be called at least once a second and before anything is decided: tells the span that nobody observed, if any. */
  observe(): Missed | null {
    const wall = this.#clock.wallNow();
    const monotonic = this.#clock.monotonicNow();
    const from = Math.round(this.#lastMonotonic + this.#offset);
    const elapsed = monotonic - this.#lastMonotonic;
    const stepped = wall - this.#lastWall - elapsed;
    this.#lastWall = wall;
    this.#lastMonotonic = monotonic;
    if (Math.abs(stepped) > FREEZE_MS) {
      // A step forwards first takes back what an earlier step backwards left us ahead.
      const ahead = this.#aheadMs - stepped;
      this.#aheadMs = Math.max(0, ahead);
      this.#offset += Math.max(0, -ahead);
    }
    const to = this.now();
    return elapsed > FREEZE_MS || to - from > elapsed + FREEZE_MS ? { from, to } : null;
  }
}

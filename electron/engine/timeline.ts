import type { Clock } from '../ports.ts';

const HOUR_MS = 3_600_000;
/** A clock that was set further ahead is not believed at once: a battery that is empty or a wrong hand sets it to any year. */
const DOUBTED_FROM_MS = 1.5 * HOUR_MS;
/** A clock that was set ahead is believed when it has stood for so long: time servers and people correct it sooner. */
const BELIEVED_AFTER_MS = 120_000;
/** Nothing is deleted on its word so soon after the start, when a machine may not have asked for the time yet ... */
const TRUSTED_AFTER_START_MS = 600_000;
/** ... and so soon after it was set. */
const TRUSTED_AFTER_SET_MS = 24 * HOUR_MS;
/** Longer than this without being looked at, and the process or the machine was asleep. */
const FREEZE_MS = 3000;
/** Between two looks the clocks of a machine that was awake, and that nobody set, differ by less. */
const AGREE_MS = 100;
/** The little by which they differ adds up: the uptime is read again at least this often. */
const ASKED_EVERY_MS = 60_000;

export interface Missed {
  readonly from: number;
  readonly to: number;
}

/**
 * Epoch milliseconds that only rise: wall time at the start plus monotonic time since. A jump of the wall clock
 * forwards (or a sleep in which monotonic time stands still) moves it on as a missed span; a jump backwards does not
 * move it, so that history stays in order. A clock that was set ahead by hours while the machine was awake moves it only
 * when it has stood for a while.
 */
export class Timeline {
  readonly #clock: Clock;
  #offset: number;
  #lastWall: number;
  #lastMonotonic: number;
  #lastUptime: number;
  /** By monotonic time. */
  #uptimeAskedAt: number;
  #aheadMs = 0;
  /** Of the wall clock, what is not believed yet, and since when by monotonic time. */
  #doubtedMs = 0;
  #doubtedSince = 0;
  /** By monotonic time. */
  #trustedFrom: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastWall = clock.wallNow();
    this.#lastMonotonic = clock.monotonicNow();
    this.#lastUptime = clock.uptimeNow();
    this.#uptimeAskedAt = this.#lastMonotonic;
    this.#offset = this.#lastWall - this.#lastMonotonic;
    this.#trustedFrom = this.#lastMonotonic + TRUSTED_AFTER_START_MS;
  }

  now(): number {
    return Math.round(this.#clock.monotonicNow() + this.#offset);
  }

  /** How far it is ahead of a wall clock that was set back. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** How far the wall clock was set ahead, as long as that is not believed. */
  get doubtedMs(): number {
    return this.#doubtedMs;
  }

  /** By what time old records may be deleted; `null` while the clock has just been set. */
  get pruneAt(): number | null {
    const trusted = this.#doubtedMs === 0 && this.#clock.monotonicNow() >= this.#trustedFrom;
    return trusted ? this.now() - this.#aheadMs : null;
  }

  /** To be called at least once a second and before anything is decided: tells the span that nobody observed, if any. */
  observe(): Missed | null {
    const wall = this.#clock.wallNow();
    const monotonic = this.#clock.monotonicNow();
    const from = Math.round(this.#lastMonotonic + this.#offset);
    const elapsed = monotonic - this.#lastMonotonic;
    const uptime = this.#uptimeAt(wall, monotonic);
    const believed = this.#believe(wall - this.#lastWall - (uptime - this.#lastUptime), monotonic);
    const stepped = wall - this.#lastWall - elapsed + believed;
    this.#lastWall = wall;
    this.#lastMonotonic = monotonic;
    this.#lastUptime = uptime;
    if (Math.abs(stepped) > FREEZE_MS) {
      // A step forwards first takes back what an earlier step backwards left us ahead.
      const ahead = this.#aheadMs - stepped;
      this.#aheadMs = Math.max(0, ahead);
      this.#offset += Math.max(0, -ahead);
    }
    const to = this.now();
    return elapsed > FREEZE_MS || to - from > elapsed + FREEZE_MS ? { from, to } : null;
  }

  /** Reading the uptime costs as much as the rest of `observe`, which each result calls: while both clocks agree, it is calculated. */
  #uptimeAt(wall: number, monotonic: number): number {
    const elapsed = monotonic - this.#lastMonotonic;
    const agree = Math.abs(wall - this.#lastWall - elapsed) < AGREE_MS && this.#doubtedMs === 0;
    if (agree && monotonic - this.#uptimeAskedAt < ASKED_EVERY_MS) return this.#lastUptime + elapsed;
    this.#uptimeAskedAt = monotonic;
    return this.#clock.uptimeNow();
  }

  /** What of a clock that was set by `setMs` is to be added: nothing where it is believed as it stands. */
  #believe(setMs: number, monotonic: number): number {
    const before = this.#doubtedMs;
    if (Math.abs(setMs) >= DOUBTED_FROM_MS) this.#trustedFrom = monotonic + TRUSTED_AFTER_SET_MS;
    if (setMs >= DOUBTED_FROM_MS) {
      this.#doubtedMs += setMs;
      this.#doubtedSince = monotonic;
    } else if (before > 0 && setMs < -FREEZE_MS) {
      this.#doubtedMs = Math.max(0, before + setMs);
      // Back within seconds of where it was: nothing is left to be doubted.
      if (this.#doubtedMs < FREEZE_MS) this.#doubtedMs = 0;
    } else if (before > 0 && monotonic - this.#doubtedSince >= BELIEVED_AFTER_MS) {
      this.#doubtedMs = 0;
      this.#trustedFrom = monotonic + TRUSTED_AFTER_SET_MS;
    }
    return before - this.#doubtedMs;
  }
}

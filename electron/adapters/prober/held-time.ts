import type { Cancel, Clock } from '../../ports.ts';

/** How often the loop is looked at while a probe is open. */
const LOOK_EVERY_MS = 20;
/** A look that is later than this was held back: no hold of 50 ms and more escapes. */
const TOLERATED_MS = 30;

/** What was held back so far. A hold begins somewhere between two looks: the truth is within `LOOK_EVERY_MS` for each. */
export interface Held {
  readonly atMostMs: number;
  /** Without what an answer may well wait for on any busy machine: 50 ms of each hold. */
  readonly beyondDoubtMs: number;
}

/**
 * How long the event loop could not run, whatever held it: a stopped process, a machine without a free core, work of our
 * own. One meter for all probes, which runs while one of them is open.
 */
export class HeldTime {
  readonly #clock: Clock;
  #users = 0;
  #dueAt = 0;
  #atMostMs = 0;
  #beyondDoubtMs = 0;
  #cancel: Cancel = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A probe begins; `leave` has to follow. */
  enter(): void {
    this.#users += 1;
    if (this.#users === 1) this.#arm();
  }

  leave(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#cancel();
  }

  /** Since whenever: two readings are to be compared. Counts also a hold whose look is still to come. */
  read(): Held {
    this.#look();
    return { atMostMs: this.#atMostMs, beyondDoubtMs: this.#beyondDoubtMs };
  }

  #arm(): void {
    this.#dueAt = this.#clock.monotonicNow() + LOOK_EVERY_MS;
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => {
      this.#look();
      this.#arm();
    });
  }

  #look(): void {
    const now = this.#clock.monotonicNow();
    const lateMs = now - this.#dueAt;
    if (this.#users === 0 || lateMs <= TOLERATED_MS) return;
    this.#atMostMs += lateMs + LOOK_EVERY_MS;
    this.#beyondDoubtMs += lateMs - TOLERATED_MS;
    this.#dueAt = now + LOOK_EVERY_MS;
  }
}

import type { Cancel, Clock } from '../ports.ts';

/** Calls back once, at the earliest of the times that were asked for since it called last or was cancelled. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  /** By the steady clock; `Infinity` while nobody has asked. */
  #at = Infinity;
  #cancelTimer: Cancel = () => {};
  #stopped = false;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  within(delayMs: number): void {
    const at = this.#clock.monotonicNow() + delayMs;
    if (this.#stopped || at >= this.#at) return;
    this.cancel();
    this.#at = at;
    this.#cancelTimer = this.#clock.after(delayMs, () => {
      this.#at = Infinity;
      this.#ring();
    });
  }

  cancel(): void {
    this.#cancelTimer();
    this.#at = Infinity;
  }

  /** For good, whatever is asked for later. */
  stop(): void {
    this.cancel();
    this.#stopped = true;
  }
}

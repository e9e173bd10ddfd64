import type { Clock } from '../../ports.ts';

/** A minute without a shortage is a reason to try more again. */
const QUIET_MS = 60_000;

/**
 * How many probes may be open at once. A shortage of descriptors halves it, each minute without one doubles it, up to its
 * share: other programs of this machine use descriptors, too, and give them back.
 */
export class ProbeCapacity {
  readonly #clock: Clock;
  readonly #most: number;
  #now: number;
  #changedAt = -Infinity;

  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
    this.#now = most;
  }

  get value(): number {
    const quietMs = this.#clock.monotonicNow() - this.#changedAt;
    if (this.#now < this.#most && quietMs >= QUIET_MS) this.#set(Math.min(this.#most, this.#now * 2));
    return this.#now;
  }

  /** @param open the probes that were open when descriptors ran out; one burst counts once. */
  runOut(open: number): void {
    if (open > this.#now) return;
    this.#set(Math.max(1, Math.floor(open / 2)));
  }

  #set(value: number): void {
    this.#now = value;
    this.#changedAt = this.#clock.monotonicNow();
  }
}

import type { Cancel, Clock } from '../../ports.ts';

/** Why a probe ended whose time is up. */
export class DeadlinePassed extends Error {}

/**
 * The end of one probe, from within: its time is up, or it is no longer wanted. A probe waits for one thing after the
 * other, so one of them at most has to hear of it.
 */
export class Deadline {
  readonly #cancelTimer: Cancel;
  #reason: Error | null = null;
  #tell: (reason: Error) => void = () => {};

  constructor(clock: Clock, timeoutMs: number) {
    this.#cancelTimer = clock.after(timeoutMs, () => {
      this.end(new DeadlinePassed());
    });
  }

  /** `null` until the end; what libraries make of it is not always this. */
  get reason(): Error | null {
    return this.#reason;
  }

  end(reason: Error): void {
    if (this.#reason !== null) return;
    this.#cancelTimer();
    this.#reason = reason;
    this.#tell(reason);
  }

  /** The probe is over by itself. */
  release(): void {
    this.#cancelTimer();
  }

  /** Starts work, unless the end has come, and waits for it until the end at most; what comes of it later is dropped. */
  async wait<Value>(start: () => Promise<Value>): Promise<Value> {
    if (this.#reason !== null) throw this.#reason;
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    this.#tell = reject;
    start().then(resolve, reject);
    return await promise;
  }
}

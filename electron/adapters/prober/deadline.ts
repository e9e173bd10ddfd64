import type { Cancel, Clock } from '../../ports.ts';
import type { HeldOfProbe, HeldTime } from './held-time.ts';

/** Why a probe ended whose time is up. */
export class DeadlinePassed extends Error {}

/** Why a probe ended in whose time the program itself could hardly run: whether an answer would have come is not known. */
export class DeadlineHeld extends Error {}

/** Less than this is not worth another wait. */
const SHORT_MS = 10;
/** So much of a hold an answer may wait for on any busy machine ... */
const LEAST_BORNE_MS = 50;
/**
 * ... and a twentieth of a long timeout: of holds that are shorter than a tenth there are twenty turns and more of the loop in a
 * deadline that was moved, which is room for an exchange with some redirects.
 */
const BORNE_SHARE = 1 / 20;

/**
 * The end of one probe, from within: its time is up, or it is no longer wanted. A probe waits for one thing after the
 * other, so one of them at most has to hear of it.
 *
 * Only time counts in which the loop ran (decision 0004). Timers come before what has arrived is read, so the loop first
 * gets a turn to read it; then the deadline moves by what was held back, at most by one more timeout in all.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #held: HeldOfProbe;
  readonly #timeoutMs: number;
  readonly #startedAt: number;
  #movedMs = 0;
  #cancel: Cancel = () => {};
  #reason: Error | null = null;
  #tell: (reason: Error) => void = () => {};

  constructor(clock: Clock, timeoutMs: number, held: HeldTime) {
    this.#clock = clock;
    this.#held = held.enter(Math.max(LEAST_BORNE_MS, timeoutMs * BORNE_SHARE));
    this.#timeoutMs = timeoutMs;
    this.#startedAt = clock.monotonicNow();
    this.#arm(timeoutMs);
  }

  /** `null` until the end; what libraries make of it is not always this. */
  get reason(): Error | null {
    return this.#reason;
  }

  /** For how long the loop has not run since the start, rather too much than too little. */
  get heldMs(): number {
    return this.#held.read().atMostMs;
  }

  /** For how long the loop has not run at a time. */
  get longestHoldMs(): number {
    return this.#held.read().longestMs;
  }

  end(reason: Error): void {
    if (this.#reason !== null) return;
    this.#cancel();
    this.#reason = reason;
    this.#tell(reason);
  }

  /** The probe is over. It has to be called, after an `end`, too. */
  release(): void {
    this.#cancel();
    this.#held.leave();
  }

  /** Starts work, unless the end has come, and waits for it until the end at most; what comes of it later is dropped. */
  async wait<Value>(start: () => Promise<Value>): Promise<Value> {
    if (this.#reason !== null) throw this.#reason;
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    this.#tell = reject;
    start().then(resolve, reject);
    return await promise;
  }

  #arm(delayMs: number): void {
    this.#cancel = this.#clock.after(delayMs, () => {
      const turn = setImmediate(() => {
        this.#judge();
      });
      this.#cancel = () => clearImmediate(turn);
    });
  }

  #judge(): void {
    const elapsedMs = this.#clock.monotonicNow() - this.#startedAt;
    const missingMs = Math.min(this.#timeoutMs - (elapsedMs - this.heldMs), this.#timeoutMs - this.#movedMs);
    if (missingMs >= SHORT_MS) {
      this.#movedMs += missingMs;
      this.#arm(missingMs);
      return;
    }
    const hadItsTime = elapsedMs - this.#held.read().beyondDoubtMs >= this.#timeoutMs - SHORT_MS;
    this.end(hadItsTime ? new DeadlinePassed() : new DeadlineHeld());
  }
}

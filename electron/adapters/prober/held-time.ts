import type { Cancel, Clock } from '../../ports.ts';

/** How often the loop is looked at while a probe is open. */
const LOOK_EVERY_MS = 20;
/** A look that is later than this was held back: no hold of 50 ms and more escapes. */
const TOLERATED_MS = 30;

/** What was held back of one probe. A hold begins somewhere between two looks: the truth is within `LOOK_EVERY_MS` for each. */
interface Held {
  readonly atMostMs: number;
  /** Without the part of each hold that the probe bears. */
  readonly beyondDoubtMs: number;
  /** Of one hold, at most. */
  readonly longestMs: number;
}

/** One open probe, as the meter counts for it. */
interface Counted {
  readonly borneMs: number;
  atMostMs: number;
  beyondDoubtMs: number;
  longestMs: number;
}

/** Counts for one probe from `enter` to `leave`. */
export interface HeldOfProbe {
  /** Also what is held at this moment, whose look is still to come. */
  read(): Held;
  leave(): void;
}

/**
 * How long the event loop could not run, whatever held it: a stopped process, a machine without a free core, work of our
 * own. One meter for all probes, which runs while one of them is open.
 */
export class HeldTime {
  readonly #clock: Clock;
  readonly #open = new Set<Counted>();
  #dueAt = 0;
  #cancel: Cancel = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * A probe begins; `leave` has to follow.
   *
   * @param borneMs of each hold: so much of it takes nothing from the time that the other side has.
   */
  enter(borneMs: number): HeldOfProbe {
    if (this.#open.size === 0) this.#arm();
    // What was held until now is nothing to this probe.
    else this.#look();
    const counted = { borneMs, atMostMs: 0, beyondDoubtMs: 0, longestMs: 0 };
    this.#open.add(counted);
    return {
      read: () => {
        this.#look();
        return counted;
      },
      leave: () => {
        if (this.#open.delete(counted) && this.#open.size === 0) this.#cancel();
      },
    };
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
    if (this.#open.size === 0 || lateMs <= TOLERATED_MS) return;
    const heldMs = lateMs + LOOK_EVERY_MS;
    for (const counted of this.#open) {
      counted.atMostMs += heldMs;
      counted.longestMs = Math.max(counted.longestMs, heldMs);
      counted.beyondDoubtMs += Math.max(0, heldMs - counted.borneMs);
    }
    this.#dueAt = now + LOOK_EVERY_MS;
  }
}

import { formatDuration } from '../../shared/lib/duration.ts';
import { untilNextRound } from '../../shared/lib/rounds.ts';
import type { Cancel, Clock } from '../ports.ts';
import type { NoticeBoard } from './notice-board.ts';
import type { Missed, Timeline } from './timeline.ts';

const WATCHDOG_MS = 1000;
/** While a hold is counted, lateness is measured as finely as this. */
const CLOSE_WATCH_MS = 100;
/** What came later than this was held back: that time is not observed. */
const LATE_MS = 50;
/** After a sleep the network needs a moment; what is seen before that would say nothing of a service. */
const SETTLE_MS = 5000;
/** A machine that was about to sleep and runs that long after all stays awake: word of that may get lost. */
const AWAKE_AFTER_ALL_MS = 30_000;

export interface TimeWatchParts {
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly notices: NoticeBoard;
  /** Nobody observed; called before anything else is decided. */
  missed(span: Missed): void;
  /** The loop did not run for as long, which is too short to be missed; called before anything else is decided. */
  late(lateMs: number): void;
  /** A hold is being counted: lateness matters. */
  isCounting(): boolean;
  /** A round may start, gently, after this delay: time was missed, or the machine did not sleep after all. */
  awake(settleMs: number): void;
  /** Once a second, unless time was missed since: how late it came. */
  tick(lateMs: number): void;
  /** Once a second, except when what the machine says about itself is not to be trusted. */
  look(): void;
}

/** Notices time that nobody observed, told by the machine or not. */
export class TimeWatch {
  readonly #parts: TimeWatchParts;
  #suspendedAt: number | null = null;
  #settledAt = 0;
  #missedSinceTick = false;
  /** When the timer is due, or up to when it was found late already. */
  #lateFrom = Infinity;
  #lateMs = 0;
  #secondAt = 0;
  #worstLateMs = 0;
  #cancel: Cancel = () => {};

  constructor(parts: TimeWatchParts) {
    this.#parts = parts;
  }

  /** Between `suspend` and the time that is missed by it, or `wake`. */
  get suspended(): boolean {
    return this.#suspendedAt !== null;
  }

  start(): void {
    this.#watch();
    this.#second();
  }

  #watch(): void {
    const { clock } = this.#parts;
    const everyMs = this.#parts.isCounting() ? CLOSE_WATCH_MS : WATCHDOG_MS;
    const waitMs = untilNextRound(clock.monotonicNow(), everyMs);
    const dueAt = clock.monotonicNow() + waitMs;
    this.#lateFrom = dueAt;
    this.#cancel = clock.after(waitMs, () => {
      const now = clock.monotonicNow();
      this.#worstLateMs = Math.max(this.#worstLateMs, now - dueAt);
      this.#measure(now);
      this.#watch();
      if (Math.floor(now / WATCHDOG_MS) > Math.floor(this.#secondAt / WATCHDOG_MS)) this.#second();
      else this.notice();
    });
  }

  #second(): void {
    const { clock, timeline } = this.#parts;
    this.#secondAt = clock.monotonicNow();
    this.notice();
    if (!this.#missedSinceTick) this.#parts.tick(this.#worstLateMs);
    this.#missedSinceTick = false;
    this.#worstLateMs = 0;
    if (this.#suspendedAt !== null && timeline.now() - this.#suspendedAt >= AWAKE_AFTER_ALL_MS) this.wake();
    if (!this.suspended && timeline.now() >= this.#settledAt) this.#parts.look();
  }

  #measure(now: number): void {
    const lateMs = now - this.#lateFrom;
    if (lateMs <= LATE_MS) return;
    this.#lateMs += lateMs;
    this.#lateFrom = now;
  }

  stop(): void {
    this.#cancel();
  }

  suspend(): void {
    this.#suspendedAt = this.#parts.timeline.now();
  }

  wake(): void {
    if (!this.notice() && this.suspended) this.#settle();
  }

  /** Nothing is decided across time that nobody observed: whether there was any since it was asked last. */
  notice(): boolean {
    const { timeline, notices } = this.#parts;
    const span = timeline.observe();
    if (timeline.doubtedMs > 0) this.#tellSet(timeline.doubtedMs);
    this.#measure(this.#parts.clock.monotonicNow());
    const lateMs = Math.round(this.#lateMs);
    this.#lateMs = 0;
    if (timeline.aheadMs > 0) {
      const ahead = formatDuration(timeline.aheadMs);
      notices.post(
        'clock',
        'warning',
        `The clock was set back by ${ahead}; times shown here are ahead until a restart.`,
      );
    } else {
      notices.withdraw('clock');
    }
    if (span === null) {
      if (lateMs > 0) this.#parts.late(lateMs);
      return false;
    }
    this.#missedSinceTick = true;
    this.#parts.missed(span);
    this.#settle();
    return true;
  }

  /** Stays until the next start, also when it was set right again within seconds. */
  #tellSet(aheadMs: number): void {
    const message =
      `The clock of this machine was set ahead by ${formatDuration(aheadMs)}. Until that has stood for two minutes ` +
      'times shown here go on as before; nothing old is deleted for a day.';
    this.#parts.notices.post('clock-set', 'warning', message);
  }

  #settle(): void {
    this.#suspendedAt = null;
    this.#settledAt = this.#parts.timeline.now() + SETTLE_MS;
    this.#parts.awake(SETTLE_MS);
  }
}

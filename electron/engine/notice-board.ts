import type { ToldNotices } from '../../shared/domain/kept-state.ts';
import type { Draft } from '../../shared/domain/notification.ts';
import type { Notice } from '../../shared/protocol/views.ts';
import type { Logger } from '../ports.ts';

/** What comes back within this time is the same trouble, which comes and goes. */
const SAME_TROUBLE_MS = 600_000;
/** What stood when the last run ended may take this long to be seen again. */
const AFTER_RESTART_MS = 3_600_000;

interface NoticeObserver {
  /** Others are on the board, or say something else. */
  changed(): void;
  /** One that people were told of is over. */
  over(id: string): void;
}

/** What a person has to know about the monitor itself, at most one notice of each kind. Each is in the log, too. */
export class NoticeBoard {
  readonly #notices = new Map<string, Notice>();
  /** Of those that stand and that people are told of. */
  readonly #titles = new Map<string, string>();
  readonly #now: () => number;
  readonly #logger: Logger;
  #told: ToldNotices;
  /** Of those that stood when the last run ended, the ones that have not been seen again. */
  readonly #unseen: Set<string>;
  /** By then they are over; `null` until somebody may be told: nobody looks in a pause. */
  #unseenUntil: number | null = null;
  #observer: NoticeObserver | null = null;

  /** `told` is what the last run left. */
  constructor(now: () => number, logger: Logger, told: ToldNotices = {}) {
    this.#now = now;
    this.#logger = logger;
    const latest = now() + SAME_TROUBLE_MS;
    this.#unseen = new Set(Object.keys(told).filter((id) => told[id] === null));
    this.#told = Object.fromEntries(
      Object.entries(told).map(([id, until]) => [id, until === null ? null : Math.min(until, latest)]),
    );
  }

  observe(observer: NoticeObserver): void {
    this.#observer = observer;
  }

  /**
   * A notice that means that services cannot be judged has a `title`: it is told under it once, as a notification, however
   * often its message changes. It is not told anew after a restart, nor when it comes back within ten minutes; not while
   * monitoring is paused, but then if it still stands. Its card goes with it; its end is not told. Whoever posts one withdraws
   * it as soon as it knows that all is well, also where it posted none in this run.
   */
  post(id: string, severity: Notice['severity'], message: string, title?: string): void {
    if (title !== undefined) {
      this.#titles.set(id, title);
      this.#unseen.delete(id);
    }
    const known = this.#notices.get(id);
    if (known?.message === message && known.severity === severity) return;
    this.#notices.set(id, { id, severity, message, since: known?.since ?? this.#now() });
    this.#logger[severity === 'error' ? 'error' : 'warn']('notice', { notice: id, message });
    this.#observer?.changed();
  }

  withdraw(id: string): void {
    this.#titles.delete(id);
    this.#end(id);
    if (!this.#notices.delete(id)) return;
    this.#logger.info('notice withdrawn', { notice: id });
    this.#observer?.changed();
  }

  /** Of one that still stands: it is told once more. */
  remind(id: string): void {
    if (this.#told[id] === null) this.#forget(id);
  }

  list(): readonly Notice[] {
    return [...this.#notices.values()];
  }

  /** The same record until something in it changes. */
  get told(): ToldNotices {
    return this.#told;
  }

  /** What people are to be told now; it counts as told from here on. */
  takeUntold(): readonly Draft[] {
    const now = this.#now();
    this.#unseenUntil ??= now + AFTER_RESTART_MS;
    if (now >= this.#unseenUntil) for (const id of this.#unseen) this.#forget(id);
    return [...this.#titles].flatMap(([id, title]) => {
      const until = this.#told[id];
      const notice = this.#notices.get(id);
      if (until === null || notice === undefined) return [];
      this.#told = { ...this.#told, [id]: null };
      return until !== undefined && until > now ? [] : [draftOf(notice, title, now)];
    });
  }

  #end(id: string): void {
    const until = this.#told[id];
    if (until === undefined) return;
    const now = this.#now();
    const others = Object.entries(this.#told).filter(
      ([other, end]) => other !== id && (end === null || end > now),
    );
    const end = Math.min(until ?? Infinity, now + SAME_TROUBLE_MS);
    if (end === until) return;
    this.#told = Object.fromEntries([...others, [id, end]]);
    // The card of the last run is not there to be taken back.
    if (until === null && !this.#unseen.delete(id)) this.#observer?.over(id);
  }

  #forget(id: string): void {
    this.#unseen.delete(id);
    this.#told = Object.fromEntries(Object.entries(this.#told).filter(([other]) => other !== id));
  }
}

function draftOf({ id, message, severity: known }: Notice, title: string, at: number): Draft {
  const severity = known === 'error' ? 'critical' : 'warning';
  const about = { serviceId: null, ruleId: null, severity, reason: 'notice' } as const;
  return { at, ...about, title, body: message, noticeId: id };
}

import type { Retention } from '../../shared/config/config.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { Clock, History, HistoryBatch, HistoryFault, Logger } from '../ports.ts';
import { Alarm } from './alarm.ts';
import type { NoticeBoard } from './notice-board.ts';

const FLUSH_MS = 1000;
/** Of each kind in one transaction: a thousand services bring a hundred a second, and this many hold the event loop for some 10 ms. */
const SLICE = 500;
/** Between the slices of what has piled up: the rest of the time is for probing. */
const CATCH_UP_MS = 100;
/** What a thousand services bring in that time leaves as much room as is kept free: the file neither grows nor shrinks. */
const PRUNE_EVERY_MS = 600_000;
/** The file may go while nothing is written; and a program that reads it without an end lets its journal grow. */
const LOOK_EVERY_MS = 30_000;
/** SQLite folds it in at 4 MB, and after a busy day it is cut back to 16. */
const LARGE_JOURNAL_BYTES = 64_000_000;
/** What is kept in memory while storage fails: about a day of nine services. The oldest goes first. */
const MAX_QUEUED = 25_000;
/** Up to some 30 KiB each. */
const MAX_QUEUED_EVIDENCE = 200;

type Queued = { -readonly [Kind in keyof HistoryBatch]: HistoryBatch[Kind][number][] };

/** Collects what is to be kept and writes it within a second, in slices, so that probing never waits for storage. */
export class HistoryWriter {
  readonly #history: History;
  readonly #logger: Logger;
  readonly #notices: NoticeBoard;
  readonly #now: () => number;
  /** `null` while the clock is not to be trusted with deleting. */
  readonly #pruneAt: () => number | null;
  #retention: Retention;
  readonly #queued: Queued = emptyBatch();
  readonly #alarm: Alarm;
  #dropped = 0;
  #nextPruneAt = 0;
  #nextLookAt = 0;
  #failingSince: number | null = null;

  constructor(
    ports: { readonly history: History; readonly clock: Clock; readonly logger: Logger },
    notices: NoticeBoard,
    now: () => number,
    retention: Retention,
    pruneAt: () => number | null,
  ) {
    this.#history = ports.history;
    this.#logger = ports.logger;
    this.#notices = notices;
    this.#now = now;
    this.#retention = retention;
    this.#pruneAt = pruneAt;
    this.#alarm = new Alarm(ports.clock, () => {
      this.#turn();
    });
    this.#alarm.within(FLUSH_MS);
  }

  add(batch: Partial<HistoryBatch>): void {
    this.#queued.samples.push(...(batch.samples ?? []));
    this.#queued.spans.push(...(batch.spans ?? []));
    this.#queued.gaps.push(...(batch.gaps ?? []));
    this.#queued.incidents.push(...(batch.incidents ?? []));
    this.#queued.evidence.push(...(batch.evidence ?? []));
    this.#queued.notifications.push(...(batch.notifications ?? []));
    for (const list of Object.values(this.#queued)) {
      if (list.length > 0) this.#alarm.within(FLUSH_MS);
      const surplus = list.length - (list === this.#queued.evidence ? MAX_QUEUED_EVIDENCE : MAX_QUEUED);
      if (surplus <= 0) continue;
      list.splice(0, surplus);
      this.#dropped += surplus;
    }
  }

  setRetention(retention: Retention): void {
    this.#retention = retention;
  }

  get facts(): { readonly failingSince: number | null; readonly waiting: number; readonly dropped: number } {
    const waiting = Object.values(this.#queued).reduce((sum, list) => sum + list.length, 0);
    return { failingSince: this.#failingSince, waiting, dropped: this.#dropped };
  }

  /**
   * Writes what is queued now, or as much as fits into a slice; what cannot be written stays queued. While storage fails
   * nobody but the timer tries: each attempt takes time that probing would miss.
   */
  flush(): void {
    if (this.#failingSince === null) this.#write();
  }

  /** To the last row: nobody probes any more. */
  stop(): void {
    this.#alarm.stop();
    do this.#write();
    while (this.#failingSince === null && this.facts.waiting > 0);
  }

  #turn(): void {
    let nextMs = FLUSH_MS;
    try {
      this.#write();
      this.#look();
      if (this.#failingSince === null) nextMs = this.facts.waiting > 0 ? CATCH_UP_MS : this.#restMs();
    } finally {
      // Whatever goes wrong above, a next turn comes.
      this.#alarm.within(nextMs);
    }
  }

  /** One slice. */
  #write(): void {
    if (this.facts.waiting === 0) return;
    const written = this.#append(firstOf(this.#queued));
    if (!written.ok) {
      this.#fail(written.error.message);
      return;
    }
    for (const list of Object.values(this.#queued)) list.splice(0, SLICE);
    this.#succeed();
  }

  #succeed(): void {
    if (this.#failingSince === null) return;
    this.#failingSince = null;
    this.#logger.info('history is written again', { dropped: this.#dropped });
    this.#dropped = 0;
    this.#notices.withdraw('history');
  }

  /** A file that was damaged and is set aside costs what was in it, no more. */
  #append(batch: HistoryBatch): Result<void, HistoryFault> {
    const first = this.#history.append(batch);
    if (first.ok || first.error.begunAnew !== true) return first;
    this.#tellBegunAnew(first.error.message);
    return this.#history.append(batch);
  }

  #restMs(): number {
    return Math.min(this.#prune(), Math.max(0, this.#nextLookAt - this.#now()));
  }

  /** Also while nothing is written; while storage fails and nothing waits, that alone tells that it works again. */
  #look(): void {
    const failing = this.#failingSince !== null;
    if (failing ? this.facts.waiting > 0 : this.#now() < this.#nextLookAt) return;
    this.#nextLookAt = this.#now() + LOOK_EVERY_MS;
    const seen = this.#history.look();
    if (!seen.ok && seen.error.begunAnew === true) this.#tellBegunAnew(seen.error.message);
    else if (!seen.ok) this.#fail(seen.error.message);
    if (!seen.ok) return;
    this.#succeed();
    this.#tellJournal(seen.value.journalBytes);
  }

  #tellJournal(bytes: number): void {
    if (bytes < LARGE_JOURNAL_BYTES) {
      this.#notices.withdraw('history-journal');
      return;
    }
    // In steps, so that it is not news every time.
    const size = Math.floor(bytes / LARGE_JOURNAL_BYTES) * (LARGE_JOURNAL_BYTES / 1_000_000);
    const message =
      `The journal of the history has grown beyond ${size} MB, because another program reads history.sqlite without an end. ` +
      'Close that program (a database browser, a backup): it is folded in and cut back then.';
    this.#notices.post('history-journal', 'warning', message);
  }

  /** One slice a second until nothing is left, then again after a while; tells when that is, in ms from now. */
  #prune(): number {
    const now = this.#now();
    if (now < this.#nextPruneAt) return this.#nextPruneAt - now;
    const pruneAt = this.#pruneAt();
    if (pruneAt === null) {
      this.#nextPruneAt = now + PRUNE_EVERY_MS;
      return PRUNE_EVERY_MS;
    }
    const pruned = this.#history.prune(pruneAt, this.#retention);
    if (!pruned.ok && pruned.error.begunAnew === true) this.#tellBegunAnew(pruned.error.message);
    else if (!pruned.ok) this.#fail(pruned.error.message);
    const waitMs = pruned.ok && pruned.value ? FLUSH_MS : PRUNE_EVERY_MS;
    this.#nextPruneAt = now + waitMs;
    return waitMs;
  }

  /** Stays until the next start: somebody may want to look at what was set aside. */
  #tellBegunAnew(message: string): void {
    this.#logger.error('history begun anew', { message });
    this.#notices.post('history-begun-anew', 'warning', message);
  }

  #fail(message: string): void {
    if (this.#failingSince === null) this.#logger.error('history cannot be written', { message });
    this.#failingSince ??= this.#now();
    this.#notices.post(
      'history',
      'error',
      `History cannot be written: ${message}. Monitoring goes on; what happens is kept in memory until it can.`,
    );
  }
}

function firstOf(queued: Queued): HistoryBatch {
  return {
    samples: queued.samples.slice(0, SLICE),
    spans: queued.spans.slice(0, SLICE),
    gaps: queued.gaps.slice(0, SLICE),
    incidents: queued.incidents.slice(0, SLICE),
    evidence: queued.evidence.slice(0, SLICE),
    notifications: queued.notifications.slice(0, SLICE),
  };
}

function emptyBatch(): Queued {
  return { samples: [], spans: [], gaps: [], incidents: [], evidence: [], notifications: [] };
}

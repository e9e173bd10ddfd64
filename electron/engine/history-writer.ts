import type { Retention } from '../../shared/config/config.ts';
import type { Cancel, Clock, History, HistoryBatch, Logger } from '../ports.ts';
import type { NoticeBoard } from './notice-board.ts';

const FLUSH_MS = 1000;
const PRUNE_EVERY_MS = 3_600_000;
/** What is kept in memory while storage fails: about a day of nine services. The oldest goes first. */
const MAX_QUEUED = 25_000;
/** Up to some 30 KiB each. */
const MAX_QUEUED_EVIDENCE = 200;

type Queued = { -readonly [Kind in keyof HistoryBatch]: HistoryBatch[Kind][number][] };

/** Collects what is to be kept and writes it once a second, so that probing never waits for storage. */
export class HistoryWriter {
  readonly #history: History;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #notices: NoticeBoard;
  readonly #now: () => number;
  #retention: Retention;
  #queued: Queued = emptyBatch();
  #cancel: Cancel = () => {};
  #dropped = 0;
  #nextPruneAt = 0;
  #failingSince: number | null = null;

  constructor(
    ports: { readonly history: History; readonly clock: Clock; readonly logger: Logger },
    notices: NoticeBoard,
    now: () => number,
    retention: Retention,
  ) {
    this.#history = ports.history;
    this.#clock = ports.clock;
    this.#logger = ports.logger;
    this.#notices = notices;
    this.#now = now;
    this.#retention = retention;
    this.#arm();
  }

  add(batch: Partial<HistoryBatch>): void {
    this.#queued.samples.push(...(batch.samples ?? []));
    this.#queued.spans.push(...(batch.spans ?? []));
    this.#queued.gaps.push(...(batch.gaps ?? []));
    this.#queued.incidents.push(...(batch.incidents ?? []));
    this.#queued.evidence.push(...(batch.evidence ?? []));
    this.#queued.notifications.push(...(batch.notifications ?? []));
    for (const list of Object.values(this.#queued)) {
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

  /** Writes what is queued now; what cannot be written stays queued. */
  flush(): void {
    const batch = this.#queued;
    if (Object.values(batch).every((list) => list.length === 0)) return;
    const written = this.#history.append(batch);
    if (!written.ok) {
      this.#fail(written.error.message);
      return;
    }
    this.#queued = emptyBatch();
    if (this.#failingSince === null) return;
    this.#failingSince = null;
    this.#logger.info('history is written again', { dropped: this.#dropped });
    this.#dropped = 0;
    this.#notices.withdraw('history');
  }

  stop(): void {
    this.#cancel();
    this.flush();
  }

  #arm(): void {
    this.#cancel = this.#clock.after(FLUSH_MS, () => {
      // First: whatever goes wrong below, the next turn comes.
      this.#arm();
      this.flush();
      this.#prune();
    });
  }

  /** One slice a second until nothing is left, then again after an hour. */
  #prune(): void {
    const now = this.#now();
    if (this.#failingSince !== null || now < this.#nextPruneAt) return;
    const pruned = this.#history.prune(now, this.#retention);
    if (!pruned.ok) this.#fail(pruned.error.message);
    if (!pruned.ok || !pruned.value) this.#nextPruneAt = now + PRUNE_EVERY_MS;
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

function emptyBatch(): Queued {
  return { samples: [], spans: [], gaps: [], incidents: [], evidence: [], notifications: [] };
}

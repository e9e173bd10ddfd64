import type { EngineFacts, Lateness } from '../../shared/domain/engine-health.ts';
import type { Service } from '../../shared/domain/service.ts';
import type { Logger } from '../ports.ts';
import type { NoticeBoard } from './notice-board.ts';
import { RecentLateness } from './recent-lateness.ts';

/** The confirming probe leaves a second before a hold ends: one that is later makes an alert late. */
const LATE_START_MS = 1000;
/** Each restart probes everything at once: not more often than this for something that it does not mend. */
const RESTART_EVERY_MS = 600_000;
/** A person at the page notices this. */
const LATE_TICK_MS = 200;

const STALE =
  'No probe result has come for far longer than the schedule allows: what is shown is not of the present. ' +
  'Probing has been begun anew; if this stays, restart Bellwether. Its log says more.';

interface SelfWatchParts {
  readonly logger: Logger;
  readonly notices: NoticeBoard;
  readonly now: () => number;
  /** Somebody wants no results: monitoring is paused, or the machine is about to sleep. */
  idle(): boolean;
  /** No service is to be shown as it was. */
  publishAll(): void;
  /** To be begun anew, in the hope that what has stopped then runs again. */
  restart(): void;
}

/**
 * Watches the watching. A single service that is overdue turns unknown by itself, as its last sample stands for one
 * interval and timeout; the engine as a whole is stale when not one result has come in twice the shortest interval and a
 * timeout, which no failing service or slow target can bring about. Told by time alone, so that it holds whatever has
 * stopped: the loop, its timers, the recording.
 */
export class SelfWatch {
  readonly #parts: SelfWatchParts;
  readonly #starts = new RecentLateness(LATE_START_MS);
  readonly #ticks = new RecentLateness(LATE_TICK_MS);
  #longestSilenceMs = Infinity;
  /** Of the last result, or of the moment from which on one was expected again. */
  #heardAt: number;
  #lastResultAt: number | null = null;
  #toldStale = false;
  #restartedAt = -Infinity;

  constructor(parts: SelfWatchParts) {
    this.#parts = parts;
    this.#heardAt = parts.now();
  }

  get stale(): boolean {
    return !this.#parts.idle() && this.#parts.now() - this.#heardAt > this.#longestSilenceMs;
  }

  get isIdle(): boolean {
    return this.#parts.idle();
  }

  setServices(services: readonly Service[]): void {
    this.#longestSilenceMs = Math.min(
      ...services.map(({ intervalMs, timeoutMs }) => 2 * intervalMs + timeoutMs),
    );
    this.#heardAt = this.#parts.now();
  }

  /** Probing begins, or begins again, after `delayMs`; nothing was due before. */
  expectFrom(delayMs: number): void {
    this.#heardAt = this.#parts.now() + delayMs;
  }

  /** Nobody ran for a while: what came late by that is no lateness. */
  forget(): void {
    this.#starts.forget();
    this.#ticks.forget();
  }

  probeStarted(lateMs: number): void {
    this.#starts.add(lateMs, this.#parts.now());
  }

  resultCame(): void {
    this.#heardAt = this.#parts.now();
    this.#lastResultAt = this.#heardAt;
    if (this.#toldStale) this.#tell(false);
  }

  /** Once a second. */
  tick(lateMs: number): void {
    this.#ticks.add(lateMs, this.#parts.now());
    if (this.#parts.idle()) this.#heardAt = this.#parts.now();
    if (this.stale !== this.#toldStale) this.#tell(!this.#toldStale);
    if (!this.stale || this.#parts.now() - this.#restartedAt < RESTART_EVERY_MS) return;
    this.#restartedAt = this.#parts.now();
    this.#parts.restart();
  }

  get probing(): Omit<EngineFacts['probing'], 'unjudged'> {
    const now = this.#parts.now();
    const expected = !this.#parts.idle() && this.#longestSilenceMs !== Infinity;
    return {
      lastResultAt: this.#lastResultAt,
      silentMs: expected ? Math.max(0, now - this.#heardAt) : 0,
      longestSilenceMs: expected ? this.#longestSilenceMs : null,
      starts: this.#starts.since(now),
    };
  }

  get loop(): Lateness {
    return this.#ticks.since(this.#parts.now());
  }

  #tell(stale: boolean): void {
    const { logger, notices } = this.#parts;
    this.#toldStale = stale;
    if (stale) {
      logger.error('no probe results come', { ...this.probing });
      notices.post('stale', 'error', STALE);
    } else {
      logger.warn('probe results come again');
      notices.withdraw('stale');
    }
    this.#parts.publishAll();
  }
}

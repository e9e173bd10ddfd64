import type { KeptState } from '../../shared/domain/kept-state.ts';
import type { Logger, StateStore } from '../ports.ts';
import type { NoticeBoard } from './notice-board.ts';

/** Somebody is to know within a minute. */
const LOOK_EVERY_MS = 10_000;

/** Saves the state document when a part of it is another one than on disk; a failing disk never stops the monitor. */
export class StateKeeper {
  readonly #store: StateStore;
  readonly #logger: Logger;
  readonly #notices: NoticeBoard;
  readonly #now: () => number;
  /** What was tried last: on disk, unless saving fails. */
  #tried: KeptState | null = null;
  #failingSince: number | null = null;
  #lookedAt = -Infinity;

  constructor(store: StateStore, logger: Logger, notices: NoticeBoard, now: () => number) {
    this.#store = store;
    this.#logger = logger;
    this.#notices = notices;
    this.#now = now;
  }

  get failingSince(): number | null {
    return this.#failingSince;
  }

  /** While the disk takes nothing, `retry` is enough for what was tried before: each attempt writes a whole document. */
  save(state: KeptState): void {
    if (this.#tried === null || !sameParts(state, this.#tried)) this.saveNow(state);
  }

  /** Once a second, also where nothing happens: only that tells that the disk takes it again, or that another hand was there. */
  retry(): void {
    if (this.#tried === null) return;
    if (this.#failingSince !== null) this.saveNow(this.#tried);
    else if (this.#now() - this.#lookedAt >= LOOK_EVERY_MS) this.#look(this.#tried);
  }

  #look(state: KeptState): void {
    this.#lookedAt = this.#now();
    if (!this.#store.isKept()) this.#restore(state);
  }

  /** Stays until the next start: somebody may want to know what did it. */
  #restore(state: KeptState): void {
    this.#logger.warn('state was removed or changed by another hand');
    this.#write(state);
    if (this.#failingSince !== null) return;
    const message = 'The state document was removed or changed by another hand: it has been written anew.';
    this.#notices.post('state-written-anew', 'warning', message);
  }

  /** There may be no later. */
  saveNow(state: KeptState): void {
    const tried = this.#tried;
    const same =
      tried !== null && sameParts(state, tried) && state.runs === tried.runs && state.paths === tried.paths;
    if (this.#failingSince === null && same) return;
    this.#write(state);
  }

  #write(state: KeptState): void {
    this.#tried = state;
    const saved = this.#store.save(state);
    if (!saved.ok) {
      this.#fail(saved.error.message);
      return;
    }
    if (this.#failingSince === null) return;
    this.#failingSince = null;
    this.#logger.info('state is saved again');
    this.#notices.withdraw('state');
  }

  #fail(message: string): void {
    if (this.#failingSince === null) this.#logger.error('state cannot be saved', { message });
    this.#failingSince ??= this.#now();
    this.#notices.post(
      'state',
      'error',
      `State cannot be saved: ${message}. Monitoring goes on; after a restart alerts may be told again.`,
    );
  }
}

/**
 * Called with every sample: the parts are compared, not their contents. A new run or path alone is no reason to write at once:
 * a round of all services would write the document once a service.
 */
function sameParts(left: KeptState, right: KeptState): boolean {
  return (
    left.services === right.services &&
    left.outbox === right.outbox &&
    left.toldNotices === right.toldNotices &&
    left.offlineSince === right.offlineSince &&
    left.offlineBy === right.offlineBy &&
    left.pause === right.pause
  );
}

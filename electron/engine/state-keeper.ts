import type { KeptState } from '../../shared/domain/kept-state.ts';
import type { Logger, StateStore } from '../ports.ts';
import type { NoticeBoard } from './notice-board.ts';

/** Saves the state document when it differs from what is on disk; a failing disk never stops the monitor. */
export class StateKeeper {
  readonly #store: StateStore;
  readonly #logger: Logger;
  readonly #notices: NoticeBoard;
  readonly #now: () => number;
  #saved = '';
  #failingSince: number | null = null;

  constructor(store: StateStore, logger: Logger, notices: NoticeBoard, now: () => number) {
    this.#store = store;
    this.#logger = logger;
    this.#notices = notices;
    this.#now = now;
  }

  get failingSince(): number | null {
    return this.#failingSince;
  }

  save(state: KeptState): void {
    const text = JSON.stringify(state);
    // After a failure it is tried all the same: only that tells that the disk takes it again.
    if (text === this.#saved && this.#failingSince === null) return;
    const saved = this.#store.save(state);
    if (saved.ok) {
      this.#saved = text;
      this.#failingSince = null;
      this.#notices.withdraw('state');
      return;
    }
    this.#failingSince ??= this.#now();
    this.#logger.error('state cannot be saved', { message: saved.error.message });
    this.#notices.post(
      'state',
      'error',
      `State cannot be saved: ${saved.error.message}. Monitoring goes on; after a restart alerts may be told again.`,
    );
  }
}

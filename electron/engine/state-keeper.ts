import type { KeptState } from '../../shared/domain/kept-state.ts';
import type { Logger, StateStore } from '../ports.ts';
import type { NoticeBoard } from './notice-board.ts';

/** Saves the state document when it differs from what is on disk; a failing disk never stops the monitor. */
export class StateKeeper {
  readonly #store: StateStore;
  readonly #logger: Logger;
  readonly #notices: NoticeBoard;
  #saved = '';

  constructor(store: StateStore, logger: Logger, notices: NoticeBoard) {
    this.#store = store;
    this.#logger = logger;
    this.#notices = notices;
  }

  save(state: KeptState): void {
    const text = JSON.stringify(state);
    if (text === this.#saved) return;
    const saved = this.#store.save(state);
    if (saved.ok) {
      this.#saved = text;
      this.#notices.withdraw('state');
      return;
    }
    this.#logger.error('state cannot be saved', { message: saved.error.message });
    this.#notices.post(
      'state',
      'error',
      `State cannot be saved: ${saved.error.message}. Monitoring goes on; after a restart alerts may be told again.`,
    );
  }
}

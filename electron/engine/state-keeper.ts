import type { KeptState } from '../../shared/domain/kept-state.ts';
import type { Logger, StateStore } from '../ports.ts';
import type { NoticeBoard } from './notice-board.ts';

/** Saves the state document when a part of it is another one than on disk; a failing disk never stops the monitor. */
export class StateKeeper {
  readonly #store: StateStore;
  readonly #logger: Logger;
  readonly #notices: NoticeBoard;
  readonly #now: () => number;
  /** What is on disk. */
  #saved: KeptState | null = null;
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
    // After a failure it is tried all the same: only that tells that the disk takes it again.
    if (this.#saved !== null && sameParts(state, this.#saved) && this.#failingSince === null) return;
    const saved = this.#store.save(state);
    if (saved.ok) {
      this.#saved = state;
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

/** Called with every sample: the parts are compared, not their contents. */
function sameParts(left: KeptState, right: KeptState): boolean {
  return (
    left.services === right.services &&
    left.outbox === right.outbox &&
    left.offlineSince === right.offlineSince &&
    left.pause === right.pause
  );
}

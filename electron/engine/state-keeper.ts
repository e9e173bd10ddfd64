import type { KeptState } from '../../shared/domain/kept-state.ts';
import type { Logger, StateStore } from '../ports.ts';
import type { NoticeBoard } from './notice-board.ts';

/** While the disk takes nothing; each attempt writes a whole document. */
const RETRY_MS = 1000;

/** Saves the state document when a part of it is another one than on disk; a failing disk never stops the monitor. */
export class StateKeeper {
  readonly #store: StateStore;
  readonly #logger: Logger;
  readonly #notices: NoticeBoard;
  readonly #now: () => number;
  /** What is on disk. */
  #saved: KeptState | null = null;
  #tried: { readonly state: KeptState; readonly at: number } | null = null;
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

  /** After a failure it is tried again also where nothing changed: only that tells that the disk takes it again. */
  save(state: KeptState): void {
    if (this.#failingSince === null || !this.#triedJustNow(state)) this.saveNow(state);
  }

  /** There may be no later. */
  saveNow(state: KeptState): void {
    if (this.#failingSince === null && this.#saved !== null && sameParts(state, this.#saved)) return;
    this.#tried = { state, at: this.#now() };
    const saved = this.#store.save(state);
    if (!saved.ok) {
      this.#fail(saved.error.message);
      return;
    }
    this.#saved = state;
    if (this.#failingSince === null) return;
    this.#failingSince = null;
    this.#logger.info('state is saved again');
    this.#notices.withdraw('state');
  }

  #triedJustNow(state: KeptState): boolean {
    const tried = this.#tried;
    return tried !== null && sameParts(state, tried.state) && this.#now() - tried.at < RETRY_MS;
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

/** Called with every sample: the parts are compared, not their contents. */
function sameParts(left: KeptState, right: KeptState): boolean {
  return (
    left.services === right.services &&
    left.outbox === right.outbox &&
    left.offlineSince === right.offlineSince &&
    left.pause === right.pause
  );
}

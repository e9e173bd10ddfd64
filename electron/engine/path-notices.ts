import type { KeptPath } from '../../shared/domain/kept-state.ts';
import { listed } from '../../shared/domain/notification-words.ts';
import { pathWords, servicesBehind, type Paths } from '../../shared/domain/paths.ts';
import type { ServiceId } from '../../shared/domain/service.ts';
import { capitalised } from '../../shared/lib/capitalised.ts';
import { count } from '../../shared/lib/count.ts';
import type { NoticeBoard } from './notice-board.ts';

/** A network that comes back by then is not worth a word. */
const TELL_AFTER_MS = 30_000;
const TELL_AGAIN_MS = 3_600_000;

interface PathNoticesParts {
  readonly notices: NoticeBoard;
  readonly now: () => number;
}

export interface Telling {
  /** When a service behind it failed first, or somebody was told last. */
  readonly at: number;
  readonly times: 0 | 1 | 2;
}

/**
 * A notice for each path that is missed. It is told after a while, and once more after an hour: twice in all for one absence,
 * whatever restarts come in between.
 */
export class PathNotices {
  readonly #parts: PathNoticesParts;
  /** By network. */
  #tellings: ReadonlyMap<string, Telling> = new Map();

  constructor(parts: PathNoticesParts) {
    this.#parts = parts;
  }

  /** The same map until something in it changes. */
  get tellings(): ReadonlyMap<string, Telling> {
    return this.#tellings;
  }

  /** Takes up what the last run told. Of a path that is there again all of that is over, as `tell` will find. */
  restore(kept: readonly KeptPath[]): void {
    const now = this.#parts.now();
    this.#tellings = new Map(
      kept.map(({ network, told }) => [
        network,
        told === null ? { at: now, times: 0 } : { at: Math.min(told.at, now), times: told.times },
      ]),
    );
  }

  /** A service behind it cannot be judged. */
  missed(network: string): void {
    if (!this.#tellings.has(network)) this.#note(network, { at: this.#parts.now(), times: 0 });
  }

  /** Once a second. Nobody is told while the whole machine is cut off. */
  tell(paths: Paths, nameOf: (id: ServiceId) => string, isCutOff: boolean): void {
    const { notices, now } = this.#parts;
    for (const [network, { at, times }] of this.#tellings) {
      const id = `path-${network}`;
      const gone = paths.gone.get(network);
      const behind = servicesBehind(paths, network);
      if (gone === undefined || behind.length === 0) {
        this.#tellings = new Map([...this.#tellings].filter(([other]) => other !== network));
        notices.withdraw(id);
        continue;
      }
      const title = `${capitalised(pathWords(gone.path))}: ${count(behind.length, 'service')} behind it`;
      const message = `${title}. ${listed(behind.map(nameOf))} cannot be judged until it is back.`;
      const wait = times === 0 ? TELL_AFTER_MS : TELL_AGAIN_MS;
      const isDue = !isCutOff && gone.backAt === null && times < 2 && now() - at >= wait;
      notices.post(id, 'warning', message, times > 0 || isDue ? title : undefined);
      if (!isDue) continue;
      if (times === 1) notices.remind(id);
      this.#note(network, { at: now(), times: times === 0 ? 1 : 2 });
    }
  }

  #note(network: string, telling: Telling): void {
    this.#tellings = new Map(this.#tellings).set(network, telling);
  }
}

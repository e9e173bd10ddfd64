import type { Connectivity } from '../../shared/domain/connectivity.ts';
import { pathWords, type Path } from '../../shared/domain/paths.ts';
import type { Unseen } from '../../shared/domain/service-state.ts';
import { count } from '../../shared/lib/count.ts';
import { timeOfDay } from '../../shared/lib/time-of-day.ts';
import type { Logger } from '../ports.ts';
import type { HistoryWriter } from './history-writer.ts';
import type { NoticeBoard } from './notice-board.ts';

export interface CutOffsParts {
  readonly logger: Logger;
  readonly writer: HistoryWriter;
  readonly notices: NoticeBoard;
  readonly now: () => number;
}

/** Notes that this machine is cut off, or no more: as a notice that is told, in the log and in history. */
export class CutOffs {
  readonly #parts: CutOffsParts;

  constructor(parts: CutOffsParts) {
    this.#parts = parts;
  }

  /** It is so, or by another sign, or no more. `services` are those beyond this machine that could be seen. */
  note(before: Connectivity, after: Connectivity, services: number): void {
    const { logger, writer, notices, now } = this.#parts;
    // Without a route nobody could observe; that nobody answers was observed.
    if (before.offlineSince !== null && before.offlineBy === 'route')
      writer.add({ gaps: [{ from: before.offlineSince, to: now(), reason: 'offline' }] });
    for (const by of ['route', 'silence'] as const)
      if (after.offlineSince === null || after.offlineBy !== by) notices.withdraw(NOTICES[by]);
    if (after.offlineSince !== null) logger.warn('cut off from the network', { by: after.offlineBy });
    else if (before.offlineSince !== null) logger.warn('network is back');
    this.show(after, services);
  }

  show({ offlineSince, offlineBy }: Connectivity, services: number): void {
    if (offlineSince === null) return;
    const { notices } = this.#parts;
    const id = NOTICES[offlineBy];
    if (offlineBy === 'route') {
      const unseen = `${count(services, 'service')} beyond it cannot be seen until there is a way to them again.`;
      notices.post(
        id,
        'warning',
        `No way leads beyond this machine: ${unseen}`,
        'This machine is cut off from the network',
      );
      return;
    }
    const title = `None of ${count(services, 'service')} beyond this machine answers, since ${timeOfDay(offlineSince)}`;
    notices.post(
      id,
      'error',
      `${title}. Look at the network of this machine first: each service is told of when others answer again and it does not.`,
      title,
    );
  }
}

const NOTICES = { route: 'cut-off', silence: 'nobody-answers' } as const;

/** `gone` is the path that is not there; without one, the machine cannot see beyond itself. */
export function whyUnseen(gone: Path | null): Unseen {
  return gone === null
    ? { cause: 'cut-off', message: 'this machine cannot see beyond itself' }
    : { cause: 'path-gone', message: `${pathWords(gone)}, by which it is reached` };
}

import { identityIn, statOf } from './file-mark.ts';

/** The files of an open history as this process left them: nobody else writes them. */
export interface HistoryFiles {
  readonly main: string | null;
  /** SQLite keeps it open and makes no new one when it goes. */
  readonly journal: string | null;
  readonly bytes: number;
  readonly writtenAt: bigint;
  readonly journalBytes: number;
}

export function filesOf(path: string): HistoryFiles {
  const main = statOf(path);
  const journal = statOf(`${path}-wal`);
  return {
    main: identityIn(main),
    journal: identityIn(journal),
    bytes: Number(main?.size ?? 0),
    writtenAt: main?.mtimeNs ?? 0n,
    journalBytes: Number(journal?.size ?? 0),
  };
}

/** What another hand did to them meanwhile. */
export function whatHappened(
  left: HistoryFiles,
  found: HistoryFiles,
): 'nothing' | 'removed' | 'exchanged' | 'journal-gone' | 'changed' {
  if (found.main === null) return 'removed';
  if (found.main !== left.main) return 'exchanged';
  if (found.journal !== left.journal) return 'journal-gone';
  return found.bytes === left.bytes && found.writtenAt === left.writtenAt ? 'nothing' : 'changed';
}

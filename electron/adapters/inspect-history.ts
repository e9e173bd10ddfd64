import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { newerWords, passesCheck, versionOf } from './sqlite-history-database.ts';
import { HISTORY_VERSION } from './sqlite-history-schema.ts';
import { databaseTrouble, saysDamaged } from './sqlite-trouble.ts';

/** The check holds the event loop; measured, 31 MB take 60 ms, so that this much takes two seconds. */
const MOST_CHECKED_BYTES = 1_000_000_000;

export type HistoryInspection =
  | { readonly kind: 'absent' }
  /** `checked` is false when it is too large to be read whole. */
  | { readonly kind: 'sound'; readonly bytes: number; readonly checked: boolean }
  | { readonly kind: 'damaged'; readonly message: string }
  | { readonly kind: 'newer'; readonly message: string }
  | { readonly kind: 'unreadable'; readonly message: string };

/**
 * Looks at a history that nobody has open, without changing a byte or leaving a file beside it. What a killed process
 * left in the journal counts too: then a copy is looked at, in `temporaryFolder`.
 */
export async function inspectHistory(
  path: string,
  temporaryFolder: string,
  signal: AbortSignal,
): Promise<HistoryInspection> {
  let database: DatabaseSync | null = null;
  try {
    const { size: bytes } = statSync(path);
    if (bytes === 0) return { kind: 'absent' };
    const checked = bytes <= MOST_CHECKED_BYTES;
    if (!checked || !hasJournal(path)) database = openUntouched(path);
    else database = await openCopy(path, temporaryFolder, signal);
    const version = versionOf(database);
    if (version > HISTORY_VERSION) return { kind: 'newer', message: `${path} ${newerWords(version)}` };
    if (checked && !passesCheck(database)) return { kind: 'damaged', message: `${path} is damaged` };
    return { kind: 'sound', bytes, checked };
  } catch (error) {
    if (saysDamaged(error)) return { kind: 'damaged', message: `${path}: ${databaseTrouble(error)}` };
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'absent' };
    return { kind: 'unreadable', message: `${path}: ${databaseTrouble(error)}` };
  } finally {
    database?.close();
  }
}

function hasJournal(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Without `immutable`, even a reader makes journal files. */
function openUntouched(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true });
}

async function openCopy(path: string, folder: string, signal: AbortSignal): Promise<DatabaseSync> {
  const copy = join(folder, basename(path));
  for (const suffix of ['', '-wal']) {
    await pipeline(createReadStream(path + suffix), createWriteStream(copy + suffix, { mode: 0o600 }), {
      signal,
    });
  }
  return new DatabaseSync(copy);
}

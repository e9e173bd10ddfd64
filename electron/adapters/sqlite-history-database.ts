import { existsSync, renameSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { err, ok } from '../../shared/lib/result.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { StorageFault } from '../ports.ts';
import { createPrivately, fileTrouble, setAsidePath } from './files.ts';
import { HISTORY_VERSION, migrate } from './sqlite-history-schema.ts';
import { databaseTrouble, saysDamaged } from './sqlite-trouble.ts';

/** SQLite waits inside the event loop, so this is also how long probing may stand still. */
const BUSY_TIMEOUT_MS = 100;
/**
 * Up to this size the whole file is checked at each start (measured: 31 MB take 60 ms). A larger one is checked only
 * after an unclean end; damage that appears later shows when its page is read.
 */
const ALWAYS_CHECKED_BYTES = 50_000_000;

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** What had to be set aside, in one sentence. */
  readonly notice: string | null;
}

/** A damaged file is set aside under a new name and a new one started; a file of a newer version is refused, untouched. */
export function openHistoryDatabase(path: string, now: number): Result<OpenedDatabase, StorageFault> {
  const emptied = existsSync(path) && statSync(path).size === 0;
  const first = tryToOpen(path);
  if (first.ok) {
    const notice = emptied ? `${basename(path)} was empty: a new history was started` : null;
    return ok({ database: first.value, notice });
  }
  if (!first.error.damaged) return err({ message: first.error.message });
  return replaceDamaged(path, now);
}

/** For a file whose database has been closed. */
export function replaceDamaged(path: string, now: number): Result<OpenedDatabase, StorageFault> {
  const aside = setAsidePath(path, now);
  try {
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    }
  } catch (error) {
    return err({ message: `${path} is damaged and cannot be set aside: ${fileTrouble(error)}` });
  }
  const second = tryToOpen(path);
  if (!second.ok) return err({ message: second.error.message });
  const notice = `${basename(path)} was damaged: it has been set aside as ${basename(aside)} and a new history was started`;
  return ok({ database: second.value, notice });
}

type OpenFault = StorageFault & { readonly damaged: boolean };

function tryToOpen(path: string): Result<DatabaseSync, OpenFault> {
  let database: DatabaseSync | null = null;
  const refuse = (message: string, damaged: boolean) => {
    database?.close();
    return err({ message, damaged });
  };
  try {
    // SQLite gives its journal files the mode of the database.
    createPrivately(path);
    const thorough = needsCheck(path);
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    const version = versionOf(database);
    if (version > HISTORY_VERSION) {
      return refuse(`${path} ${newerWords(version)}: update Bellwether or choose another data folder`, false);
    }
    if (thorough && !passesCheck(database)) return refuse(`${path} is damaged`, true);
    // auto_vacuum counts only while the file is empty, and so comes before everything that writes.
    database.exec(`
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA journal_size_limit = 16000000;
    `);
    migrate(database, version);
    // SQLite opens a file that may not be written all the same; better to hear it now than at the first append.
    database.exec('BEGIN IMMEDIATE; ROLLBACK;');
    return ok(database);
  } catch (error) {
    return refuse(`cannot open the history ${path}: ${databaseTrouble(error)}`, saysDamaged(error));
  }
}

/** A journal that is left over means that the last process did not close the database. */
function needsCheck(path: string): boolean {
  const journal = statSync(`${path}-wal`, { throwIfNoEntry: false });
  return (journal?.size ?? 0) > 0 || statSync(path).size <= ALWAYS_CHECKED_BYTES;
}

export function newerWords(version: number): string {
  return `was written by a newer Bellwether (version ${version}, this one reads up to ${HISTORY_VERSION})`;
}

export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}

export function passesCheck(database: DatabaseSync): boolean {
  return database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok';
}

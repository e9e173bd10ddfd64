import { existsSync, renameSync, statSync, type Stats } from 'node:fs';
import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { err, ok } from '../../shared/lib/result.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { StorageFault } from '../ports.ts';
import { createPrivately, fileTrouble, setAsidePath } from './files.ts';
import { HISTORY_VERSION, lackOfSchema, migrate } from './sqlite-history-schema.ts';
import { databaseTrouble, saysDamaged, saysUnfit } from './sqlite-trouble.ts';

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
  const looked = look(path);
  if (!looked.ok) return looked;
  const found = looked.value;
  // A folder, or a pipe, which would be waited for.
  if (found !== undefined && !found.isFile()) return replaceDamaged(path, now);
  const cleared = clearJournals(path, now);
  if (!cleared.ok) return cleared;
  const emptied = found?.size === 0;
  const first = tryToOpen(path);
  if (first.ok) {
    const notice = emptied ? `${basename(path)} was empty: a new history was started` : cleared.value;
    return ok({ database: first.value, notice });
  }
  if (!first.error.damaged) return err({ message: first.error.message });
  return replaceDamaged(path, now);
}

/** `undefined` when nothing is there. */
function look(path: string): Result<Stats | undefined, StorageFault> {
  try {
    return ok(statSync(path, { throwIfNoEntry: false }));
  } catch (error) {
    return err({ message: `cannot open the history ${path}: ${fileTrouble(error)}` });
  }
}

/** A journal that is a folder or a pipe holds nothing of the history, and SQLite could not open one: it alone is set aside. */
function clearJournals(path: string, now: number): Result<string | null, StorageFault> {
  const aside = setAsidePath(path, now);
  try {
    const names = ['-wal', '-shm'].filter((suffix) => {
      if (statSync(path + suffix, { throwIfNoEntry: false })?.isFile() !== false) return false;
      renameSync(path + suffix, aside + suffix);
      return true;
    });
    if (names.length === 0) return ok(null);
    const what = names.map((suffix) => basename(path + suffix)).join(' and ');
    return ok(`${what} was no plain file: it has been set aside beside the history`);
  } catch (error) {
    return err({ message: `cannot open the history ${path}: ${fileTrouble(error)}` });
  }
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
    const foreign = lackOfSchema(database, version);
    if (foreign !== null) return refuse(`${path} ${foreign}`, true);
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
    // What is there already, or is not, is no history of ours: a step of the migration says so.
    const damaged = saysDamaged(error) || saysUnfit(error);
    return refuse(`cannot open the history ${path}: ${databaseTrouble(error)}`, damaged);
  }
}

/** A journal that is left over means that the last process did not close the database. */
function needsCheck(path: string): boolean {
  const journal = statSync(`${path}-wal`, { throwIfNoEntry: false });
  return (journal?.size ?? 0) > 0 || isQuicklyChecked(statSync(path).size);
}

export function newerWords(version: number): string {
  return `was written by a newer Bellwether (version ${version}, this one reads up to ${HISTORY_VERSION})`;
}

export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}

/**
 * Whether a file that another hand changed is still whole. Looked at with a connection of its own, since the one in use
 * would see what it remembers; and without the journal once that is folded in, since its pages hide those of the file.
 */
export function isSound(path: string, inUse: DatabaseSync): boolean {
  let database: DatabaseSync | null = null;
  try {
    const folded = inUse.prepare('PRAGMA wal_checkpoint(PASSIVE)').get();
    const url = pathToFileURL(path);
    if (folded?.['busy'] === 0 && folded['log'] === folded['checkpointed'])
      url.searchParams.set('immutable', '1');
    database = new DatabaseSync(url, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    return passesCheck(database) && lackOfSchema(database) === null;
  } catch (error) {
    return !saysDamaged(error) && !saysUnfit(error);
  } finally {
    database?.close();
  }
}

/** Whether looking at all of it is short enough for the event loop. */
export function isQuicklyChecked(bytes: number): boolean {
  return bytes <= ALWAYS_CHECKED_BYTES;
}

export function passesCheck(database: DatabaseSync): boolean {
  return database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok';
}

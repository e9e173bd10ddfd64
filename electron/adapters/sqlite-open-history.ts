import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Clock, HistoryFault, Logger } from '../ports.ts';
import { identityOf } from './file-mark.ts';
import { isQuicklyChecked, isSound, openHistoryDatabase, replaceDamaged } from './sqlite-history-database.ts';
import type { OpenedDatabase } from './sqlite-history-database.ts';
import { filesOf, whatHappened, type HistoryFiles } from './sqlite-history-file.ts';
import { lackOfSchema } from './sqlite-history-schema.ts';
import { HistoryTables } from './sqlite-history-tables.ts';
import { databaseTrouble, saysDamaged, saysUnfit } from './sqlite-trouble.ts';

export interface OpenHistoryParts {
  readonly path: string;
  readonly clock: Pick<Clock, 'wallNow'>;
  readonly logger: Logger;
  /** Whether this process still owns the folder: in another's, no file is replaced. */
  owned(this: void): boolean;
}

/**
 * The database with the file that it lies in. Before each write that file has to be the one that this process left, since
 * SQLite itself writes on into a file that was deleted: one that went, was exchanged or changed by another hand is opened
 * or begun anew, which is told as a fault whose batch can be repeated.
 */
export class OpenHistory {
  readonly #parts: OpenHistoryParts;
  /** `null` when closed, or while what is in its place cannot be opened. */
  #tables: HistoryTables | null;
  #left: HistoryFiles;
  #closed = false;
  /** A read or write met damage: the next write starts a new file. */
  #damaged = false;

  constructor(parts: OpenHistoryParts, opened: OpenedDatabase) {
    this.#parts = parts;
    this.#tables = new HistoryTables(opened.database);
    this.#left = filesOf(parts.path);
  }

  get tables(): HistoryTables | null {
    return this.#tables;
  }

  get journalBytes(): number {
    return this.#left.journalBytes;
  }

  readFailed(error: unknown): void {
    this.#damaged ||= saysDamaged(error);
    const trouble = databaseTrouble(error);
    this.#parts.logger.error('history not read', { file: this.#parts.path, trouble });
  }

  /** One transaction. */
  write<Value>(attempt: string, change: (tables: HistoryTables) => Value): Result<Value, HistoryFault> {
    const { path } = this.#parts;
    if (this.#closed) return err({ message: `cannot ${attempt} the history ${path}: it is closed` });
    const inOrder = this.look();
    if (!inOrder.ok) return inOrder;
    const tables = this.#tables;
    if (tables === null) return this.#startAnew();
    try {
      tables.database.exec('BEGIN IMMEDIATE');
      const value = change(tables);
      tables.database.exec('COMMIT');
      return ok(value);
    } catch (error) {
      this.#rollBack(tables);
      const unfit = saysUnfit(error) && lackOfSchema(tables.database) !== null;
      if (saysDamaged(error) || unfit) return this.#startAnew();
      return err({ message: `cannot ${attempt} the history ${path}: ${databaseTrouble(error)}` });
    } finally {
      this.note();
    }
  }

  /** What this process has just written is no other hand's. */
  note(): void {
    if (this.#tables !== null) this.#left = filesOf(this.#parts.path);
  }

  /** An error when the file was not as this process left it; it is then in order again if it says `begunAnew`. */
  look(): Result<void, HistoryFault> {
    const { path, logger, owned } = this.#parts;
    if (this.#closed) return ok(undefined);
    if (!owned()) return err({ message: `${path} is in a folder that this process no longer owns` });
    if (this.#damaged) return this.#startAnew();
    if (this.#tables === null) return this.#openAgain('could not be opened');
    const found = filesOf(path);
    const left = this.#left;
    switch (whatHappened(left, found)) {
      case 'nothing':
        this.#left = found;
        return ok(undefined);
      case 'removed':
        return this.#openAgain('was removed while it was in use: a new history was started');
      case 'exchanged':
        return this.#openAgain('was exchanged while it was in use: what is in its place goes on');
      case 'journal-gone':
        return this.#openAgain('lost its journal while it was in use, and was opened anew');
      case 'changed': {
        logger.warn('history changed by another hand', { file: path });
        const suspect = found.bytes < left.bytes || isQuicklyChecked(found.bytes);
        if (suspect && !isSound(path, this.#tables.database)) return this.#startAnew();
        // Looking may have folded in the journal.
        this.note();
        return ok(undefined);
      }
    }
  }

  close(): void {
    this.#release();
    this.#closed = true;
    this.#damaged = false;
  }

  #release(): void {
    try {
      this.#tables?.database.close();
    } catch (error) {
      this.#parts.logger.warn('history did not close', { trouble: databaseTrouble(error) });
    }
    this.#tables = null;
  }

  #rollBack(tables: HistoryTables): void {
    try {
      tables.rollBack();
    } catch (error) {
      this.#parts.logger.warn('history did not roll back', { trouble: databaseTrouble(error) });
    }
  }

  #openAgain(what: string): Result<never, HistoryFault> {
    const { path, clock } = this.#parts;
    this.#release();
    this.#dropJournal();
    const opened = openHistoryDatabase(path, clock.wallNow());
    if (!opened.ok) return err(opened.error);
    this.#take(opened.value);
    return err({ message: opened.value.notice ?? `${basename(path)} ${what}`, begunAnew: true });
  }

  /** Sets the damaged file aside. An error all the same, so that somebody is told; what was refused fits into the new file. */
  #startAnew(): Result<never, HistoryFault> {
    const { path, clock } = this.#parts;
    this.#release();
    const replaced = replaceDamaged(path, clock.wallNow());
    this.#damaged = !replaced.ok;
    if (!replaced.ok) return replaced;
    this.#take(replaced.value);
    return err({ message: replaced.value.notice ?? `${path} was damaged`, begunAnew: true });
  }

  #take({ database }: OpenedDatabase): void {
    this.#tables = new HistoryTables(database);
    this.#left = filesOf(this.#parts.path);
  }

  /** The journal of the file that went would be played into the one that came, and spoil it. */
  #dropJournal(): void {
    const { path } = this.#parts;
    const cameWithIt = identityOf(`${path}-wal`) !== this.#left.journal;
    if (identityOf(path) === this.#left.main || cameWithIt) return;
    rmSync(`${path}-wal`, { force: true });
    rmSync(`${path}-shm`, { force: true });
  }
}

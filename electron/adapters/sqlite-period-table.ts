import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Row, RowValues } from './sqlite-history-rows.ts';

interface TableShape {
  readonly name: 'samples' | 'rollup_minute' | 'rollup_hour';
  readonly time: 'at' | 'start_at';
  readonly columns: number;
  readonly periodMs: number;
}

/** A table keyed by period, service and time; ranges of one service are read period by period, as far as needed. */
export class PeriodTable {
  readonly #periodMs: number;
  readonly #put: StatementSync;
  readonly #get: StatementSync;
  readonly #next: StatementSync;
  readonly #previous: StatementSync;
  readonly #rowsFrom: StatementSync;
  readonly #rowsUntil: StatementSync;
  readonly #prune: StatementSync;

  constructor(database: DatabaseSync, { name, time, columns, periodMs }: TableShape) {
    const ofService = `SELECT * FROM ${name} WHERE period = ? AND service = ?`;
    this.#periodMs = periodMs;
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO ${name} VALUES (${Array(columns).fill('?').join()})`,
    );
    this.#get = database.prepare(`${ofService} AND ${time} = ?`);
    this.#next = database.prepare(`SELECT min(period) AS period FROM ${name} WHERE period > ?`);
    this.#previous = database.prepare(`SELECT max(period) AS period FROM ${name} WHERE period < ?`);
    this.#rowsFrom = database.prepare(
      `${ofService} AND ${time} >= ? AND ${time} < ? ORDER BY ${time} LIMIT ?`,
    );
    this.#rowsUntil = database.prepare(`${ofService} AND ${time} <= ? ORDER BY ${time} DESC LIMIT ?`);
    this.#prune = database.prepare(
      `DELETE FROM ${name} WHERE (period, service, ${time}) IN
       (SELECT period, service, ${time} FROM ${name} WHERE period < ? ORDER BY period, service, ${time} LIMIT ?)`,
    );
  }

  /** `values` without period and service, beginning with the time `at`. Replaces the row of the same time. */
  put(service: number, at: number, values: RowValues): void {
    this.#put.run(this.#periodOf(at), service, ...values);
  }

  get(service: number, at: number): Row | undefined {
    return this.#get.get(this.#periodOf(at), service, at);
  }

  /** Oldest first, `to` exclusive. */
  rowsFrom(service: number, from: number, to: number, limit: number): readonly Row[] {
    const rows: Row[] = [];
    const last = this.#periodOf(to);
    let period = this.#step(this.#next, this.#periodOf(from) - 1);
    while (period !== null && period <= last && rows.length < limit) {
      rows.push(...this.#rowsFrom.all(period, service, from, to, limit - rows.length));
      period = this.#step(this.#next, period);
    }
    return rows;
  }

  /** Newest first, `until` inclusive. */
  rowsUntil(service: number, until: number, limit: number): readonly Row[] {
    const rows: Row[] = [];
    let period = this.#step(this.#previous, this.#periodOf(until) + 1);
    while (period !== null && rows.length < limit) {
      rows.push(...this.#rowsUntil.all(period, service, until, limit - rows.length));
      period = this.#step(this.#previous, period);
    }
    return rows;
  }

  /** Deletes at most `limit` rows of the periods that ended by `before`, oldest first; tells how many. */
  prune(before: number, limit: number): number {
    return Number(this.#prune.run(this.#periodOf(before), limit).changes);
  }

  #periodOf(at: number): number {
    return Math.floor(at / this.#periodMs);
  }

  #step(statement: StatementSync, from: number): number | null {
    const period = statement.get(from)?.['period'];
    return typeof period === 'number' ? period : null;
  }
}

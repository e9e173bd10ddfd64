import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ROLLUP_MS, type Rollup, type RollupSize } from '../../shared/domain/rollup.ts';
import type { Row } from './sqlite-history-rows.ts';
import { rollupValues } from './sqlite-rollup-rows.ts';

/** How many rollups of one service lie together: ten minutes, a day. */
const PERIODS: Readonly<Record<RollupSize, number>> = { minute: 10, hour: 24 };

/** Rows by period, service and number; those of one service are read period by period, as far as needed. */
export class RollupTable {
  readonly #size: RollupSize;
  readonly #put: StatementSync;
  readonly #get: StatementSync;
  readonly #next: StatementSync;
  readonly #previous: StatementSync;
  readonly #rows: StatementSync;
  readonly #sampled: StatementSync;
  readonly #prune: StatementSync;

  constructor(database: DatabaseSync, size: RollupSize) {
    const name = `rollup_${size}`;
    const ofService = `FROM ${name} WHERE period = ? AND service = ?`;
    this.#size = size;
    this.#put = database.prepare(`INSERT OR REPLACE INTO ${name} VALUES (${Array(12).fill('?').join()})`);
    this.#get = database.prepare(`SELECT * ${ofService} AND number = ?`);
    this.#next = database.prepare(`SELECT min(period) AS period FROM ${name} WHERE period > ?`);
    this.#previous = database.prepare(`SELECT max(period) AS period FROM ${name} WHERE period < ?`);
    this.#rows = database.prepare(`SELECT * ${ofService} AND number >= ? AND number < ? ORDER BY number`);
    this.#sampled = database.prepare(
      `SELECT number ${ofService} AND number >= ? AND number <= ?
       AND up_samples + degraded_samples + down_samples > 0 ORDER BY number`,
    );
    this.#prune = database.prepare(
      `DELETE FROM ${name} WHERE (period, service, number) IN
       (SELECT period, service, number FROM ${name} WHERE period < ? ORDER BY period, service, number LIMIT ?)`,
    );
  }

  /** Replaces the one of the same service and beginning. */
  put(service: number, rollup: Rollup): void {
    this.#put.run(this.#periodOf(rollup.startAt), service, ...rollupValues(rollup, this.#size));
  }

  get(service: number, startAt: number): Row | undefined {
    return this.#get.get(this.#periodOf(startAt), service, startAt / ROLLUP_MS[this.#size]);
  }

  /** Those that begin from `from` on and before `to`, oldest first. */
  rows(service: number, from: number, to: number): readonly Row[] {
    const first = Math.ceil(from / ROLLUP_MS[this.#size]);
    const end = Math.ceil(to / ROLLUP_MS[this.#size]);
    return this.#periods(from, to).flatMap((period) => this.#rows.all(period, service, first, end));
  }

  /** Beginnings of those that hold a sample and touch the time from `from` to `until`, oldest first. */
  sampled(service: number, from: number, until: number): readonly number[] {
    const sizeMs = ROLLUP_MS[this.#size];
    const [first, last] = [Math.floor(from / sizeMs), Math.floor(until / sizeMs)];
    return this.#periods(first * sizeMs, until).flatMap((period) =>
      this.#sampled.all(period, service, first, last).map((row) => Number(row['number']) * sizeMs),
    );
  }

  /** The same, newest first and only as far as they are asked for. */
  *sampledBackwards(service: number, from: number, until: number): Generator<number> {
    const sizeMs = ROLLUP_MS[this.#size];
    const [first, last] = [Math.floor(from / sizeMs), Math.floor(until / sizeMs)];
    let period = this.#step(this.#previous, this.#periodOf(until) + 1);
    while (period !== null && period >= this.#periodOf(from)) {
      const rows = this.#sampled.all(period, service, first, last);
      for (const row of rows.toReversed()) yield Number(row['number']) * sizeMs;
      period = this.#step(this.#previous, period);
    }
  }

  /** Deletes at most `limit` rows of the periods that ended by `before`, oldest first; tells how many. */
  prune(before: number, limit: number): number {
    return Number(this.#prune.run(this.#periodOf(before), limit).changes);
  }

  /** Those that hold any row, from the one of `from` to the one of `until`. */
  #periods(from: number, until: number): readonly number[] {
    const periods: number[] = [];
    const last = this.#periodOf(until);
    let period = this.#step(this.#next, this.#periodOf(from) - 1);
    while (period !== null && period <= last) {
      periods.push(period);
      period = this.#step(this.#next, period);
    }
    return periods;
  }

  #periodOf(at: number): number {
    return Math.floor(at / ROLLUP_MS[this.#size] / PERIODS[this.#size]);
  }

  #step(statement: StatementSync, from: number): number | null {
    const period = statement.get(from)?.['period'];
    return typeof period === 'number' ? period : null;
  }
}

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ROLLUP_MS, type RollupSize } from '../../shared/domain/rollup.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import { certainNumber, type Row } from './sqlite-history-rows.ts';
import type { RollupTable } from './sqlite-rollup-table.ts';
import { sampleValues } from './sqlite-sample-rows.ts';

/** Short, so that what is written in one second goes to a few pages: a minute of a thousand services has a hundred. */
const PERIOD_MS = 10_000;
const PERIODS_A_MINUTE = ROLLUP_MS.minute / PERIOD_MS;

/**
 * Samples by period, service and time. In which minutes a service has any is known from its rollups, which outlive its
 * samples: without them each of its samples would have to be searched among those of all services.
 */
export class SampleTable {
  readonly #rollups: Readonly<Record<RollupSize, RollupTable>>;
  readonly #put: StatementSync;
  readonly #oldest: StatementSync;
  readonly #ofMinute: StatementSync;
  readonly #prune: StatementSync;

  constructor(database: DatabaseSync, rollups: Readonly<Record<RollupSize, RollupTable>>) {
    this.#rollups = rollups;
    this.#put = database.prepare(`INSERT OR REPLACE INTO samples VALUES (${Array(14).fill('?').join()})`);
    this.#oldest = database.prepare('SELECT min(period) AS period FROM samples');
    this.#ofMinute = database.prepare(
      `SELECT *, period * ${PERIOD_MS} + after AS at FROM samples
       WHERE period IN (${Array(PERIODS_A_MINUTE).fill('?').join()}) AND service = ? ORDER BY period, after`,
    );
    this.#prune = database.prepare(
      `DELETE FROM samples WHERE (period, service, after) IN
       (SELECT period, service, after FROM samples WHERE period < ? ORDER BY period, service, after LIMIT ?)`,
    );
  }

  /** Replaces the one of the same service and time. */
  put(service: number, sample: Sample): void {
    const at = Math.round(sample.at);
    const period = Math.floor(at / PERIOD_MS);
    this.#put.run(period, service, at - period * PERIOD_MS, ...sampleValues(sample));
  }

  /** Oldest first, at most `limit`, `from` inclusive, `to` exclusive. */
  rowsFrom(service: number, from: number, to: number, limit: number): readonly Row[] {
    const rows: Row[] = [];
    const oldest = this.#oldestAt();
    if (oldest === null || from >= to) return rows;
    for (const minute of this.#rollups.minute.sampled(service, Math.max(from, oldest), to)) {
      if (rows.length >= limit) break;
      rows.push(...this.#rowsOf(service, minute).filter((row) => isWithin(row, from, to)));
    }
    return rows.slice(0, limit);
  }

  /** Newest first, `until` inclusive. */
  rowsUntil(service: number, until: number, limit: number): readonly Row[] {
    const rows: Row[] = [];
    const oldest = this.#oldestAt();
    if (oldest === null) return rows;
    for (const minute of this.#minutesBackwards(service, oldest, until)) {
      if (rows.length >= limit) break;
      rows.push(
        ...this.#rowsOf(service, minute)
          .filter((row) => isWithin(row, 0, until + 1))
          .toReversed(),
      );
    }
    return rows.slice(0, limit);
  }

  /** Deletes at most `limit` rows of the periods that ended by `before`, oldest first; tells how many. */
  prune(before: number, limit: number): number {
    return Number(this.#prune.run(Math.floor(before / PERIOD_MS), limit).changes);
  }

  /** By way of the hours: a service that has not been seen for days costs a look a day. */
  *#minutesBackwards(service: number, from: number, until: number): Generator<number> {
    for (const hour of this.#rollups.hour.sampledBackwards(service, from, until)) {
      const end = Math.min(until, hour + ROLLUP_MS.hour - 1);
      yield* this.#rollups.minute.sampledBackwards(service, hour, end);
    }
  }

  #rowsOf(service: number, minute: number): readonly Row[] {
    const first = minute / PERIOD_MS;
    const periods = Array.from({ length: PERIODS_A_MINUTE }, (_, index) => first + index);
    return this.#ofMinute.all(...periods, service);
  }

  #oldestAt(): number | null {
    const period = this.#oldest.get()?.['period'];
    return typeof period === 'number' ? period * PERIOD_MS : null;
  }
}

function isWithin(row: Row, from: number, to: number): boolean {
  const at = certainNumber(row, 'at');
  return at >= from && at < to;
}

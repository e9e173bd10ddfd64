import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Retention } from '../../shared/config/config.ts';
import { rollupsOf, sumRollups } from '../../shared/domain/rollup.ts';
import type { Rollup, RollupSize } from '../../shared/domain/rollup.ts';
import type { ServiceId } from '../../shared/domain/service.ts';
import type { HistoryBatch } from '../ports.ts';
import { EvidenceTable } from './sqlite-evidence-table.ts';
import { gapValues, incidentValues, notificationValues } from './sqlite-history-rows.ts';
import type { Row } from './sqlite-history-rows.ts';
import { decodeRollup } from './sqlite-rollup-rows.ts';
import { RollupTable } from './sqlite-rollup-table.ts';
import { SampleTable } from './sqlite-sample-table.ts';

/** Measured: a slice of this size takes 2 ms, 12 ms at worst. */
const PRUNED_ROWS = 2000;
/** Free pages (4 KiB) that are kept for the rows to come; more are given back to the disk, a slice at a time. */
const KEPT_FREE_PAGES = 2000;
const VACUUMED_PAGES = 500;

/** The tables of one open database with their prepared statements. What writes has to run inside a transaction. */
export class HistoryTables {
  readonly database: DatabaseSync;
  readonly samples: SampleTable;
  readonly rollups: Readonly<Record<RollupSize, RollupTable>>;
  readonly gaps: StatementSync;
  readonly incidents: StatementSync;
  readonly incidentsOfService: StatementSync;
  readonly openIncidents: StatementSync;
  readonly incident: StatementSync;
  readonly evidence: EvidenceTable;
  readonly notifications: StatementSync;
  readonly #putGap: StatementSync;
  readonly #putIncident: StatementSync;
  readonly #putNotification: StatementSync;
  readonly #pruneOthers: readonly StatementSync[];
  readonly #findService: StatementSync;
  readonly #addService: StatementSync;
  readonly #freePages: StatementSync;
  readonly #serviceKeys = new Map<ServiceId, number>();

  constructor(database: DatabaseSync) {
    const prepare = (sql: string) => database.prepare(sql);
    this.database = database;
    this.rollups = { minute: new RollupTable(database, 'minute'), hour: new RollupTable(database, 'hour') };
    this.samples = new SampleTable(database, this.rollups);
    this.gaps = prepare('SELECT * FROM gaps WHERE from_at < ? AND to_at > ? ORDER BY from_at, reason');
    this.#putGap = prepare('INSERT OR REPLACE INTO gaps VALUES (?, ?, ?)');
    const newestIncidents =
      'started_at > ? AND (started_at, id) < (?, ?) ORDER BY started_at DESC, id DESC LIMIT ?';
    this.incidents = prepare(`SELECT * FROM incidents WHERE ${newestIncidents}`);
    this.incidentsOfService = prepare(`SELECT * FROM incidents WHERE service = ? AND ${newestIncidents}`);
    this.openIncidents = prepare('SELECT * FROM incidents WHERE resolved_at IS NULL ORDER BY started_at, id');
    this.incident = prepare('SELECT * FROM incidents WHERE id = ?');
    this.evidence = new EvidenceTable(database);
    this.#putIncident = prepare('INSERT OR REPLACE INTO incidents VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.notifications = prepare(
      `SELECT * FROM notifications WHERE at > ? AND (at, id, notifier) < (?, ?, ?)
       ORDER BY at DESC, id DESC, notifier DESC LIMIT ?`,
    );
    this.#putNotification = prepare(
      'INSERT OR REPLACE INTO notifications VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#pruneOthers = [
      prepare('DELETE FROM incidents WHERE id IN (SELECT id FROM incidents WHERE resolved_at < ? LIMIT ?)'),
      prepare(`DELETE FROM notifications WHERE (id, notifier) IN
        (SELECT id, notifier FROM notifications WHERE at < ? ORDER BY at LIMIT ?)`),
      prepare(`DELETE FROM gaps WHERE (from_at, reason) IN
        (SELECT from_at, reason FROM gaps WHERE to_at < ? LIMIT ?)`),
    ];
    this.#findService = prepare('SELECT key FROM services WHERE id = ?');
    this.#addService = prepare('INSERT INTO services (id) VALUES (?)');
    this.#freePages = prepare('PRAGMA freelist_count');
  }

  append(batch: HistoryBatch): void {
    for (const sample of batch.samples) {
      this.samples.put(this.#serviceKey(sample.serviceId), sample);
    }
    for (const size of ['minute', 'hour'] as const) {
      for (const rollup of rollupsOf(size, batch.samples, batch.spans)) this.#fold(size, rollup);
    }
    for (const gap of batch.gaps) this.#putGap.run(...gapValues(gap));
    for (const incident of batch.incidents) this.#putIncident.run(...incidentValues(incident));
    for (const item of batch.evidence) this.evidence.put(item);
    for (const record of batch.notifications) this.#putNotification.run(...notificationValues(record));
  }

  /** `null` for a service that has never been kept. */
  findServiceKey(id: ServiceId): number | null {
    const known = this.#serviceKeys.get(id);
    if (known !== undefined) return known;
    const key = this.#findService.get(id)?.['key'];
    if (typeof key !== 'number') return null;
    this.#serviceKeys.set(id, key);
    return key;
  }

  /** Deletes one slice, oldest first; `true` when it was full, so that more may be left. */
  prune(now: number, retention: Retention): boolean {
    // Rollups outlive what they lead to.
    const minutesBefore = now - Math.max(retention.minutesMs, retention.samplesMs);
    const hoursBefore = Math.min(now - retention.hoursMs, minutesBefore);
    let left = PRUNED_ROWS;
    left -= this.samples.prune(now - retention.samplesMs, left);
    left -= this.rollups.minute.prune(minutesBefore, left);
    left -= this.rollups.hour.prune(hoursBefore, left);
    // Before the incidents: they say which is old.
    left -= this.evidence.prune(hoursBefore, left);
    for (const statement of this.#pruneOthers) left -= Number(statement.run(hoursBefore, left).changes);
    return left <= 0;
  }

  /** Gives back a slice of the free pages beyond the reserve; `true` when more are left. */
  shrink(): boolean {
    const spare = () => Number(this.#freePages.get()?.['freelist_count']) - KEPT_FREE_PAGES;
    if (spare() <= 0) return false;
    this.database.exec(`PRAGMA incremental_vacuum(${Math.min(VACUUMED_PAGES, spare())})`);
    return spare() > 0;
  }

  /** Undoes a transaction that failed. */
  rollBack(): void {
    // A key given out in it is gone.
    this.#serviceKeys.clear();
    if (this.database.isTransaction) this.database.exec('ROLLBACK');
  }

  #serviceKey(id: ServiceId): number {
    const known = this.findServiceKey(id);
    if (known !== null) return known;
    const added = Number(this.#addService.run(id).lastInsertRowid);
    this.#serviceKeys.set(id, added);
    return added;
  }

  #fold(size: RollupSize, rollup: Rollup): void {
    const table = this.rollups[size];
    const service = this.#serviceKey(rollup.serviceId);
    const row = table.get(service, rollup.startAt);
    const stored = row === undefined ? null : readRollup(row, rollup.serviceId, size);
    table.put(service, stored === null ? rollup : sumRollups([stored, rollup]));
  }
}

/** A row that is not understood is replaced by what is known now, or no sample of its service could be added any more. */
function readRollup(row: Row, serviceId: ServiceId, size: RollupSize): Rollup | null {
  try {
    return decodeRollup(row, serviceId, size);
  } catch {
    return null;
  }
}

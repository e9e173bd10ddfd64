import type { DatabaseSync } from 'node:sqlite';

/*
 * Times and durations are REAL: milliseconds as JavaScript counts them. Tables that grow lead their key with a period,
 * an hour or a day counted from 1970, so that new rows land together at the end, old ones are deleted together
 * from the front, and within a period each service lies in one piece.
 */

const ROLLUP_COLUMNS = `
  period INTEGER NOT NULL,
  service INTEGER NOT NULL,
  start_at REAL NOT NULL,
  up_ms REAL NOT NULL,
  degraded_ms REAL NOT NULL,
  down_ms REAL NOT NULL,
  samples INTEGER NOT NULL,
  latency_count INTEGER NOT NULL,
  latency_sum_ms REAL NOT NULL,
  latency_max_ms REAL NOT NULL,
  latency_buckets TEXT NOT NULL,
  PRIMARY KEY (period, service, start_at)`;

/** Step n leads from version n to n + 1. A step that has been released is never edited. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE services (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE samples (
    period INTEGER NOT NULL,
    service INTEGER NOT NULL,
    at REAL NOT NULL,
    status TEXT NOT NULL,
    cause TEXT,
    message TEXT,
    latency_ms REAL,
    http_status INTEGER,
    dns_ms REAL,
    connect_ms REAL,
    tls_ms REAL,
    first_byte_ms REAL,
    transfer_ms REAL,
    certificate_expires_at REAL,
    PRIMARY KEY (period, service, at)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rollup_minute (${ROLLUP_COLUMNS}) STRICT, WITHOUT ROWID;
  CREATE TABLE rollup_hour (${ROLLUP_COLUMNS}) STRICT, WITHOUT ROWID;
  CREATE TABLE gaps (
    from_at REAL NOT NULL, reason TEXT NOT NULL, to_at REAL NOT NULL, PRIMARY KEY (from_at, reason)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE incidents (
    id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    started_at REAL NOT NULL,
    resolved_at REAL,
    cause TEXT NOT NULL,
    message TEXT NOT NULL,
    alerts TEXT NOT NULL
  ) STRICT;
  CREATE INDEX incidents_by_start ON incidents (started_at, id);
  CREATE INDEX incidents_by_service ON incidents (service, started_at, id);
  CREATE INDEX incidents_open ON incidents (started_at) WHERE resolved_at IS NULL;
  CREATE TABLE notifications (
    id TEXT NOT NULL,
    notifier TEXT NOT NULL,
    at REAL NOT NULL,
    service TEXT,
    rule TEXT,
    severity TEXT NOT NULL,
    reason TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    delivered TEXT NOT NULL,
    PRIMARY KEY (id, notifier)
  ) STRICT;
  CREATE INDEX notifications_by_time ON notifications (at, id, notifier);
  `,
  'CREATE TABLE evidence (incident TEXT PRIMARY KEY, evidence TEXT NOT NULL) STRICT',
];

export const HISTORY_VERSION = MIGRATIONS.length;

/** Throws what SQLite says; the step that failed is undone when the database is closed. */
export function migrate(database: DatabaseSync, version: number): void {
  for (const [step, statements] of MIGRATIONS.entries()) {
    if (step < version) continue;
    database.exec(`BEGIN IMMEDIATE; ${statements}; PRAGMA user_version = ${step + 1}; COMMIT;`);
  }
}

import { DatabaseSync } from 'node:sqlite';

/*
 * Tables that grow lead their key with a period, so that new rows land together at the end, where one page takes many of
 * them, and old ones are deleted together from the front; within a period the rows of one service lie together. Of
 * samples and rollups times are whole milliseconds, latencies tenths of one, and words small numbers: most rows of a
 * history are of these. How long the periods are stands in `sqlite-sample-table.ts` and `sqlite-rollup-table.ts`.
 */

/** `number` counts minutes or hours from 1970. */
const ROLLUP_COLUMNS = `
  period INTEGER NOT NULL,
  service INTEGER NOT NULL,
  number INTEGER NOT NULL,
  up_ms INTEGER NOT NULL,
  degraded_ms INTEGER NOT NULL,
  down_ms INTEGER NOT NULL,
  up_samples INTEGER NOT NULL,
  degraded_samples INTEGER NOT NULL,
  down_samples INTEGER NOT NULL,
  latency_sum INTEGER NOT NULL,
  latency_max INTEGER NOT NULL,
  latencies BLOB,
  PRIMARY KEY (period, service, number)`;

/** Step n leads from version n to n + 1. A step that has been released is never edited. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE services (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
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
  // Version 1 was written by development builds only: their samples and rollups are let go.
  `
  DROP TABLE IF EXISTS samples;
  DROP TABLE IF EXISTS rollup_minute;
  DROP TABLE IF EXISTS rollup_hour;
  CREATE TABLE samples (
    period INTEGER NOT NULL,
    service INTEGER NOT NULL,
    after INTEGER NOT NULL,
    status INTEGER NOT NULL,
    latency INTEGER,
    http_status INTEGER,
    cause INTEGER,
    message TEXT,
    dns INTEGER,
    connect INTEGER,
    tls INTEGER,
    first_byte INTEGER,
    transfer INTEGER,
    certificate_expires_at INTEGER,
    PRIMARY KEY (period, service, after)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rollup_minute (${ROLLUP_COLUMNS}) STRICT, WITHOUT ROWID;
  CREATE TABLE rollup_hour (${ROLLUP_COLUMNS}) STRICT, WITHOUT ROWID;
  CREATE TABLE evidence (incident TEXT PRIMARY KEY, evidence TEXT NOT NULL) STRICT;
  `,
];

export const HISTORY_VERSION = MIGRATIONS.length;

/** Throws what SQLite says; the step that failed is undone when the database is closed. */
export function migrate(database: DatabaseSync, version: number, to = HISTORY_VERSION): void {
  for (const [step, statements] of MIGRATIONS.entries()) {
    if (step < version || step >= to) continue;
    database.exec(`BEGIN IMMEDIATE; ${statements}; PRAGMA user_version = ${step + 1}; COMMIT;`);
  }
}

/**
 * What a history of this version has and this one has not, such as `lacks the table samples`; `null` when nothing. One of version 0
 * is to be empty: a migration would mix its tables with those of somebody else, and drop some of them.
 */
export function lackOfSchema(database: DatabaseSync, version = HISTORY_VERSION): string | null {
  const there = definitionsOf(database);
  if (version === 0) return there.size === 0 ? null : 'holds tables of something else';
  const fresh = new DatabaseSync(':memory:');
  try {
    migrate(fresh, 0, version);
    for (const [name, definition] of definitionsOf(fresh)) {
      if (there.get(name) === undefined) return `lacks the ${name}`;
      if (there.get(name) !== definition) return `has another ${name} than it should`;
    }
    return null;
  } finally {
    fresh.close();
  }
}

/** Such as `table samples`, and how each was made. */
function definitionsOf(database: DatabaseSync): ReadonlyMap<string, string> {
  const rows = database.prepare('SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  return new Map(rows.map((row) => [`${String(row['type'])} ${String(row['name'])}`, String(row['sql'])]));
}

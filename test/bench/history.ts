import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteHistory } from '../../electron/adapters/sqlite-history.ts';
import { RollupTable } from '../../electron/adapters/sqlite-rollup-table.ts';
import type { History, HistoryBatch } from '../../electron/ports.ts';
import { bucketOf } from '../../shared/domain/latency-histogram.ts';
import { emptyRollup, percentileOf, ROLLUP_MS, sumRollups, uptimeOf } from '../../shared/domain/rollup.ts';
import { NO_TIMINGS } from '../../shared/domain/probe-result.ts';
import { serviceIdOf } from '../../shared/domain/service.ts';

/*
 * What history costs: bytes and time of writing a thousand services every ten seconds, reading and deleting, and ninety
 * days of one service out of a year of a hundred. Prints figures and bars, judges nothing.
 */

const SECOND = 1000;
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const clock = { wallNow: () => START };
const folder = mkdtempSync(join(tmpdir(), 'bellwether-bench-history-'));
const print = (what: string, figure: string, bar: string) =>
  process.stdout.write(`${what.padEnd(52)} ${figure.padEnd(26)} ${bar}\n`);

try {
  writeThousand(join(folder, 'thousand.sqlite'));
  readYear(join(folder, 'year.sqlite'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function open(path: string): History {
  const opened = openSqliteHistory(path, clock, silent);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value.history;
}

function writeThousand(path: string): void {
  const seconds = 600;
  const history = open(path);
  const before = { written: bytesWritten(), size: sizeOf(path) };
  const turns: number[] = [];
  for (let second = 0; second < seconds; second++) {
    const batch = secondOf(second);
    turns.push(timed(() => history.append(batch)));
  }
  const probes = seconds * 100;
  turns.sort((a, b) => a - b);
  print('bytes written a probe', ((bytesWritten() - before.written) / probes).toFixed(0), 'at most 1,000');
  const samples = timed(() => history.samples(serviceIdOf('s500'), START, START + DAY, 7200));
  history.close();
  print(
    'growth of the database a probe, in bytes',
    ((sizeOf(path) - before.size) / probes).toFixed(1),
    'at most 60',
  );
  print(
    'one second of 100 samples, median and longest',
    `${at(turns, 0.5)}, ${at(turns, 1)} ms`,
    'at most 20 ms',
  );
  print('ten minutes of samples of one service', `${samples.toFixed(1)} ms`, 'at most 20 ms');
  const again = open(path);
  const retention = { samplesMs: SECOND, minutesMs: SECOND, hoursMs: 400 * DAY };
  const slices: number[] = [];
  let more: boolean;
  do {
    const startedAt = performance.now();
    const pruned = again.prune(START + DAY, retention);
    slices.push(performance.now() - startedAt);
    more = pruned.ok && pruned.value;
  } while (more);
  slices.sort((a, b) => a - b);
  print(
    `a slice of deleting, of ${slices.length}`,
    `${at(slices, 0.5)}, ${at(slices, 1)} ms`,
    'at most 20 ms',
  );
  again.close();
}

/** A hundred services of a thousand answered; of each the sample before stood until now. */
function secondOf(second: number): HistoryBatch {
  const samples = Array.from({ length: 100 }, (_, index) => {
    const service = (second % 10) * 100 + index;
    const bad = service % 25 === 7;
    const sampledAt = START + second * SECOND + index * 10;
    const status = bad ? ('down' as const) : ('up' as const);
    return {
      serviceId: serviceIdOf(`s${service}`),
      at: sampledAt,
      status,
      cause: bad ? ('http-status' as const) : null,
      message: bad ? `127.0.0.1:30000 answered 503, expected 2xx` : null,
      latencyMs: Math.round((20 + Math.random() * 8) * 10) / 10,
      httpStatus: bad ? 503 : 200,
      timings: { ...NO_TIMINGS, connectMs: 0.4, firstByteMs: 20 + Math.random() * 8, transferMs: 0.3 },
      certificateExpiresAt: null,
    };
  });
  const spans = samples.flatMap(({ serviceId, status, at: to }) =>
    second < 10 ? [] : [{ serviceId, status, from: to - 10 * SECOND, to }],
  );
  return { samples, spans, gaps: [], incidents: [], notifications: [], evidence: [] };
}

function readYear(path: string): void {
  open(path).close();
  const database = new DatabaseSync(path);
  const table = new RollupTable(database, 'hour');
  const addService = database.prepare('INSERT INTO services (key, id) VALUES (?, ?)');
  database.exec('BEGIN');
  for (let service = 0; service < 100; service++) addService.run(service + 1, `s${service}`);
  for (let hour = 0; hour < 365 * 24; hour++) {
    for (let service = 0; service < 100; service++) {
      const startAt = START + hour * ROLLUP_MS.hour;
      const latencies = [18, 20, 22, 25, 30, 60, 200].flatMap((ms, place) => [bucketOf(ms), 360 >> place]);
      const counted = { upMs: 3_590_000, downMs: 10_000, upSamples: 359, downSamples: 1 };
      const latency = { latencySumMs: 9000, latencyMaxMs: 210, latencies };
      table.put(service + 1, { ...emptyRollup(serviceIdOf(`s${service}`), startAt), ...counted, ...latency });
    }
  }
  database.exec('COMMIT');
  database.close();
  const history = open(path);
  const to = START + 364 * DAY;
  const times = Array.from({ length: 40 }, (_, index) =>
    timed(() => {
      const total = sumRollups(history.rollups(serviceIdOf(`s${index}`), 'hour', to - 90 * DAY, to));
      for (const share of [0.5, 0.95, 0.99]) percentileOf(total, share);
      uptimeOf(total, 90 * DAY);
    }),
  ).sort((a, b) => a - b);
  history.close();
  print(
    '90 days of one service of a year of 100',
    `${at(times, 0.5)}, ${at(times, 1)} ms`,
    '50 ms, held 20 ms',
  );
  print('a year of hours of 100 services', `${(sizeOf(path) / 1e6).toFixed(0)} MB`, '');
}

function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

function at(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(1);
}

/** By this process, as Linux counts what is to reach the disk. */
function bytesWritten(): number {
  return Number(/^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}

function sizeOf(path: string): number {
  return statSync(path).size;
}

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openSqliteHistory } from '../../electron/adapters/sqlite-history.ts';
import { Desk } from '../builders/engine.ts';
import { service } from '../builders/service.ts';

/* A day of nine services in a minute: pretend time and answers, real decisions and storage. Prints figures, judges nothing. */

const HOUR_MS = 3_600_000;
setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');
const heap = () => {
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed / 1e6;
};

const folder = mkdtempSync(join(tmpdir(), 'bellwether-soak-'));
const file = join(folder, 'history.sqlite');
const fleet = Array.from({ length: 9 }, (_, index) => service({ id: `s${index}` }));
const desk = new Desk(...fleet);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const opened = openSqliteHistory(file, desk.clock, silent);
if (!opened.ok) throw new Error(opened.error.message);
desk.history = opened.value.history;
desk.start();

const heaps: number[] = [];
for (let hour = 0; hour < 24; hour++) {
  // Each hour one service goes down for ten minutes.
  const id = `s${hour % 9}`;
  await desk.clock.advance(HOUR_MS / 2);
  desk.prober.set(id, 'refused');
  await desk.clock.advance(HOUR_MS / 6);
  desk.prober.set(id, 'up');
  await desk.clock.advance(HOUR_MS / 3);
  // What the desk notes for a test to read is not the engine's.
  desk.prober.probes.length = 0;
  desk.events.length = 0;
  desk.log.length = 0;
  heaps.push(heap());
}
const [second = 0, last = 0] = [heaps[1], heaps.at(-1)];
const figures: readonly (readonly [string, string])[] = [
  [
    'heap after 2 h, after 24 h',
    `${second.toFixed(1)} MB, ${last.toFixed(1)} MB (${(last / second).toFixed(2)} times)`,
  ],
  ['timers waiting', String(desk.clock.pendingTimers)],
  ['told', `${desk.told.length} notifications of 24 outages and their ends`],
  ['history', `${(statSync(file).size / 1e6).toFixed(1)} MB`],
  ['writes of the state document', String(desk.state.saves)],
];
process.stdout.write(figures.map(([name, value]) => `${name.padEnd(46)} ${value}\n`).join(''));
const stopped = desk.engine.stop();
await desk.clock.advance(0);
await stopped;
opened.value.history.close();
rmSync(folder, { recursive: true, force: true });

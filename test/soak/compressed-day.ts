import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openSqliteHistory } from '../../electron/adapters/sqlite-history.ts';
import { Desk } from '../builders/engine.ts';
import { service } from '../builders/service.ts';
import { risesAbove, slopeOf } from './slope.ts';
import type { Finding } from './verdict.ts';

const HOUR_MS = 3_600_000;
const WARM_UP_HOURS = 4;
/** A tenth of what nine services would need if their samples stayed in memory. */
const MAX_HEAP_PER_HOUR_KB = 100;
const OUTAGES = 24;

/** A day of nine services in a minute: pretend time and answers, real decisions and storage. */
export async function soakCompressedDay(): Promise<readonly Finding[]> {
  const heap = heapMeter();
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-soak-'));
  const file = join(folder, 'history.sqlite');
  const fleet = Array.from({ length: 9 }, (_, index) => service({ id: `s${index}` }));
  const desk = new Desk(...fleet);
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const opened = openSqliteHistory(file, desk.clock, silent);
  if (!opened.ok) throw new Error(opened.error.message);
  desk.history = opened.value.history;
  desk.start();

  const heaps: [hour: number, kilobytes: number][] = [];
  const timers: [hour: number, waiting: number][] = [];
  for (let hour = 0; hour < OUTAGES; hour++) {
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
    heaps.push([hour, heap()]);
    timers.push([hour, desk.clock.pendingTimers]);
  }
  const heapSlope = slopeOf(heaps.slice(WARM_UP_HOURS));
  const timerSlope = slopeOf(timers.slice(WARM_UP_HOURS));
  const told = desk.told.length;
  const findings: readonly Finding[] = [
    {
      property: 'heap, an hour of 24',
      figure: `${signed(heapSlope.perUnit)} KB +/- ${heapSlope.error.toFixed(1)}, of ${((heaps.at(-1)?.[1] ?? 0) / 1000).toFixed(1)} MB`,
      holds: !risesAbove(heapSlope, MAX_HEAP_PER_HOUR_KB),
    },
    {
      property: 'timers waiting, an hour of 24',
      figure: `${signed(timerSlope.perUnit)}, ${desk.clock.pendingTimers} at the end`,
      holds: !risesAbove(timerSlope, 0.1),
    },
    {
      property: `${OUTAGES} outages and their ends, each told once`,
      figure: `${told} notifications`,
      holds: told === 2 * OUTAGES,
    },
    {
      property: 'history of the day',
      figure: `${(statSync(file).size / 1e6).toFixed(1)} MB, ${desk.state.saves} writes of the state document`,
      holds: null,
    },
  ];
  const stopped = desk.engine.stop();
  await desk.clock.advance(0);
  await stopped;
  opened.value.history.close();
  rmSync(folder, { recursive: true, force: true });
  return findings;
}

/** Kilobytes in use once everything is collected that can be. */
function heapMeter(): () => number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return () => {
    if (typeof collect === 'function') collect();
    return process.memoryUsage().heapUsed / 1000;
  };
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}

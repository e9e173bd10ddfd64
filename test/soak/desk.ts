import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { readInstance } from '../../electron/adapters/data-folder-lock.ts';
import { openSqliteHistory } from '../../electron/adapters/sqlite-history.ts';
import { serviceId } from '../builders/service.ts';
import { builtProgram } from '../fixtures/program.ts';
import { silentLogger } from '../fixtures/storage/silent-logger.ts';
import { allNotifications } from './all-notifications.ts';
import { DEAD_NAMES, DeskFleet, spin } from './desk-fleet.ts';
import { deskFindings, type TrueFault } from './desk-verdicts.ts';
import type { Finding } from './verdict.ts';

const SERVICES = 50;
/** Processes that take all the time they get. */
const SPINNING = 8;
/** Of `service-down`, as it ships. */
const HOLD_MS = 30_000;
/** When the faults begin and end, as shares of the run: the shortest one of three minutes has room for a hold and more. */
const [FAULTS_FROM, FAULTS_TO] = [0.4, 0.75];
const OUTAGE = 's12';
const HANG = 's36';
const STARTING_MS = 120_000;

/**
 * The built monitor on the desk of somebody who builds: no free core, names that nobody has, a terminal that takes no more and a
 * reader that lets the history's journal grow. Whether it cries wolf, and whether it tells of two true faults.
 */
export async function soakDesk(minutes: number): Promise<readonly Finding[]> {
  if (spawnSync('python3', ['-c', 'import pty']).status !== 0)
    throw new Error('this part needs python3 with pty');
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-desk-'));
  const data = join(folder, 'data');
  const fleet = new DeskFleet(SERVICES, folder);
  await fleet.start();
  const rest = spin(SPINNING);
  const file = join(folder, 'bellwether.json');
  writeFileSync(file, fleet.document());
  const monitor = onFrozenTerminal(['--port', '0', '--config', file, '--data-dir', data]);
  const ended = once(monitor, 'close');
  const { pid, url } = await running(data);
  const began = Date.now();
  const reader = holdOpen(join(data, 'history.sqlite'));
  const until = (share: number) => wait(Math.max(0, began + share * minutes * 60_000 - Date.now()));

  await until(FAULTS_FROM);
  const from = Date.now();
  fleet.tell('down', OUTAGE);
  fleet.tell('hang', HANG);
  await until(FAULTS_TO);
  const to = Date.now();
  fleet.tell('heal', OUTAGE);
  fleet.tell('heal', HANG);
  await until(1);

  const alive = (await fetch(`${url}/health/live`)).status;
  const load = loadavg()[0] ?? Number.NaN;
  process.kill(pid, 'SIGTERM');
  await ended;
  reader.close();
  await rest();
  await fleet.stop();
  const faults: readonly TrueFault[] = [
    { id: OUTAGE, words: 'an outage', from, to },
    { id: HANG, words: 'a hang', from, to },
  ];
  const findings = [
    ...readRecord(join(data, 'history.sqlite'), fleet, faults, began),
    {
      property: 'it answers, and ends in order',
      figure: `/health/live ${alive}, exit code ${monitor.exitCode}`,
      holds: alive === 200 && monitor.exitCode === 0,
    },
    {
      property: 'load of the machine at the end',
      figure: load.toFixed(1),
      holds: null,
    },
  ];
  rmSync(folder, { recursive: true, force: true });
  return findings;
}

function onFrozenTerminal(words: readonly string[]): ChildProcess {
  const unread = join(import.meta.dirname, '..', 'fixtures', 'unread.py');
  const program = [unread, 'terminal', process.execPath, builtProgram('headless'), ...words];
  return spawn('python3', program, { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function running(data: string): Promise<{ readonly pid: number; readonly url: string }> {
  for (const deadline = performance.now() + STARTING_MS; performance.now() < deadline; await wait(100)) {
    const instance = readInstance(data);
    if (instance !== null && instance.url !== null) return { pid: instance.pid, url: instance.url };
  }
  throw new Error('the monitor did not start');
}

/** A transaction that reads, such as a tool has open that browses databases. */
function holdOpen(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true });
  database.exec('BEGIN');
  database.prepare('SELECT count(*) FROM sqlite_schema').get();
  return database;
}

function readRecord(
  path: string,
  fleet: DeskFleet,
  faults: readonly TrueFault[],
  began: number,
): readonly Finding[] {
  const opened = openSqliteHistory(path, { wallNow: () => Date.now() }, silentLogger);
  if (!opened.ok) throw new Error(opened.error.message);
  const { history } = opened.value;
  const now = Date.now();
  const samples = new Map(
    fleet.services.map(({ id }) => [id, history.samples(serviceId(id), 0, now + 1, 1_000_000)]),
  );
  const notifications = allNotifications(history);
  const gaps = history.gaps(began, now);
  history.close();
  const dead = notifications.filter((record) => DEAD_NAMES.some((id) => id === record.serviceId));
  return [
    ...deskFindings({ samples, notifications, gaps, faults, holdMs: HOLD_MS }),
    {
      property: 'no dead name is told twice',
      figure:
        dead.length === 0
          ? 'none, as they are beyond this machine and nobody there answers'
          : dead.map(({ title }) => title).join('; '),
      holds: new Set(dead.map((record) => record.serviceId)).size === dead.length,
    },
  ];
}

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { openSqliteHistory } from '../../electron/adapters/sqlite-history.ts';
import type { NotificationRecord } from '../../shared/domain/notification.ts';
import { serviceId } from '../builders/service.ts';
import { end, launch } from '../fixtures/program.ts';
import { randoms } from '../fixtures/randoms.ts';
import { silentLogger } from '../fixtures/storage/silent-logger.ts';
import { allNotifications } from './all-notifications.ts';
import { AnsweringFleet } from './answering-fleet.ts';
import { lossOf, type Life } from './lost-samples.ts';
import type { Finding } from './verdict.ts';

const SERVICES = 9;
const LONGEST_LIFE_MS = 3000;
/** One in ten is killed before it says where it is. */
const UNBORN = 0.1;
const STARTING_MS = 500;
/** A service changes its mind that often, so that alerts fire and resolve across the kills. */
const CHANGE = 0.25;
/** A second between two writes, and what an answer needs to arrive and a write to be made. */
const MAX_LOST_MS = 1100;
const FREEZE_MS = 60_000;
const BACK_MS = 30_000;

/** The built product against real targets: killed again and again at random moments, at last stopped for a minute. */
export async function soakKills(kills: number, seed: number): Promise<readonly Finding[]> {
  const random = randoms(seed);
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-kills-'));
  const data = join(folder, 'data');
  const file = join(folder, 'bellwether.json');
  const fleet = await new AnsweringFleet(SERVICES).listen();
  writeFileSync(file, fleet.document());
  const words = ['--config', file, '--data-dir', data];
  const lives: Life[] = [];
  const corrupt: string[] = [];
  const startedMs: number[] = [];
  let refusedStarts = 0;
  let printed = '';

  for (let kill = 0; kill < kills; kill++) {
    for (const id of fleet.ids) if (random() < CHANGE) toggle(fleet.down, id);
    const from = Date.now();
    const { child, ready } = launch(words);
    const born = ready.then(
      (instance) => {
        startedMs.push(Date.now() - from);
        return instance;
      },
      () => null,
    );
    if (random() < UNBORN) {
      await wait(random() * STARTING_MS);
    } else if ((await born) === null) {
      refusedStarts += 1;
      continue;
    } else {
      await wait(random() * LONGEST_LIFE_MS);
    }
    const to = Date.now();
    await end(child, 'SIGKILL');
    lives.push({ from, to });
    printed += (await born)?.output() ?? '';
    corrupt.push(...damageIn(data));
    if ((kill + 1) % 10 === 0) process.stderr.write(`  ${kill + 1} kills\n`);
  }

  fleet.down.clear();
  const from = Date.now();
  const { child, ready } = launch(words);
  const last = await ready;
  const freeze = await freezeFor(FREEZE_MS, fleet, last.url, () => child);
  await end(child, 'SIGTERM');
  lives.push({ from, to: Date.now() });
  printed += last.output();
  fleet.close();

  const opened = openSqliteHistory(join(data, 'history.sqlite'), { wallNow: () => Date.now() }, silentLogger);
  if (!opened.ok) throw new Error(opened.error.message);
  const { history } = opened.value;
  const losses = fleet.ids.map((id) => {
    const samples = history.samples(serviceId(id), 0, Date.now() + 1, 1_000_000).map(({ at }) => at);
    // What was in flight at the freeze is void, so the last life is for the freeze to judge.
    return lossOf(lives.slice(0, -1), fleet.answered.get(id) ?? [], samples);
  });
  const records = allNotifications(history);
  const frozen = history.gaps(from, Date.now()).filter(({ reason }) => reason === 'frozen');
  const falseAlarms = records.filter(({ at, reason }) => at > freeze.stoppedAt && reason === 'fired');
  history.close();
  rmSync(folder, { recursive: true, force: true });

  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const lostMs = Math.max(...losses.map(({ longestMs }) => longestMs));
  const strange = sum(losses.map((loss) => loss.strange));
  const twice = toldTwice(records, printed);
  const answers = sum([...fleet.answered.values()].map(({ length }) => length));
  const frozenMs = frozen.map(({ from: begun, to }) => to - begun);
  return [
    {
      property: `starts after each of ${kills} kill -9`,
      figure: `${refusedStarts} did not; ${median(startedMs)} ms at the median, ${Math.max(...startedMs)} at most`,
      holds: refusedStarts === 0,
    },
    {
      property: 'nothing corrupt',
      figure: corrupt.length === 0 ? 'quick_check ok each time, nothing set aside' : corrupt.join('; '),
      holds: corrupt.length === 0 && strange === 0,
    },
    {
      property: 'at most 1 s of samples lost',
      figure: `${lostMs} ms at most; ${sum(losses.map(({ samples }) => samples))} of ${answers} answers`,
      holds: lostMs <= MAX_LOST_MS,
    },
    {
      property: 'no alert told twice',
      figure: twice.length === 0 ? `${records.length} notifications` : twice.join('; '),
      holds: twice.length === 0,
    },
    {
      property: 'stopped for 60 s with a probe in flight',
      figure: `gap of ${frozenMs.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', ')}; ${falseAlarms.length} alarms; first probe ${seconds(freeze.firstProbeMs)}, all up ${seconds(freeze.allUpMs)} after it went on`,
      holds: frozenMs.length === 1 && falseAlarms.length === 0 && freeze.allUpMs !== null,
    },
  ];
}

function toggle(set: Set<string>, id: string): void {
  if (!set.delete(id)) set.add(id);
}

/** What a kill must not leave behind. */
function damageIn(data: string): readonly string[] {
  if (!existsSync(join(data, 'history.sqlite'))) return [];
  const found = readdirSync(data).filter((name) => name.includes('corrupt'));
  const database = new DatabaseSync(join(data, 'history.sqlite'));
  const verdict = Object.values(database.prepare('PRAGMA quick_check').get() ?? {}).join();
  database.close();
  if (verdict !== 'ok') found.push(`quick_check: ${verdict}`);
  const state = join(data, 'state.json');
  if (existsSync(state)) {
    try {
      JSON.parse(readFileSync(state, 'utf8'));
    } catch (error) {
      found.push(`state.json: ${String(error)}`);
    }
  }
  return found;
}

interface Freeze {
  readonly stoppedAt: number;
  readonly firstProbeMs: number | null;
  readonly allUpMs: number | null;
}

async function freezeFor(
  ms: number,
  fleet: AnsweringFleet,
  url: string,
  child: () => { kill(signal: NodeJS.Signals): boolean },
): Promise<Freeze> {
  await until(async () => (await overall(url)) === 'up');
  for (const id of fleet.ids) fleet.hanging.add(id);
  await fleet.asked();
  child().kill('SIGSTOP');
  const stoppedAt = Date.now();
  fleet.hanging.clear();
  process.stderr.write('  stopped for a minute\n');
  await wait(ms);
  child().kill('SIGCONT');
  const wentOn = performance.now();
  const since = () => performance.now() - wentOn;
  const first = fleet.asked().then(since);
  const firstProbeMs = await Promise.race([first, wait(BACK_MS, null)]);
  const up = await until(async () => (await overall(url)) === 'up');
  return { stoppedAt, firstProbeMs, allUpMs: up ? since() : null };
}

/** Whether it came true within half a minute. */
async function until(wish: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + BACK_MS;
  while (performance.now() < deadline) {
    if (await wish()) return true;
    await wait(50);
  }
  return false;
}

async function overall(url: string): Promise<unknown> {
  const document: unknown = await (await fetch(`${url}/health`)).json();
  return typeof document === 'object' && document !== null && 'overall' in document ? document.overall : null;
}

/** By the record and, because that could be wrong as well, by what was printed. */
function toldTwice(records: readonly NotificationRecord[], printed: string): readonly string[] {
  const firing = new Set<string>();
  const faults: string[] = [];
  for (const { serviceId: service, ruleId, reason, at } of records) {
    const alert = `${service}/${ruleId}`;
    if (reason === 'resolved') firing.delete(alert);
    else if (firing.has(alert)) faults.push(`${alert} at ${new Date(at).toISOString()}`);
    else firing.add(alert);
  }
  for (const title of new Set(records.map((record) => record.title))) {
    const lines = printed.split(`notification: ${title}`).length - 1;
    const recorded = records.filter((record) => record.title === title).length;
    if (lines > recorded) faults.push(`"${title}" printed ${lines} times, on record ${recorded} times`);
  }
  return faults;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function seconds(ms: number | null): string {
  return ms === null ? 'never' : `${(ms / 1000).toFixed(1)} s`;
}

import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noSmallDisk, runOnSmallDisk } from '../fixtures/storage/child.ts';
import { builtProgram, end, launch, runToEnd, type Instance } from '../fixtures/program.ts';
import { AnsweringFleet } from '../soak/answering-fleet.ts';

let folder: string;
let data: string;
let file: string;
let fleet: AnsweringFleet;
let instances: Instance[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bellwether-data-'));
  data = join(folder, 'data');
  file = join(folder, 'bellwether.json');
  fleet = await new AnsweringFleet(1).listen();
  await writeFile(file, fleet.document());
  instances = [];
});

afterEach(async () => {
  for (const { child } of instances) await end(child, 'SIGKILL');
  fleet.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<Instance> {
  const instance = await launch(['--config', file, '--data-dir', data]).ready;
  instances.push(instance);
  return instance;
}

async function ask({ url }: Instance, path: string): Promise<unknown> {
  return (await fetch(url + path)).json();
}

const FIRED = { notifications: [{ reason: 'fired', title: 's0 is down' }] };

/** Leaves behind what an instance knew that was killed while an alert was firing. */
async function killedAmidAnOutage(): Promise<void> {
  fleet.down.add('s0');
  const instance = await start();
  await expect.poll(() => ask(instance, '/api/v1/notifications'), { timeout: 60_000 }).toMatchObject(FIRED);
  await end(instance.child, 'SIGKILL');
}

const [STATE, COPY] = ['state.json', 'state.json.bak'] as const;
/** Without its journal a killed instance's history is not whole, and with it nothing is lost. */
const [HISTORY, JOURNAL] = ['history.sqlite', 'history.sqlite-wal'] as const;
const cut = (path: string) => truncateSync(path, 100);
const zero = (path: string) => writeFileSync(path, Buffer.alloc(4096));

describe('an instance that was killed amid an outage, and whose', () => {
  it.each<[string, readonly string[], (path: string) => void, RegExp]>([
    ['state was cut short', [STATE], cut, /state\.json was damaged .* its last good copy was restored/],
    [
      'state and its copy are zeros',
      [STATE, COPY],
      zero,
      /no good copy to restore; .* kept as state\.corrupt/,
    ],
    [
      'history is zeros',
      [HISTORY, JOURNAL],
      zero,
      /history\.sqlite was damaged: it has been set aside as history\.corrupt/,
    ],
  ])(
    '%s: what is damaged is set aside and told, the outage goes on and is not told again',
    async (_, names, damage, notice) => {
      await killedAmidAnOutage();
      for (const name of names) damage(join(data, name));
      const damaged = names.map((name) => readFileSync(join(data, name)));
      const next = await start();
      const { notices } = (await ask(next, '/api/v1/overview')) as { notices: { message: string }[] };
      expect(notices.map(({ message }) => message)).toEqual([expect.stringMatching(notice)]);
      const aside = readdirSync(data).filter(
        (name) => name.includes('.corrupt-') && !/-(wal|shm)$/.test(name),
      );
      expect(aside).toHaveLength(names.filter((name) => name !== JOURNAL).length);
      for (const name of aside) {
        const kept = readFileSync(join(data, name));
        expect(damaged.some((bytes) => bytes.equals(kept))).toBe(true);
      }
      expect(await ask(next, '/api/v1/alerts')).toMatchObject({ alerts: [{ state: 'firing' }] });
      const before = fleet.answered.get('s0')?.length ?? 0;
      await expect
        .poll(() => fleet.answered.get('s0')?.length, { timeout: 60_000 })
        .toBeGreaterThan(before + 2);
      expect(next.output()).not.toContain('notification: s0 is down');
    },
  );
});

describe('files of a newer Bellwether', () => {
  it.each([
    [STATE, '{"version":99,"novelty":true}', 1],
    ['config.json', '{"version":99,"services":[]}', 78],
  ])('%s: refused with the way out, nothing written', async (name, text, expected) => {
    mkdirSync(data);
    writeFileSync(join(data, name), text);
    const words = ['--data-dir', data, '--port', '0', ...(name === STATE ? ['--config', file] : [])];
    const { code, stderr } = await runToEnd('headless', words);
    expect([code, readFileSync(join(data, name), 'utf8')]).toEqual([expected, text]);
    expect(stderr).toContain(join(data, name));
    expect(stderr).toMatch(/newer|version/);
    expect(readdirSync(data).filter((other) => other.startsWith(name.split('.')[0] ?? ''))).toEqual([name]);
  });
});

describe('settings that were damaged', () => {
  it.each([
    ['cut short', '{"version":1,"services":[{"id"'],
    ['zeros', '\0'.repeat(3000)],
  ])('(%s): refused with their place, and left as they are', async (_, text) => {
    mkdirSync(data);
    const settings = join(data, 'config.json');
    writeFileSync(settings, text);
    const { code, stderr } = await runToEnd('headless', ['--data-dir', data, '--port', '0']);
    expect([code, readdirSync(data), readFileSync(settings, 'utf8')]).toEqual([78, ['config.json'], text]);
    expect(stderr).toMatch(/config\.json:1:\d+/);
  });
});

describe('a data folder that', () => {
  it.each<[string, () => void, string]>([
    ['is a file', () => writeFileSync(data, 'precious'), 'there is a file of that name'],
    ['is a loop of links', () => symlinkSync(data, data), 'its path is a loop of links'],
    ['is read-only', () => mkdirSync(data, { mode: 0o555 }), 'this user may not read or write it'],
  ])('%s: one sentence, exit code 1, nothing else', async (_, make, why) => {
    make();
    await chmod(folder, 0o755);
    const words = [builtProgram('headless'), '--config', file, '--data-dir', data, '--port', '0'];
    // For the superuser nothing is read-only.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', ...nobody });
    const sentence = `bellwether: cannot use the data folder ${data}: ${why}; choose another with --data-dir\n`;
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: sentence });
    expect(readdirSync(folder).toSorted()).toEqual(['bellwether.json', 'data']);
  });
});

/** Gives what a running instance says of itself. */
async function noticesOf(instance: Instance): Promise<readonly string[]> {
  const { notices } = (await ask(instance, '/api/v1/overview')) as { notices: { id: string }[] };
  return notices.map(({ id }) => id);
}

describe('a running instance, when another hand removes or exchanges', () => {
  const refused = async () =>
    (await runToEnd('headless', ['--config', file, '--data-dir', data, '--port', '0'])).code;
  const tables = () => {
    const database = new DatabaseSync(join(data, HISTORY), { readOnly: true });
    const { n } = database.prepare('SELECT count(*) AS n FROM samples').get() ?? {};
    database.close();
    return Number(n);
  };

  it.each<[string, () => void, readonly string[]]>([
    ['logs/', () => rmSync(join(data, 'logs'), { recursive: true }), ['log-begun-anew']],
    ['the history', () => rmSync(join(data, HISTORY)), ['history-begun-anew']],
    ['the state', () => rmSync(join(data, STATE)), ['state-written-anew']],
    ['the lock', () => rmSync(join(data, 'lock.sqlite')), ['data-folder-made-anew']],
    [
      'all files',
      () => readdirSync(data).forEach((name) => rmSync(join(data, name), { recursive: true })),
      ['data-folder-made-anew', 'history-begun-anew'],
    ],
    [
      'the whole folder',
      // Its owner may be quicker and make it anew meanwhile.
      () => rmSync(data, { recursive: true, maxRetries: 9, retryDelay: 20 }),
      ['data-folder-made-anew', 'history-begun-anew'],
    ],
    [
      'the folder’s name',
      () => renameSync(data, `${data}-elsewhere`),
      ['data-folder-made-anew', 'history-begun-anew'],
    ],
  ])(
    '%s: it says so, makes it anew, keeps what comes, and no second one starts',
    async (_, spoil, expected) => {
      const instance = await start();
      await expect.poll(() => fleet.answered.get('s0')?.length ?? 0, { timeout: 60_000 }).toBeGreaterThan(1);
      await expect.poll(() => existsSync(join(data, STATE))).toBe(true);
      spoil();
      expect(await refused()).toBe(3);
      await expect
        .poll(() => noticesOf(instance), { timeout: 60_000 })
        .toEqual(expect.arrayContaining([...expected]));
      const settled = await noticesOf(instance);
      expect(settled.filter((id) => ['data-folder', 'log', 'state', 'history'].includes(id))).toEqual([]);
      await end(instance.child, 'SIGTERM');
      expect(readdirSync(data)).toEqual(
        expect.arrayContaining(['history.sqlite', 'lock.sqlite', 'logs', 'state.json', 'state.json.bak']),
      );
      expect(tables()).toBeGreaterThan(0);
    },
  );
});

describe('an instance whose user', () => {
  it('may not read its tokens, nor write its log: says both, and watches', async () => {
    mkdirSync(join(data, 'tokens'), { recursive: true, mode: 0o700 });
    mkdirSync(join(data, 'logs'));
    for (const path of [folder, data, file]) await chmod(path, 0o755);
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    if (process.getuid?.() === 0) chownSync(data, 65_534, 65_534);
    else for (const name of ['tokens', 'logs']) await chmod(join(data, name), 0);
    const instance = await launch(['--config', file, '--data-dir', data], [], nobody).ready;
    instances.push(instance);
    await expect.poll(() => noticesOf(instance)).toEqual(expect.arrayContaining(['tokens', 'log']));
    // For the superuser nothing is read-only.
    await chmod(data, 0o555);
    await expect.poll(() => noticesOf(instance), { timeout: 60_000 }).toContain('data-folder');
    await chmod(data, 0o755);
    await expect.poll(() => noticesOf(instance), { timeout: 60_000 }).not.toContain('data-folder');
    await end(instance.child, 'SIGTERM');
    for (const name of ['tokens', 'logs']) await chmod(join(data, name), 0o700);
  });
});

const missing = noSmallDisk();
it.skipIf(missing !== null)(
  `a disk that fills while it runs: judged, told and said; all is written when there is room, nothing told again ${missing ?? ''}`,
  { timeout: 180_000 },
  () => {
    const seen = runOnSmallDisk('2m', folder, 'run-into-full-disk.ts') as Record<string, unknown>;
    const firing = [{ service: 's0', rule: 'service-down', state: 'firing' }];
    const full = expect.stringContaining('the disk is full') as string;
    expect(seen).toMatchObject({
      full: {
        notices: [
          { id: 'state', severity: 'error', message: full },
          { id: 'history', severity: 'error', message: full },
        ],
        alerts: firing,
      },
      roomAgain: { notices: [], alerts: firing, notifications: [{ reason: 'fired' }] },
      restarted: { notices: [], alerts: firing, notifications: [{ reason: 'fired' }] },
      told: 1,
      toldAgain: 0,
    });
    expect(seen['lost']).toBeLessThanOrEqual(2);
  },
);

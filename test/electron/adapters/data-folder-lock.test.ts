import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { letOwnerReturn, lockDataFolder, readInstance } from '../../../electron/adapters/data-folder-lock.ts';
import type { DataFolderLock } from '../../../electron/adapters/data-folder-lock.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { firstWords, kill, start } from '../../fixtures/storage/child.ts';
import { temporaryFolder } from './storage-fixture.ts';

const own = {
  id: 'second',
  pid: process.pid,
  startedAt: 2,
  version: '0.1.0',
  host: '127.0.0.1',
  port: null,
  url: null,
  sharing: null,
  certificate: null,
};

function lock(folder: string): DataFolderLock {
  const locked = lockDataFolder(folder);
  if (!locked.ok) throw new Error(JSON.stringify(locked.error));
  return locked.value;
}

it('gives the folder to one owner, who can be asked for, until it is released', () => {
  const folder = join(temporaryFolder(), 'not', 'there', 'yet');
  const owner = lock(folder);
  expect(readInstance(folder)).toBeNull();
  expect(lockDataFolder(folder)).toEqual({ ok: false, error: { kind: 'owned', instance: null } });
  expect(owner.publish(own)).toMatchObject({ ok: true });
  expect(owner.publish({ ...own, port: 9999 })).toMatchObject({ ok: true });
  expect(readInstance(folder)).toEqual({ ...own, port: 9999 });
  expect(lockDataFolder(folder)).toEqual({
    ok: false,
    error: { kind: 'owned', instance: { ...own, port: 9999 } },
  });
  owner.release();
  owner.release();
  expect(readInstance(folder)).toBeNull();
  expect(readdirSync(folder)).toEqual(['lock.sqlite']);
  lock(folder).release();
});

it('is held by another process until that ends by itself', async () => {
  const folder = temporaryFolder();
  const owner = start('hold-lock.ts', folder, '4711');
  expect(await firstWords(owner)).toBe('locked\n');
  const instance = expect.objectContaining({ id: 'first', pid: owner.pid, port: 4711 });
  expect(lockDataFolder(folder)).toEqual({ ok: false, error: { kind: 'owned', instance } });
  expect(readInstance(folder)).toEqual(instance);
  owner.stdin.end();
  await once(owner, 'exit');
  expect(readInstance(folder)).toBeNull();
  lock(folder).release();
});

it('is free at once after kill -9, and what the killed owner said is no longer believed', async () => {
  const folder = temporaryFolder();
  const owner = start('hold-lock.ts', folder);
  await firstWords(owner);
  await kill(owner);
  expect(readdirSync(folder)).toContain('instance.json');
  expect(readInstance(folder)).toBeNull();
  const next = lock(folder);
  expect(readInstance(folder)).toBeNull();
  next.release();
});

it('stays with an owner that is stopped', async () => {
  const folder = temporaryFolder();
  const owner = start('hold-lock.ts', folder);
  await firstWords(owner);
  owner.kill('SIGSTOP');
  expect(lockDataFolder(folder)).toMatchObject({ error: { kind: 'owned', instance: { id: 'first' } } });
});

it('refuses another process while this one holds it', async () => {
  const folder = temporaryFolder();
  const owner = lock(folder);
  owner.publish(own);
  const refused: unknown = JSON.parse(await firstWords(start('hold-lock.ts', folder)));
  expect(refused).toEqual({ kind: 'owned', instance: own });
  owner.release();
});

it('is given to exactly one of many that start together', async () => {
  const folder = join(temporaryFolder(), 'not', 'there', 'yet');
  const said = await Promise.all(Array.from({ length: 6 }, () => firstWords(start('hold-lock.ts', folder))));
  expect(said.filter((words) => words === 'locked\n')).toHaveLength(1);
  expect(said.filter((words) => words.includes('"owned"'))).toHaveLength(5);
});

it('is not lost when somebody looks, or asks for it again', async () => {
  const folder = temporaryFolder();
  const owner = lock(folder);
  for (let turn = 0; turn < 3; turn++) {
    readInstance(folder);
    lockDataFolder(folder);
  }
  expect(JSON.parse(await firstWords(start('hold-lock.ts', folder)))).toMatchObject({ kind: 'owned' });
  owner.release();
});

it('lets only the owner read what is in the folder', () => {
  const folder = join(temporaryFolder(), 'data');
  const owner = lock(folder);
  owner.publish(own);
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
  expect([folder, join(folder, 'lock.sqlite'), join(folder, 'instance.json')].map(mode)).toEqual([
    '700',
    '600',
    '600',
  ]);
  owner.release();
});

it.each([
  ['is no JSON', '{'],
  ['has the wrong shape', '{"pid":"x"}'],
  ['has a port out of range', JSON.stringify({ ...own, port: 70_000 })],
  ['is far too large', JSON.stringify({ ...own, version: 'x'.repeat(20_000) })],
])('knows of no instance when its file %s', (_, text) => {
  const folder = temporaryFolder();
  const owner = lock(folder);
  writeFileSync(join(folder, 'instance.json'), text);
  expect(readInstance(folder)).toBeNull();
  owner.release();
});

it('says in one sentence why a folder cannot be taken over', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, 'precious');
  expect(lockDataFolder(file)).toMatchObject({
    error: { kind: 'fault', message: expect.stringMatching(/^cannot take over the data folder .*file: /) },
  });
  expect(readFileSync(file, 'utf8')).toBe('precious');
  expect(readInstance(join(folder, 'nowhere'))).toBeNull();
  writeFileSync(join(folder, 'lock.sqlite'), 'x'.repeat(5000));
  expect(lockDataFolder(folder)).toMatchObject({
    error: {
      kind: 'fault',
      message: expect.stringMatching(/: its lock.sqlite is damaged, delete that file$/),
    },
  });
});

// In /proc a folder can be neither found nor made, and Node's own recursive mkdir asks for ever.
it.skipIf(process.platform !== 'linux')('gives up on a folder that cannot be made', () => {
  expect(lockDataFolder('/proc/bellwether/data')).toEqual({
    ok: false,
    error: {
      kind: 'fault',
      message: 'cannot take over the data folder /proc/bellwether/data: it does not exist',
    },
  });
});

describe('a lock whose file went while it was held', () => {
  it.each<[string, (folder: string) => void]>([
    ['the file was removed', (folder) => rmSync(join(folder, 'lock.sqlite'))],
    [
      'the file was exchanged',
      (folder) => {
        rmSync(join(folder, 'lock.sqlite'));
        writeFileSync(join(folder, 'lock.sqlite'), '');
      },
    ],
    ['the folder was removed', (folder) => rmSync(folder, { recursive: true })],
    ['the folder was renamed', (folder) => renameSync(folder, `${folder}-elsewhere`)],
    [
      'the folder was exchanged',
      (folder) => {
        renameSync(folder, `${folder}-elsewhere`);
        mkdirSync(folder);
      },
    ],
  ])('is taken again and refuses others: %s', async (_, spoil) => {
    const folder = join(temporaryFolder(), 'data');
    const owner = lock(folder);
    owner.publish(own);
    expect([owner.holds(), owner.tend()]).toEqual([true, { kind: 'held' }]);
    spoil(folder);
    expect(owner.holds()).toBe(false);
    expect(owner.tend()).toEqual({ kind: 'taken-again' });
    expect([owner.holds(), owner.tend()]).toEqual([true, { kind: 'held' }]);
    expect(readInstance(folder)).toEqual(own);
    expect(JSON.parse(await firstWords(start('hold-lock.ts', folder)))).toEqual({
      kind: 'owned',
      instance: own,
    });
    owner.release();
    expect(readInstance(folder)).toBeNull();
  });

  it('is lost to another that was quicker, and then leaves alone what the other said', async () => {
    const folder = temporaryFolder();
    const owner = lock(folder);
    owner.publish(own);
    rmSync(join(folder, 'lock.sqlite'));
    const other = start('hold-lock.ts', folder, '4711');
    expect(await firstWords(other)).toBe('locked\n');
    expect([owner.holds(), owner.tend()]).toEqual([false, { kind: 'lost' }]);
    owner.release();
    expect(readInstance(folder)).toMatchObject({ id: 'first', port: 4711 });
  });

  it('says why it cannot be taken again, and takes it as soon as it can', () => {
    const folder = join(temporaryFolder(), 'data');
    const owner = lock(folder);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    expect(owner.tend()).toEqual({
      kind: 'fault',
      message: expect.stringContaining(`data folder ${folder}: `),
    });
    rmSync(folder);
    expect(owner.tend()).toEqual({ kind: 'taken-again' });
    owner.release();
  });

  it('says again where it is when that file is removed or spoiled', () => {
    const folder = temporaryFolder();
    const owner = lock(folder);
    owner.publish(own);
    for (const spoil of [rmSync, (path: string) => writeFileSync(path, '{}')]) {
      spoil(join(folder, 'instance.json'));
      expect(owner.tend()).toEqual({ kind: 'held' });
      expect(readInstance(folder)).toEqual(own);
    }
    owner.release();
  });
});

describe('who would take a folder that has been used and has no lock', () => {
  it('waits until its owner has the lock again', async () => {
    const folder = temporaryFolder();
    const clock = new FakeClock();
    const owner = lock(folder);
    owner.publish(own);
    rmSync(join(folder, 'lock.sqlite'));
    let over = false;
    const waiting = letOwnerReturn(folder, clock).then(() => (over = true));
    await clock.advance(500);
    expect(over).toBe(false);
    owner.tend();
    await clock.advance(500);
    await waiting;
    expect(lockDataFolder(folder)).toMatchObject({ error: { kind: 'owned', instance: { id: 'second' } } });
    owner.release();
  });

  it('takes it where nobody comes', async () => {
    const folder = temporaryFolder();
    const clock = new FakeClock();
    writeFileSync(join(folder, 'state.json'), '{}');
    const waiting = letOwnerReturn(folder, clock);
    await clock.advance(5000);
    await waiting;
    const owner = lock(folder);
    expect(owner.holds()).toBe(true);
    owner.release();
  });

  it('does not wait where nothing was, nor where the lock is in its place', async () => {
    const folder = temporaryFolder();
    await letOwnerReturn(folder, new FakeClock());
    expect(existsSync(join(folder, 'lock.sqlite'))).toBe(false);
    lock(folder).release();
    writeFileSync(join(folder, 'state.json'), '{}');
    await letOwnerReturn(folder, new FakeClock());
  });
});

it.each(['lock.sqlite', 'lock.sqlite-journal', 'instance.json'])(
  'names a folder in the place of %s',
  (name) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, name));
    const message = `cannot take over the data folder ${folder}: its ${name} is no plain file, move it away`;
    expect(lockDataFolder(folder)).toEqual({ ok: false, error: { kind: 'fault', message } });
  },
);

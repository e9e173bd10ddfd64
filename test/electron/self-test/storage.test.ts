import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectInstance } from '../../../electron/adapters/instance-client.ts';
import { nodeClock } from '../../../electron/adapters/node-clock.ts';
import { checkHistory } from '../../../electron/self-test/history.ts';
import { Scratch } from '../../../electron/self-test/scratch.ts';
import { checkStorage } from '../../../electron/self-test/storage.ts';
import { batch, sample } from '../../builders/record.ts';
import { engineHealth, FakeDashboard } from '../../fakes/fake-dashboard.ts';
import { folderFacts } from '../../fixtures/folder-facts.ts';
import { firstWords, kill, start } from '../../fixtures/storage/child.ts';
import { NOW, openHistory, temporaryFolder } from '../adapters/storage-fixture.ts';
import { startInstance } from '../cli/running-instance.ts';

const never = new AbortController().signal;

/** What is found of the history in a folder that nobody uses; the folder has to be as it was. */
async function check(folder: string) {
  const before = folderFacts(folder);
  const finding = await checkHistory(folder, { client: null }, temporaryFolder(), never);
  expect(folderFacts(folder)).toEqual(before);
  return finding;
}

/** With some hundred samples in it. */
function kept(): { readonly folder: string; readonly path: string } {
  const folder = temporaryFolder();
  const { history } = openHistory(folder);
  const samples = Array.from({ length: 500 }, (_, index) => sample(NOW + 1000 * index));
  expect(history.append(batch({ samples })).ok).toBe(true);
  history.close();
  return { folder, path: join(folder, 'history.sqlite') };
}

describe('storage', () => {
  it('gives back what was written, in a folder that goes', () => {
    const scratch = new Scratch();
    const finding = checkStorage(scratch, nodeClock);
    const { folder } = scratch;
    expect(finding).toEqual({
      verdict: 'well',
      found: 'history and state are written and read back',
      value: folder,
    });
    expect(existsSync(folder)).toBe(true);
    scratch.remove();
    expect(existsSync(folder)).toBe(false);
  });

  it('fails where no temporary folder can be made', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const usual = process.env['TMPDIR'];
    onTestFinished(() => {
      if (usual === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = usual;
    });
    process.env['TMPDIR'] = file;
    expect(checkStorage(new Scratch(), nodeClock)).toEqual({
      verdict: 'failed',
      found: `no temporary folder can be made in ${file}: a part of its path is a file, not a folder`,
      toDo: [
        'Make room there, or name another folder for temporary files with the environment variable TMPDIR (TEMP on Windows).',
      ],
    });
  });
});

describe('the history that is installed', () => {
  it('is sound, or not there yet', async () => {
    const { folder } = kept();
    expect(await check(folder)).toMatchObject({ verdict: 'well', found: '1 MB, its integrity is checked' });
    expect(await check(temporaryFolder())).toMatchObject({
      verdict: 'well',
      found: 'none yet: the first start makes it',
    });
  });

  it('is looked at with its journal when its process was killed', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'history.sqlite');
    const child = start('append-forever.ts', path);
    await firstWords(child);
    await kill(child);
    expect(existsSync(`${path}-wal`)).toBe(true);
    expect(await check(folder)).toMatchObject({ verdict: 'well', found: '1 MB, its integrity is checked' });
  });

  it.each<[string, (path: string) => void]>([
    [
      'overwritten in its middle',
      (path) => {
        const bytes = readFileSync(path);
        bytes.fill('x', 8192, 40_000);
        writeFileSync(path, bytes);
      },
    ],
    ['no database', (path) => writeFileSync(path, 'x'.repeat(10_000))],
    ['cut short', (path) => truncateSync(path, 12_288)],
  ])('is damaged: %s', async (_, damage) => {
    const { folder, path } = kept();
    damage(path);
    const finding = await check(folder);
    expect(finding).toEqual({
      verdict: 'failed',
      found: expect.stringMatching(
        /history\.sqlite(:? is damaged|: its content is damaged|: it is not a database)$/,
      ),
      toDo: [
        'The next start sets it aside and begins a new one; monitoring goes on.',
        `To save what can be read, first: sqlite3 "${path}" .recover > recovered.sql`,
      ],
    });
  });

  it('was written by a newer Bellwether', async () => {
    const { folder, path } = kept();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(await check(folder)).toEqual({
      verdict: 'failed',
      found: `${path} was written by a newer Bellwether (version 99, this one reads up to 2)`,
      toDo: ['Update Bellwether, or choose another folder with --data-dir.'],
    });
  });

  it('cannot be read', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'history.sqlite');
    mkdirSync(path);
    expect(await check(folder)).toMatchObject({
      verdict: 'failed',
      toDo: [
        `Make it a file that this user may read and write, or move ${path} away: then a new one is made.`,
      ],
    });
  });

  it('is left to the instance that has it open, which says how it gets on', async () => {
    const folder = temporaryFolder();
    const dashboard = new FakeDashboard();
    await startInstance(folder, dashboard);
    const ask = async () => {
      const connected = await connectInstance(folder, never);
      if (!connected.ok) throw new Error('the instance does not answer');
      return checkHistory(folder, { client: connected.value }, temporaryFolder(), never);
    };
    expect(await ask()).toMatchObject({
      verdict: 'well',
      found: 'the running instance has it open, and writes it',
    });
    const { storage } = engineHealth();
    dashboard.engine = engineHealth({ storage: { ...storage, historyFailingSince: 1, waiting: 7 } });
    expect(await ask()).toEqual({
      verdict: 'failed',
      found: `the running instance cannot write ${join(folder, 'history.sqlite')}`,
      toDo: [
        `Its log says why: ${join(folder, 'logs', 'bellwether.log')}. Until then it keeps 7 rows in memory.`,
      ],
    });
  });
});

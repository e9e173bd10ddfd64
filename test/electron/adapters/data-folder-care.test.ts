import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { careForDataFolder } from '../../../electron/adapters/data-folder-care.ts';
import { lockDataFolder, readInstance } from '../../../electron/adapters/data-folder-lock.ts';
import { pinoLogger } from '../../../electron/adapters/pino-logger.ts';
import { NoticeBoard } from '../../../electron/engine/notice-board.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { firstWords, start } from '../../fixtures/storage/child.ts';
import { silentLogger } from '../../fixtures/storage/silent-logger.ts';
import { temporaryFolder } from './storage-fixture.ts';

const INSTANCE = {
  id: 'own',
  pid: process.pid,
  startedAt: 2,
  version: '0.1.0',
  host: '127.0.0.1',
  port: 9999,
  url: null,
  sharing: null,
  certificate: null,
};

/** A data folder that is looked after; time passes when the test says so. */
function cared(prepare: (folder: string) => void = () => {}) {
  const folder = join(temporaryFolder(), 'data');
  mkdirSync(folder, { mode: 0o700 });
  prepare(folder);
  const clock = new FakeClock();
  const lock = lockDataFolder(folder);
  if (!lock.ok) throw new Error(JSON.stringify(lock.error));
  lock.value.publish(INSTANCE);
  const logFile = pinoLogger(folder, clock);
  const board = new NoticeBoard(() => clock.wallNow(), silentLogger);
  const lost: string[] = [];
  const stop = careForDataFolder({
    folder,
    lock: lock.value,
    logFile,
    clock,
    logger: logFile.logger,
    notices: board,
    onLost: (message) => lost.push(message),
  });
  onTestFinished(() => {
    stop();
    logFile.stop();
    lock.value.release();
  });
  const notices = () => board.list().map(({ id, message }) => `${id}: ${message}`);
  return { folder, clock, notices, lost, logger: logFile.logger };
}

describe('a data folder that is looked after', () => {
  it('has nothing to tell while it is left alone', async () => {
    const { clock, notices } = cared();
    await clock.advance(10_000);
    expect(notices()).toEqual([]);
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    [
      'the lock',
      (folder) => rmSync(join(folder, 'lock.sqlite')),
      /^data-folder-made-anew: .*lock\.sqlite was removed/,
    ],
    [
      'the folder',
      (folder) => rmSync(folder, { recursive: true }),
      /^data-folder-made-anew: .*the data folder .* was removed/,
    ],
    [
      'the folder, under another name now',
      (folder) => renameSync(folder, `${folder}-2`),
      /^data-folder-made-anew: .*the data folder/,
    ],
  ])('%s is removed: told, made anew, and others are refused as before', async (_, remove, said) => {
    const { folder, clock, notices, lost } = cared();
    remove(folder);
    await clock.advance(10_000);
    expect(notices()).toContainEqual(expect.stringMatching(said));
    expect(readInstance(folder)).toEqual(INSTANCE);
    expect(JSON.parse(await firstWords(start('hold-lock.ts', folder)))).toMatchObject({ kind: 'owned' });
    expect(lost).toEqual([]);
  });

  it('has its lock back before a second monitor takes it, also where no event tells of it', async () => {
    const { folder, clock } = cared();
    rmSync(join(folder, 'lock.sqlite'));
    await clock.advance(1000);
    expect(readInstance(folder)).toMatchObject({ id: 'own' });
  });

  it('ends whoever looked after it when another process has taken it over', async () => {
    const { folder, clock, lost } = cared();
    // Locked before it has the name: an owner that runs is quicker than anybody who starts.
    expect(await firstWords(start('hold-lock.ts', `${folder}-other`, '4711'))).toBe('locked\n');
    renameSync(folder, `${folder}-elsewhere`);
    renameSync(`${folder}-other`, folder);
    await clock.advance(10_000);
    expect(lost).toEqual([
      expect.stringContaining(`another Bellwether has taken over the data folder ${folder}`),
    ]);
    expect(readInstance(folder)).toMatchObject({ port: 4711 });
  });

  it('says what is in its place, and that it is in order again', async () => {
    const { folder, clock, notices } = cared();
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    await clock.advance(10_000);
    expect(notices()).toContainEqual(
      expect.stringMatching(/^data-folder: Cannot take over the data folder .*Monitoring goes on/),
    );
    rmSync(folder);
    await clock.advance(10_000);
    expect(notices()).toEqual([expect.stringMatching(/^data-folder-made-anew: /)]);
  });

  it.each<[string, (folder: string) => void]>([
    ['its folder is removed', (folder) => rmSync(join(folder, 'logs'), { recursive: true })],
    ['its folder is renamed', (folder) => renameSync(join(folder, 'logs'), join(folder, 'logs-2'))],
    ['it is removed', (folder) => rmSync(join(folder, 'logs', 'bellwether.log'))],
    [
      'it is exchanged',
      (folder) => {
        rmSync(join(folder, 'logs', 'bellwether.log'));
        writeFileSync(join(folder, 'logs', 'bellwether.log'), 'other\n');
      },
    ],
  ])('begins its log anew when %s, and says so', async (_, spoil) => {
    const { folder, clock, notices, logger } = cared();
    logger.info('before');
    spoil(folder);
    await clock.advance(10_000);
    expect(notices()).toEqual([
      expect.stringMatching(/^log-begun-anew: .*bellwether\.log was removed or exchanged/),
    ]);
    logger.info('afterwards');
    expect(readFileSync(join(folder, 'logs', 'bellwether.log'), 'utf8')).toContain('afterwards');
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    ['logs is a file', (folder) => writeFileSync(join(folder, 'logs'), ''), /something else has its name/],
    [
      'the log is a folder',
      (folder) => mkdirSync(join(folder, 'logs', 'bellwether.log'), { recursive: true }),
      /bellwether\.log is no plain file/,
    ],
  ])('says that there is no log when %s, and that there is one again', async (_, spoil, why) => {
    const { folder, clock, notices, logger } = cared(spoil);
    logger.info('lost');
    expect(notices()).toEqual([
      expect.stringMatching(new RegExp(`^log: .*cannot be written: .*${why.source}`)),
    ]);
    rmSync(join(folder, 'logs'), { recursive: true });
    await clock.advance(10_000);
    expect(notices()).toEqual([]);
    logger.info('kept');
    expect(existsSync(join(folder, 'logs', 'bellwether.log'))).toBe(true);
  });

  it('says that its log is full where an older file cannot be moved away', async () => {
    const { folder, clock, notices } = cared((data) => {
      mkdirSync(join(data, 'logs', 'bellwether.4.log', 'in the way'), { recursive: true });
      writeFileSync(join(data, 'logs', 'bellwether.3.log'), 'old\n');
      writeFileSync(join(data, 'logs', 'bellwether.log'), `${'x'.repeat(10 * 1024 * 1024)}\n`);
    });
    await clock.advance(10_000);
    expect(notices()).toEqual([expect.stringMatching(/^log: .*older files beside it cannot be moved/)]);
    rmSync(join(folder, 'logs'), { recursive: true });
    await clock.advance(10_000);
    expect(notices()).toEqual([expect.stringMatching(/^log-begun-anew: /)]);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lockDataFolder } from '../../../electron/adapters/data-folder-lock.ts';
import { checkInstance } from '../../../electron/self-test/instance.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeDashboard } from '../../fakes/fake-dashboard.ts';
import { firstWords, start } from '../../fixtures/storage/child.ts';
import { temporaryFolder } from '../adapters/storage-fixture.ts';
import { CLOSED_PORT, startService } from '../cli/cli-world.ts';
import { startInstance } from '../cli/running-instance.ts';

const never = new AbortController().signal;

function check(folder: string, version = '1.2.3', clock = new FakeClock()) {
  return checkInstance(folder, version, clock, never);
}

async function hold(folder: string, port: number) {
  const child = start('hold-lock.ts', folder, String(port));
  expect(await firstWords(child)).toBe('locked\n');
  return child;
}

it('need not run', async () => {
  const none = { verdict: 'well', found: 'none runs on this data folder', value: { client: null } };
  expect(await check(join(temporaryFolder(), 'none'))).toEqual(none);
  const left = temporaryFolder();
  writeFileSync(join(left, 'lock.sqlite'), '');
  writeFileSync(join(left, 'instance.json'), '{"pid":1}');
  expect(await check(left)).toEqual(none);
});

it('answers', async () => {
  const folder = temporaryFolder();
  const { url } = await startInstance(folder, new FakeDashboard());
  expect(await check(folder)).toMatchObject({
    verdict: 'well',
    found: expect.stringContaining(`process 4711 answers at ${url}, running for`),
    value: { client: { instance: { url } } },
  });
});

it('is of the version that is installed, else it is to be started again', async () => {
  const folder = temporaryFolder();
  await startInstance(folder, new FakeDashboard());
  const { instance } = new FakeDashboard().snapshot();
  expect(await check(folder, '9.9.9')).toMatchObject({
    verdict: 'warning',
    toDo: [`It is version ${instance.version} and this is 9.9.9: start it again to have one version.`],
  });
});

it('fails when it holds the folder and does not answer, with the process to end', async () => {
  const folder = temporaryFolder();
  const { pid } = await hold(folder, CLOSED_PORT);
  const log = join(folder, 'logs', 'bellwether.log');
  expect(await check(folder)).toEqual({
    verdict: 'failed',
    found: `the running instance (process ${pid}) does not answer: connect ECONNREFUSED 127.0.0.1:1`,
    toDo: [
      `End it with "kill ${pid}", or "kill -9 ${pid}" when it hangs, and start it again.`,
      `Its log is ${log}.`,
    ],
  });
});

it('fails when a stranger answers in its place', async () => {
  const folder = temporaryFolder();
  const port = await startService((_, response) => response.end('{}'));
  const { pid } = await hold(folder, port);
  expect(await check(folder)).toMatchObject({
    verdict: 'failed',
    found: `http://127.0.0.1:${port} is answered by something else than the running instance (process ${pid})`,
  });
});

it('fails when the lock is held and the process that is named is gone', async () => {
  const folder = temporaryFolder();
  const lock = lockDataFolder(folder);
  if (!lock.ok) throw new Error('the folder is owned');
  onTestFinished(() => lock.value.release());
  // Beyond the largest number that Linux gives a process.
  const pid = 4_194_305;
  const place = { host: '127.0.0.1', port: CLOSED_PORT, url: `http://127.0.0.1:${CLOSED_PORT}` };
  lock.value.publish({
    id: 'gone',
    pid,
    startedAt: 1,
    version: '1',
    sharing: null,
    certificate: null,
    ...place,
  });
  expect(await check(folder)).toMatchObject({
    verdict: 'failed',
    toDo: [
      `There is no process ${pid} here: the lock is held from another machine or container, or by what that process has left.`,
      `Choose another folder with --data-dir, or find the holder and end it: lsof "${join(folder, 'lock.sqlite')}"`,
    ],
  });
});

it('fails while the monitor is dead and waits to be started again', async () => {
  const folder = temporaryFolder();
  const lock = lockDataFolder(folder);
  if (!lock.ok) throw new Error('the folder is owned');
  onTestFinished(() => lock.value.release());
  const place = { host: '127.0.0.1', port: null, url: null, sharing: null, certificate: null };
  lock.value.publish({ id: 'keeper', pid: 7, startedAt: 1, version: '1', restarting: true, ...place });
  expect(await check(folder)).toEqual({
    verdict: 'failed',
    found: expect.stringContaining('the monitor died and is about to be started again (process 7'),
    toDo: [`Its log says of what it died: ${join(folder, 'logs', 'bellwether.log')}.`],
  });
});

it('fails when something holds the lock without a word, and when the lock is damaged', async () => {
  const silent = temporaryFolder();
  const lock = lockDataFolder(silent);
  if (!lock.ok) throw new Error('the folder is owned');
  onTestFinished(() => lock.value.release());
  expect(await check(silent)).toMatchObject({
    verdict: 'failed',
    found: 'something holds the data folder and does not say what it is',
    toDo: ['It may be just starting: run this again in a few seconds.', expect.stringContaining('lsof')],
  });
  const damaged = temporaryFolder();
  const file = join(damaged, 'lock.sqlite');
  writeFileSync(file, 'x'.repeat(5000));
  expect(await check(damaged)).toEqual({
    verdict: 'failed',
    found: `${file} is damaged`,
    toDo: [`No instance can start: delete ${file}.`],
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readInstance } from '../../../electron/adapters/data-folder-lock.ts';
import { logPath } from '../../../electron/adapters/log-files.ts';
import { runCli } from '../../../electron/cli/run-cli.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeTerminal } from '../../fakes/fake-terminal.ts';
import { emptyFolder, PROGRAM } from './cli-world.ts';

const DIES = join(import.meta.dirname, '..', '..', 'fixtures', 'keep-alive', 'dies.ts');

it('gives up with 5 after the fifth quick death, and says why on the terminal and in the log', async () => {
  const folder = await emptyFolder();
  const clock = new FakeClock();
  const terminal = new FakeTerminal({ clock });
  const words = ['serve', '--keep-alive', '--data-dir', folder];
  const ended = runCli(words, terminal, { ...PROGRAM, script: DIES });
  for (const seconds of [1, 2, 4, 8]) {
    await terminal.stderr.until((text) => text.includes(`is started again in ${seconds} s\n`));
    // Once it waits, it keeps the place of the monitor.
    await expect.poll(() => clock.pendingTimers).toBe(1);
    expect(readInstance(folder)).toMatchObject({ pid: process.pid, restarting: true });
    await clock.advance(seconds * 1000);
  }
  expect(await ended).toBe(5);
  const reason =
    'the monitor died 5 times in a row within 1 min of its start, the last time with exit code 1';
  expect(terminal.stderr.lines).toEqual([
    ...['1 s', '2 s', '4 s', '8 s'].map(
      (delay) => `bellwether: the monitor died (exit code 1) after 0 ms; it is started again in ${delay}`,
    ),
    `bellwether: gave up: ${reason}; its log is ${logPath(folder)}`,
  ]);
  expect(JSON.parse(readFileSync(logPath(folder), 'utf8'))).toMatchObject({
    level: 'error',
    event: 'not kept alive any more',
    fields: { reason },
  });
  expect(readInstance(folder)).toBeNull();
});

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { logPath, numberedLog } from '../../../electron/adapters/log-files.ts';
import { pinoLogger } from '../../../electron/adapters/pino-logger.ts';
import { runCli } from '../../../electron/cli/run-cli.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeTerminal } from '../../fakes/fake-terminal.ts';
import { bellwether, emptyFolder, PROGRAM } from './cli-world.ts';

const HOUR = 3_600_000;
/** What the terminal's clock says. */
const NOW = Date.UTC(2026, 0, 5, 9);

function line(event: string, agoMs = 0, level = 'info', fields?: object): string {
  return `${JSON.stringify({ level, time: new Date(NOW - agoMs).toISOString(), fields, event })}\n`;
}

/** A data folder with log files, the newest first. */
async function dataFolder(...texts: readonly string[]): Promise<string> {
  const folder = await emptyFolder();
  mkdirSync(join(folder, 'logs'));
  texts.forEach((text, number) => writeFileSync(numberedLog(logPath(folder), number), text));
  return folder;
}

async function logs(folder: string, words: readonly string[] = [], terminal = new FakeTerminal()) {
  return bellwether(['logs', '--data-dir', folder, ...words], terminal);
}

describe('bellwether logs', () => {
  it('prints what was logged across files, oldest first: one line each in a pipe', async () => {
    const folder = await dataFolder(
      line('service is down', 1000, 'warn', { service: 'orders', message: 'nothing is listening' }),
      line('started', 2000, 'info', { services: 9, tags: ['a', 'b'] }),
    );
    expect(await logs(folder)).toEqual({
      code: 0,
      stdout: [
        '2026-01-05 08:59:58  info   started  services=9 tags=["a","b"]\n',
        '2026-01-05 08:59:59  warn   service is down  service=orders message="nothing is listening"\n',
      ].join(''),
      stderr: '',
    });
  });

  it('wraps them under each other in a terminal', async () => {
    const folder = await dataFolder(
      line('service is down', 0, 'error', {
        service: 'orders',
        message: 'nothing is listening on 127.0.0.1',
      }),
    );
    const terminal = new FakeTerminal({ isTerminal: true, columns: 80, env: { NO_COLOR: '1' } });
    await logs(folder, [], terminal);
    expect(terminal.stdout.text).toBe(
      [
        '2026-01-05 09:00:00  error  service is down  service=orders message="nothing is',
        '                            listening on 127.0.0.1"',
        '',
      ].join('\n'),
    );
  });

  it('goes back a day, or as far as asked, and says so when there is nothing', async () => {
    const folder = await dataFolder(line('yesterday', 23 * HOUR), line('earlier', 25 * HOUR));
    expect((await logs(folder)).stdout).toMatch(/^\S+ \S+ {2}info {3}yesterday\n$/);
    expect((await logs(folder, ['--since', '2d'])).stdout).toMatch(/earlier\n.*yesterday\n$/);
    expect(await logs(folder, ['--since', '1h'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'bellwether: no such lines since 2026-01-05 08:00:00; --since looks further back\n',
    });
  });

  it.each([
    ['info', ['a', 'b', 'c']],
    ['warn', ['b', 'c']],
    ['error', ['c']],
  ])('--level %s prints that and what is worse', async (level, events) => {
    const folder = await dataFolder(line('a') + line('b', 0, 'warn') + line('c', 0, 'error'));
    const { stdout } = await logs(folder, ['--level', level, '--json']);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((text) => (JSON.parse(text) as { event: string }).event),
    ).toEqual(events);
  });

  it('tells of lines that cannot be read, in their places, and goes on', async () => {
    const future = line('of a newer version', 0, 'fatal');
    const long = JSON.stringify({ event: 'x'.repeat(1_100_000) });
    const folder = await dataFolder(
      `${line('a')}no json\n{"event":1}\n${future}${long}\n${line('b')}{"level":"inf`,
    );
    const { code, stdout } = await logs(folder);
    expect([code, stdout.split('\n').map((text) => text.slice(0, 90).trimEnd())]).toEqual([
      0,
      [
        '2026-01-05 09:00:00  info   a',
        '?                    ?      a line of bellwether.log cannot be read: no json',
        '?                    ?      a line of bellwether.log cannot be read: {"event":1}',
        '?                    ?      a line of bellwether.log cannot be read: {"level":"fatal","tim',
        '?                    ?      a line of bellwether.log cannot be read (too long): {"event":"',
        '2026-01-05 09:00:00  info   b',
        '?                    ?      a line of bellwether.log cannot be read (half written): {"leve',
        '',
      ],
    ]);
  });

  it('leaves out the unreadable lines of the time that is left out', async () => {
    const folder = await dataFolder(`${line('old', 30 * HOUR)}rubbish\n${line('new')}`);
    expect((await logs(folder)).stdout).not.toContain('rubbish');
  });

  it('--json prints them as they lie there, and those that are none on stderr', async () => {
    const kept = line('service is down', 0, 'warn', { service: 'orders', n: 1.5 });
    const folder = await dataFolder(`${kept}rubbish\n`);
    expect(await logs(folder, ['--json'])).toEqual({
      code: 0,
      stdout: kept,
      stderr: 'bellwether: ?                    ?      a line of bellwether.log cannot be read: rubbish\n',
    });
  });

  it('lets nothing in the file move the cursor, end the line or turn it around', async () => {
    const evil = '\u001b[2J\r\nfake\u202e\u009b\u0000';
    const folder = await dataFolder(
      `${line(evil, 0, 'info', { [evil]: evil, nested: { [evil]: evil } })}${evil.replace('\n', '')}\n`,
    );
    for (const words of [[], ['--json']]) {
      const { stdout, stderr } = await logs(folder, words);
      const lines = (stdout + stderr).split('\n');
      expect(lines).toHaveLength(3);
      expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  it('says where it looked when nothing has run yet', async () => {
    const folder = await emptyFolder();
    expect(await logs(folder)).toEqual({
      code: 1,
      stdout: '',
      stderr: `bellwether: there is no log ${logPath(folder)}: nothing has run on this data folder\n`,
    });
  });
});

describe('bellwether logs --follow', () => {
  it('waits for a log, prints what is written, over a change of files, until Ctrl+C', async () => {
    const folder = await emptyFolder();
    const clock = new FakeClock();
    const terminal = new FakeTerminal({ clock });
    const ended = runCli(['logs', '--follow', '--data-dir', folder], terminal, PROGRAM);
    await terminal.stderr.until((text) => text.includes('waiting for it'));
    const { logger, path, stop } = pinoLogger(folder, clock);
    const filler = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f${at}`, 'x'.repeat(2000)]));
    for (let number = 0; number < 60; number++) {
      logger.info(`line ${number}`, filler);
      await clock.advance(250);
    }
    stop();
    appendFileSync(path, 'half');
    await clock.advance(250);
    terminal.pressCtrlC();
    expect(await ended).toBe(0);
    const events = terminal.stdout.lines.map((text) => /line \d+|half/.exec(text)?.[0]);
    expect(events).toEqual(Array.from({ length: 60 }, (_, number) => `line ${number}`));
  });

  it('begins with the last day', async () => {
    const folder = await dataFolder(line('old', 30 * HOUR) + line('new'));
    const terminal = new FakeTerminal();
    const ended = runCli(['logs', '--follow', '--data-dir', folder], terminal, PROGRAM);
    await terminal.stdout.until((text) => text.includes('new'));
    terminal.pressCtrlC();
    expect([await ended, terminal.stdout.text]).toEqual([0, '2026-01-05 09:00:00  info   new\n']);
  });
});

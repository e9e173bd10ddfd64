import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { consoleLogger } from '../../../electron/adapters/console-logger.ts';
import type { Clock } from '../../../electron/ports.ts';
import { pinoLogger } from '../../../electron/adapters/pino-logger.ts';
import { teeLogger } from '../../../electron/adapters/tee-logger.ts';
import { noSmallDisk, runOnSmallDisk } from '../../fixtures/storage/child.ts';
import { clock, NOW, recordingLogger, temporaryFolder } from './storage-fixture.ts';

const DAY = 86_400_000;

interface Line {
  readonly level: string;
  readonly time: string;
  readonly event: string;
  readonly fields?: Record<string, unknown>;
}

function readLines(path: string): readonly Line[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

/** What the log file holds of fields like these. */
function kept(fields: Record<string, unknown>): unknown {
  const log = pinoLogger(temporaryFolder(), clock);
  log.logger.info('an event', fields);
  log.stop();
  return readLines(log.path)[0]?.fields;
}

describe('the log file', () => {
  it('has one JSON line per event, from info up, readable for its owner only', () => {
    const { logger, path, stop } = pinoLogger(temporaryFolder(), clock);
    logger.debug('too much');
    logger.info('service is down', { service: 'orders', level: 'fake', time: 'fake', event: 'fake' });
    logger.warn('one line\nonly \u001b[31m\u202e');
    logger.error('failed');
    stop();
    const time = '2026-01-05T09:00:00.000Z';
    expect(readLines(path)).toEqual([
      {
        level: 'info',
        time,
        event: 'service is down',
        fields: { service: 'orders', level: 'fake', time: 'fake', event: 'fake' },
      },
      { level: 'warn', time, event: 'one line\nonly \u001b[31m\u202e' },
      { level: 'error', time, event: 'failed' },
    ]);
    expect(readFileSync(path, 'utf8')).not.toContain('\u001b');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('goes on where an earlier run ended', () => {
    const folder = temporaryFolder();
    for (const event of ['first run', 'second run']) {
      const log = pinoLogger(folder, clock);
      log.logger.info(event);
      log.stop();
    }
    const events = readLines(join(folder, 'logs', 'bellwether.log')).map((line) => line.event);
    expect(events).toEqual(['first run', 'second run']);
  });

  it('hides secrets at any depth and inside text', () => {
    expect(
      kept({
        Authorization: 'Bearer abcdefgh12345678',
        request: {
          headers: [{ 'set-cookie': 'session=1' }],
          accessToken: 1,
          clientSecret: { id: 1 },
          db_password: null,
        },
        'x-api-key': 'k',
        url: 'https://ann:pw@host/path?page=2&api_key=hidden&Token=hidden#top',
        message: 'sent Authorization: Bearer abcdefgh12345678 to postgres://u:p@db/x?page=1',
        plain: 'basic settings and a bearer of news',
      }),
    ).toEqual({
      Authorization: '***',
      request: {
        headers: [{ 'set-cookie': '***' }],
        accessToken: '***',
        clientSecret: '***',
        db_password: '***',
      },
      'x-api-key': '***',
      url: 'https://***@host/path?page=2&api_key=***&Token=***#top',
      message: 'sent Authorization: *** to postgres://***@db/x?page=1',
      plain: 'basic settings and a bearer of news',
    });
  });

  it.each([
    ['https://hooks.slack.com/services/T0/B0/x?a=1', 'https://hooks.slack.com/***'],
    ['sent to "https://discord.com/api/webhooks/1/x"', 'sent to "https://discord.com/api/webhooks/***"'],
    ['https://a.webhook.office.com/webhookb2/x@y/z', 'https://a.webhook.office.com/webhookb2/***'],
    ['https://chat.lan/hooks/x failed', 'https://chat.lan/hooks/*** failed'],
    ['Server=db;User Id=ann;Password=pw x', 'Server=db;User Id=ann;Password=*** x'],
    ['host=db user=ann password=pw port=1', 'host=db user=ann password=*** port=1'],
    ['postgres://ann:pw@db/x', 'postgres://***@db/x'],
    ['mysql://db/x?user=ann&password=pw', 'mysql://db/x?user=ann&password=***'],
    ['https://example.com/webhook answered 503', 'https://example.com/webhook answered 503'],
    ['5 tokens = 5 people', '5 tokens = 5 people'],
  ])('hides the webhooks and connections of %s', (text, shown) => {
    expect(kept({ text })).toEqual({ text: shown });
    expect(kept({ webhookUrl: text, connectionString: text })).toEqual({
      webhookUrl: '***',
      connectionString: '***',
    });
  });

  it('bounds what one field may take, and takes what is no JSON', () => {
    const circle: Record<string, unknown> = { name: 'circle' };
    circle['self'] = circle;
    let deep: unknown = 'bottom';
    for (let depth = 0; depth < 20; depth++) deep = { deep };
    const fields = kept({
      long: 'x'.repeat(5000),
      list: Array.from({ length: 80 }, (_, index) => index),
      circle,
      deep,
      big: 1n,
      call: () => 1,
      date: new Date(NOW),
      never: new Date(NaN),
      error: new Error('outer', { cause: new Error('see http://u:p@h/') }),
    });
    expect(fields).toMatchObject({
      long: `${'x'.repeat(2000)}…`,
      circle: { name: 'circle', self: '[…]' },
      big: '1',
      call: '() => 1',
      date: '2026-01-05T09:00:00.000Z',
      never: 'invalid date',
      error: { name: 'Error', message: 'outer', cause: { message: 'see http://***@h/' } },
    });
    expect(fields).toHaveProperty('list.50', '30 more');
    expect(JSON.stringify(fields)).not.toContain('bottom');
  });

  it('changes files at 5 MiB and keeps five', () => {
    const folder = temporaryFolder();
    const { logger, stop } = pinoLogger(folder, clock);
    const filler = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`f${index}`, 'x'.repeat(2000)]),
    );
    for (let line = 0; line < 340; line++) logger.info(`line ${line}`, filler);
    stop();
    const logs = join(folder, 'logs');
    const names = [
      'bellwether.1.log',
      'bellwether.2.log',
      'bellwether.3.log',
      'bellwether.4.log',
      'bellwether.log',
    ];
    expect(readdirSync(logs).sort()).toEqual(names);
    for (const name of names) expect(statSync(join(logs, name)).size).toBeLessThanOrEqual(5 * 1024 * 1024);
    const order = ['bellwether.4.log', ...names.slice(0, 3).toReversed(), 'bellwether.log'];
    const events = order.flatMap((name) => readLines(join(logs, name)).map((line) => line.event));
    expect(events).toEqual(
      Array.from({ length: events.length }, (_, index) => `line ${340 - events.length + index}`),
    );
  });

  it('changes files after a week, and removes what is older than two', () => {
    const folder = temporaryFolder();
    let now = Date.now();
    const { logger, path, stop } = pinoLogger(folder, { wallNow: () => now });
    logger.info('first week');
    const old = join(folder, 'logs', 'bellwether.3.log');
    writeFileSync(old, '');
    utimesSync(old, new Date(now - 7 * DAY), new Date(now - 7 * DAY));
    now += 6 * DAY;
    logger.info('still first week');
    now += 2 * DAY;
    logger.info('second week');
    const older = join(folder, 'logs', 'bellwether.2.log');
    writeFileSync(older, '');
    now += 1.5 * DAY;
    utimesSync(older, new Date(now - 15 * DAY), new Date(now - 15 * DAY));
    logger.info('the file is still open');
    stop();
    expect(existsSync(older)).toBe(false);
    expect(readLines(path).map((line) => line.event)).toEqual(['second week', 'the file is still open']);
    expect(readLines(join(folder, 'logs', 'bellwether.1.log'))).toHaveLength(2);
    expect(existsSync(old)).toBe(false);
    expect(existsSync(join(folder, 'logs', 'bellwether.4.log'))).toBe(false);
  });

  it('removes nothing on the word of a clock that is set ahead for a moment', () => {
    const folder = temporaryFolder();
    let now = Date.now();
    const { logger, stop } = pinoLogger(folder, { wallNow: () => now });
    logger.info('before');
    const older = join(folder, 'logs', 'bellwether.2.log');
    writeFileSync(older, '');
    now += 1000 * DAY;
    logger.info('ahead');
    now += 5000;
    logger.info('still ahead');
    now -= 1000 * DAY;
    logger.info('set back');
    stop();
    expect(readdirSync(join(folder, 'logs'))).toHaveLength(3);
  });

  it('goes on in the same file, up to twice its size, while the older ones cannot be moved', () => {
    const folder = temporaryFolder();
    const obstacle = join(folder, 'logs', 'bellwether.4.log');
    mkdirSync(join(obstacle, 'not empty'), { recursive: true });
    const { logger, path, stop } = pinoLogger(folder, clock);
    const filler = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`f${index}`, 'x'.repeat(2000)]),
    );
    for (let line = 0; line < 320; line++) logger.info(`line ${line}`, filler);
    const sizes = ['bellwether.log', 'bellwether.1.log', 'bellwether.2.log', 'bellwether.3.log'].map(
      (name) => statSync(join(folder, 'logs', name)).size,
    );
    const MiB = 1024 * 1024;
    expect(sizes.map((size) => Math.ceil(size / MiB))).toEqual([10, 5, 5, 5]);
    rmSync(obstacle, { recursive: true });
    logger.info('moved');
    stop();
    expect(readLines(path).map(({ event, fields }) => [event, fields])).toEqual([
      ['moved', undefined],
      ['log lines were lost, the disk took none', { dropped: expect.any(Number) }],
    ]);
    expect(readLines(join(folder, 'logs', 'bellwether.1.log')).length).toBeGreaterThan(90);
  });

  it('writes a warning that repeats once a minute, with how often it came', () => {
    const folder = temporaryFolder();
    let now = NOW;
    const { logger, path, tend, stop } = pinoLogger(folder, { wallNow: () => now });
    for (let second = 0; second < 150; second++) {
      for (const service of ['orders', 'web']) logger.warn('probe void', { service, ms: now });
      logger.info('something else', { second });
      now += 1000;
    }
    now += 60_000;
    tend();
    logger.warn('probe void', { service: 'orders', ms: 1 });
    logger.warn('probe void', { service: 'orders', ms: 2 });
    stop();
    const warnings = readLines(path).filter(({ level }) => level === 'warn');
    const of = (name: string) =>
      warnings
        .map(({ fields }) => fields as { service: string; repeated?: number })
        .filter(({ service }) => service === name)
        .map(({ repeated }) => repeated);
    expect(of('web')).toEqual([undefined, 58, 59, 32]);
    expect(of('orders')).toEqual([undefined, 58, 59, 32, 2]);
    expect(readLines(path).filter(({ level }) => level === 'info')).toHaveLength(150);
  });

  it('writes what repeats again when the clock was set back', () => {
    const folder = temporaryFolder();
    let now = NOW;
    const { logger, path, stop } = pinoLogger(folder, { wallNow: () => now });
    logger.error('failed');
    now -= DAY;
    logger.error('failed');
    stop();
    expect(readLines(path)).toHaveLength(2);
  });

  it('begins a new line after one that a loss of power cut short', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'logs'));
    const path = join(folder, 'logs', 'bellwether.log');
    writeFileSync(path, '{"level":"inf');
    const { logger, stop } = pinoLogger(folder, clock);
    logger.info('after');
    stop();
    expect(readFileSync(path, 'utf8')).toMatch(/^\{"level":"inf\n\{.*"after"\}\n$/);
  });

  it('throws nothing when the disk takes nothing, and says later how much was lost', () => {
    const folder = temporaryFolder();
    const obstacle = join(folder, 'logs');
    writeFileSync(obstacle, 'a file where the folder has to be');
    const { logger, path, stop } = pinoLogger(folder, clock);
    logger.info('lost');
    logger.error('lost as well');
    rmSync(obstacle);
    logger.info('kept');
    stop();
    logger.info('after the end');
    expect(readLines(path).map(({ event, fields }) => [event, fields])).toEqual([
      ['kept', undefined],
      ['log lines were lost, the disk took none', { dropped: 2 }],
    ]);
  });

  const missing = noSmallDisk();
  it.skipIf(missing !== null)(`leaves no half line behind on a full disk ${missing ?? ''}`, () => {
    const text = String(runOnSmallDisk('1m', temporaryFolder(), 'log-on-full-disk.ts'));
    const lines = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
    const taken = lines.filter((line) => line.event === 'a line').length;
    expect(taken).toBeGreaterThan(100);
    expect(lines.slice(taken)).toMatchObject([
      { event: 'room again' },
      { event: 'log lines were lost, the disk took none', fields: { dropped: 2000 - taken } },
    ]);
  });

  it('is not confused by a folder in its place', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'logs', 'bellwether.log'), { recursive: true });
    const { logger, stop } = pinoLogger(folder, clock);
    expect(() => logger.info('lost')).not.toThrow();
    stop();
  });
});

describe('the console', () => {
  const time = new Date(NOW).toTimeString().slice(0, 8);

  function written(paint = (_: string, text: string) => text, at: Pick<Clock, 'wallNow'> = clock) {
    const lines: string[] = [];
    const stream = { write: (text: string) => lines.push(text), on: () => {} };
    return { lines, logger: consoleLogger(stream, at, paint) };
  }

  it('has a warning that repeats once a minute, with how often it came', () => {
    let now = NOW;
    const { lines, logger } = written(undefined, { wallNow: () => now });
    for (let second = 0; second < 61; second++) {
      logger.warn('a probe came to nothing', { message: 'no port' });
      now += 1000;
    }
    logger.info('something else');
    expect(lines.map((line) => line.slice(9, -1))).toEqual([
      'warn  a probe came to nothing message="no port"',
      'warn  a probe came to nothing message="no port" repeated=58',
      'info  something else',
    ]);
  });

  it('has one line per event for a person', () => {
    const { lines, logger } = written();
    logger.debug('too much');
    logger.info('service is up', { service: 'orders', latencyMs: 12.5, cause: null, none: undefined });
    logger.warn('service is down', { message: 'nothing is listening', tags: ['a', 'b'], empty: '' });
    logger.error('failed');
    expect(lines).toEqual([
      `${time} info  service is up service=orders latencyMs=12.5 cause=null none=undefined\n`,
      `${time} warn  service is down message="nothing is listening" tags=["a","b"] empty=""\n`,
      `${time} error failed\n`,
    ]);
  });

  it('lets nothing from outside move the cursor, end the line or turn it around', () => {
    const { lines, logger } = written();
    const evil = '\u001b[2J\r\nfake line\u202e\u0000';
    logger.info(`event ${evil}`, { [`key ${evil}`]: evil, nested: { [evil]: evil } });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('hides secrets as the file does', () => {
    const { lines, logger } = written();
    logger.info('asked', { token: 'abc', url: 'http://u:p@h/?key=1' });
    expect(lines).toEqual([`${time} info  asked token=*** url="http://***@h/?key=***"\n`]);
  });

  it('colours the level only, and only through the paint it is given', () => {
    const { lines, logger } = written((colour, text) => `<${colour}>${text}</>`);
    logger.info('a');
    logger.warn('b');
    logger.error('c');
    expect(lines).toEqual([`${time} info  a\n`, `${time} <yellow>warn </> b\n`, `${time} <red>error</> c\n`]);
  });
});

it('a tee writes every line to every logger', () => {
  const [left, right]: [string[], string[]] = [[], []];
  const logger = teeLogger(recordingLogger(left), recordingLogger(right));
  logger.debug('a');
  logger.info('b');
  logger.warn('c');
  logger.error('d');
  expect(left).toEqual(['debug: a', 'info: b', 'warn: c', 'error: d']);
  expect(right).toEqual(left);
});

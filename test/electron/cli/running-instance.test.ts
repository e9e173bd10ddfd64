import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { lockDataFolder } from '../../../electron/adapters/data-folder-lock.ts';
import { nodeClock } from '../../../electron/adapters/node-clock.ts';
import type { AlertView, IncidentView, NotificationView } from '../../../shared/protocol/views.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { engineHealth, serviceView } from '../../fakes/fake-dashboard.ts';
import { FakeTerminal } from '../../fakes/fake-terminal.ts';
import { bellwether, CLOSED_PORT, configFile, emptyFolder } from './cli-world.ts';
import { startInstance, StockedDashboard } from './running-instance.ts';

const DAY = 86_400_000;
const NINE = 1_767_603_600_000;
const SECOND = 1000;
const MINUTE = 60_000;

const DOWN = serviceView({
  id: 'mcp-server',
  name: 'MCP server',
  group: 'core',
  status: 'down',
  since: NINE - 3 * MINUTE,
  cause: 'refused',
  message: 'nothing is listening on 127.0.0.1:8001',
  latencyMs: null,
  httpStatus: null,
});

const FIRING: AlertView = {
  rule: 'service-down',
  service: 'mcp-server',
  severity: 'critical',
  state: 'firing',
  since: NINE - 3 * MINUTE,
  firingAt: NINE - 150 * SECOND,
  message: 'MCP server: nothing is listening on 127.0.0.1:8001',
  leads: true,
  suppressed: 'not told: it depends on orders, which has a firing alert',
};

const PENDING: AlertView = {
  rule: 'degraded-performance',
  service: 'orders',
  severity: 'warning',
  state: 'pending',
  since: NINE - 20 * SECOND,
  firingAt: null,
  message: 'orders: answered in 1.4 s, slower than 1 s',
  leads: true,
  suppressed: null,
};

function incident(overrides: Partial<IncidentView> = {}): IncidentView {
  return {
    id: 'mcp-server@1',
    service: 'mcp-server',
    startedAt: NINE - 3 * MINUTE,
    resolvedAt: null,
    cause: 'refused',
    message: 'nothing is listening on 127.0.0.1:8001',
    alerts: ['service-down'],
    clockWrong: false,
    ...overrides,
  };
}

function notification(overrides: Partial<NotificationView> = {}): NotificationView {
  return {
    id: '1',
    at: NINE - 150 * SECOND,
    rule: 'service-down',
    service: 'mcp-server',
    severity: 'critical',
    reason: 'fired',
    title: 'MCP server is down',
    body: 'nothing is listening on 127.0.0.1:8001',
    notifier: 'log',
    delivered: true,
    clockWrong: false,
    ...overrides,
  };
}

const BY_ADA = { at: NINE, author: 'Ada', comment: 'moving house' };
const RECOVERING = {
  silence: { ...BY_ADA, until: 'recovery' },
  acknowledgement: { at: NINE, author: 'Grace', comment: '', severity: 'critical' },
} as const;

async function instance(change: (dashboard: StockedDashboard) => void = () => {}) {
  const folder = await emptyFolder();
  const dashboard = new StockedDashboard();
  dashboard.services = [serviceView({ id: 'orders', group: 'core' }), DOWN];
  dashboard.groups = [{ id: 'core', name: 'Core' }];
  dashboard.overview = {
    overall: 'down',
    headline: '1 of 2 services down',
    counts: { up: 1, degraded: 0, down: 1, unknown: 0 },
    firing: 1,
    pending: 1,
    pause: null,
  };
  change(dashboard);
  const running = await startInstance(folder, dashboard);
  const run = (words: readonly string[], columns = 80) =>
    bellwether([...words, '--data-dir', folder], new FakeTerminal({ columns }));
  return { ...running, folder, dashboard, run };
}

describe('bellwether status', () => {
  it('tells at 80 columns how the running instance sees the services', async () => {
    const { run, url } = await instance();
    const { code, stdout, stderr } = await run(['status']);
    expect(stdout.split('\n')).toEqual([
      '1 of 2 services down',
      '',
      'Core',
      '  ✓ up        orders      42 ms  200',
      '  ✗ down      MCP server      –    –  nothing is listening on 127.0.0.1:8001,',
      '                                      for 3 min',
      '',
      'monitor well · 300 probes in 5 min, none late · loop delay up to 12 ms',
      '1 up, 1 down · 1 alert firing · 1 pending',
      `${url} · process 4711, running for 0 ms`,
      '',
    ]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  });

  it('does so at 40 columns', async () => {
    const { run, url } = await instance();
    const { stdout } = await run(['status'], 40);
    expect(stdout.split('\n')).toEqual([
      '1 of 2 services down',
      '',
      'Core',
      '  ✓ up        orders      42 ms  200',
      '  ✗ down      MCP server      –    –',
      '    nothing is listening on',
      '    127.0.0.1:8001, for 3 min',
      '',
      'monitor well · 300 probes in 5 min, none',
      'late · loop delay up to 12 ms',
      '1 up, 1 down',
      '1 alert firing · 1 pending',
      expect.any(String),
      expect.any(String),
      '',
    ]);
    expect(stdout.trimEnd().split('\n').slice(-2).join(' ')).toBe(`${url} · process 4711, running for 0 ms`);
  });

  it('prints the services as check does, and the instance', async () => {
    const { run, url } = await instance();
    const { code, stdout } = await run(['status', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      overall: 'down',
      pause: null,
      services: [
        expect.objectContaining({ id: 'orders', latencyMs: 42 }),
        {
          id: 'mcp-server',
          name: 'MCP server',
          group: 'core',
          status: 'down',
          latencyMs: null,
          httpStatus: null,
          cause: 'refused',
          message: 'nothing is listening on 127.0.0.1:8001',
          at: NINE,
          since: NINE - 3 * MINUTE,
          unobservedMs: 0,
          silence: null,
          acknowledgement: null,
        },
      ],
      notices: [],
      engine: engineHealth(),
      instance: { id: 'test-instance', version: '1.2.3', pid: 4711, startedAt: NINE, demo: false, url },
    });
  });

  it('shows what a person did about telling', async () => {
    const { run } = await instance((dashboard) => {
      dashboard.services = [
        serviceView({ silence: { ...BY_ADA, until: NINE + 5 * MINUTE } }),
        { ...DOWN, ...RECOVERING },
      ];
    });
    const { code, stdout } = await run(['status']);
    expect(stdout).toContain(
      [
        '',
        'orders: silenced until 09:05:00, by Ada: moving house',
        'MCP server: silenced until it recovers, by Ada: moving house',
        'MCP server: acknowledged 09:00:00, by Grace',
        '',
        'monitor well · 300 probes in 5 min, none late · loop delay up to 12 ms',
        '1 up, 1 down · 1 alert firing · 1 pending',
      ].join('\n'),
    );
    // Both are, and the one that ends first ends this.
    expect(stdout.split('\n')[1]).toBe('nobody is told of any service until 09:05:00, by Ada: moving house');
    expect(code).toBe(2);
    const json: unknown = JSON.parse((await run(['status', '--json'])).stdout);
    expect(json).toMatchObject({ services: [{ silence: { author: 'Ada' } }, RECOVERING] });
  });

  it.each([
    [NINE + 5 * MINUTE, 'since 09:00:00 until 09:05:00, by Ada: moving house'],
    [NINE + 2 * DAY, 'since 09:00:00 until 2026-01-07 09:00:00, by Ada: moving house'],
    [null, 'since 09:00:00 until somebody resumes it, by Ada: moving house'],
  ])('shows a pause until %s, and exits with 1', async (until, text) => {
    const pause = { ...BY_ADA, until };
    const { run } = await instance((dashboard) => {
      const counts = { up: 0, degraded: 0, down: 0, unknown: 2 };
      const headline = 'Monitoring is paused';
      dashboard.overview = { overall: 'paused', headline, counts, firing: 0, pending: 0, pause };
    });
    const { code, stdout } = await run(['status']);
    expect(stdout.split('\n').slice(0, 3)).toEqual(['Monitoring is paused', text, '']);
    expect(code).toBe(1);
    expect(JSON.parse((await run(['status', '--json'])).stdout)).toMatchObject({ overall: 'paused', pause });
  });

  it.each([
    [{ up: 2, degraded: 0, down: 0, unknown: 0 }, 0],
    [{ up: 1, degraded: 1, down: 0, unknown: 0 }, 1],
    [{ up: 1, degraded: 0, down: 0, unknown: 1 }, 1],
    [{ up: 0, degraded: 1, down: 1, unknown: 0 }, 2],
    [{ up: 0, degraded: 0, down: 0, unknown: 0 }, 1],
  ])('exits for %o with %i', async (counts, expected) => {
    const { run } = await instance((dashboard) => {
      dashboard.overview = { ...dashboard.overview, counts };
    });
    expect(await run(['status'])).toMatchObject({ code: expected });
  });

  it('says what is in the way of the monitor itself, and its figures', async () => {
    const { run } = await instance((dashboard) => {
      const { probing, storage } = dashboard.engine;
      dashboard.engine = engineHealth({
        status: 'warn',
        concerns: ['history has not been written for 3 min 5 s: 4100 rows wait in memory, 2 rows lost'],
        probing: { ...probing, starts: { ...probing.starts, late: 2 } },
        storage: { ...storage, waiting: 4100, dropped: 2 },
      });
    });
    expect((await run(['status'])).stdout).toContain(
      [
        'monitor ▲ hindered · 2 of 300 probes in 5 min late · loop delay up to 12 ms',
        '  history has not been written for 3 min 5 s: 4100 rows wait in memory, 2 rows',
        '  lost',
        '  4100 rows of history waiting · 2 lost · log: 0 waiting',
        '1 up, 1 down',
      ].join('\n'),
    );
  });

  it('is not calm about alerts while the monitor is stuck', async () => {
    const { run } = await instance((dashboard) => {
      dashboard.alerts = [];
      dashboard.engine = engineHealth({ status: 'fail', concerns: ['no probe result for 3 min'] });
    });
    expect(await run(['alerts'])).toEqual({
      code: 1,
      stdout: 'No alert is firing or pending.\n',
      stderr: 'bellwether: the monitor is stuck, so there may be more: no probe result for 3 min\n',
    });
  });

  it('shows hostile names and messages as inert text', async () => {
    const { run } = await instance((dashboard) => {
      dashboard.services = [
        serviceView({ name: '\u001b[31mred\u202e', status: 'down', message: 'a\r\n\u009b2J' }),
      ];
    });
    expect((await run(['status'])).stdout).toContain(
      '✗ down      \\u{1b}[31mred\\u{202e}  42 ms  200  a \\u{9b}2J',
    );
    const json = (await run(['status', '--json'])).stdout;
    expect(json).not.toMatch(/[\u007f-\u009f\u202e]/);
    expect(JSON.parse(json)).toMatchObject({ services: [{ name: '\u001b[31mred\u202e' }] });
  });
});

describe('without a running instance', () => {
  it.each([['status'], ['alerts'], ['alerts', '--history'], ['alerts', '--follow']])(
    '%s %s says so, and how to start one',
    async (...words) => {
      const folder = await emptyFolder();
      const { code, stdout, stderr } = await bellwether([...words, '--data-dir', folder]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toBe(
        `bellwether: no instance is running on ${folder}; start one with "bellwether serve", or probe once with "bellwether check"\n`,
      );
    },
  );

  it('does not believe what a dead one left behind', async () => {
    const folder = await emptyFolder();
    const left = {
      id: 'a',
      pid: process.pid,
      startedAt: 0,
      version: '1',
      host: 'h',
      port: 1,
      url: 'http://127.0.0.1:1',
    };
    writeFileSync(join(folder, 'instance.json'), JSON.stringify(left));
    expect(await bellwether(['status', '--data-dir', folder])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no instance is running'),
    });
  });

  it('stop has nothing to do', async () => {
    const folder = await emptyFolder();
    expect(await bellwether(['stop', '--data-dir', folder])).toEqual({
      code: 0,
      stdout: `no instance is running on ${folder}: nothing to stop\n`,
      stderr: '',
    });
    const { stdout } = await bellwether(['stop', '--json', '--data-dir', folder]);
    expect(JSON.parse(stdout)).toEqual({ stopped: false, pid: null });
  });

  it('explain probes once itself and says so', async () => {
    const config = await configFile(`version: 1
services: [{ id: cache, name: The cache, tcp: { host: 127.0.0.1, port: ${CLOSED_PORT} } }]
rules: [{ id: service-down, when: down, for: 30s, severity: critical }]
`);
    const words = ['explain', 'cache', '--config', config, '--data-dir', await emptyFolder()];
    const { code, stdout } = await bellwether(words);
    expect(code).toBe(2);
    expect(stdout.split('\n')).toEqual([
      'The cache (cache)',
      '✗ down',
      '',
      'why      nothing is listening on 127.0.0.1:1',
      'probed   every 5 s until the verdict (normally every 30 s)',
      'address  127.0.0.1:1',
      '',
      '… pending  service-down',
      '  when  down for 30 s',
      expect.stringMatching(/^ {2}why {3}/),
      expect.stringMatching(/^ {2}next {2}fires after/),
      expect.any(String),
      '',
      'No instance is running: this is what one probe, made just now, says.',
      '',
    ]);
    const json = JSON.parse((await bellwether([...words, '--json'])).stdout);
    expect(json).toMatchObject({ service: 'cache', status: 'down', source: 'one probe' });
    expect(await bellwether(['explain', 'cach', ...words.slice(2)])).toMatchObject({
      code: 64,
      stderr: 'bellwether: there is no service "cach"; did you mean cache?\n',
    });
  });
});

/** A process that owns nothing. */
function bystander() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  onTestFinished(() => void child.kill('SIGKILL'));
  return { pid: child.pid ?? 0, lives: () => child.exitCode === null && child.signalCode === null };
}

/** A process that owns the folder and answers nobody. */
async function silentOwner(words: readonly string[]) {
  const owner = fork(
    join(import.meta.dirname, '..', '..', 'fixtures', 'keep-alive', 'silent-owner.ts'),
    words,
  );
  onTestFinished(() => void owner.kill('SIGKILL'));
  await once(owner, 'message');
  return owner;
}

describe('an instance in trouble', () => {
  it('that answers something else is named as such', async () => {
    const { run, dashboard } = await instance();
    dashboard.fault = { code: 'unavailable', message: 'the history is being repaired' };
    expect(await run(['status'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'bellwether: the history is being repaired\n',
    });
  });

  it('whose address is answered by another is not believed, and not stopped where its number is not the owner’s', async () => {
    const other = await instance();
    const folder = await emptyFolder();
    const lock = lockDataFolder(folder);
    if (!lock.ok) throw new Error('owned');
    onTestFinished(() => lock.value.release());
    const { url } = other;
    const { pid, lives } = bystander();
    lock.value.publish({
      sharing: null,
      certificate: null,
      id: 'mine',
      pid,
      startedAt: 0,
      version: '1',
      host: '127.0.0.1',
      port: 1,
      url,
    });
    const trouble = `bellwether: ${url} is answered by something else than the running instance (process ${pid})`;
    expect(await bellwether(['status', '--data-dir', folder])).toMatchObject({
      code: 1,
      stderr: `${trouble}\n`,
    });
    const { code, stderr } = await bellwether(['stop', '--data-dir', folder]);
    expect([code, stderr.startsWith(`${trouble}; process ${pid} of this machine is not seen`)]).toEqual([
      1,
      true,
    ]);
    expect(lives()).toBe(true);
  });

  it('that answers is left alone where its number is another’s on this machine, as from inside of a container', async () => {
    const { folder, run } = await instance();
    const { pid, lives } = bystander();
    const said = join(folder, 'instance.json');
    writeFileSync(said, JSON.stringify({ ...JSON.parse(readFileSync(said, 'utf8')), pid }));
    const { code, stderr } = await run(['stop']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('stop it where it was started')]);
    expect(lives()).toBe(true);
  });

  it.runIf(process.platform === 'linux').each<[string, readonly string[], (said: string) => void]>([
    ['has never said who it is', ['unnamed'], () => {}],
    ['said so in a file that has gone', [], (said) => rmSync(said)],
    ['said so in a file that is broken', [], (said) => writeFileSync(said, '{"id":"silent"')],
  ])('that %s is found by its lock, and ended', async (_, words, harm) => {
    const folder = await emptyFolder();
    const owner = await silentOwner([folder, ...words]);
    harm(join(folder, 'instance.json'));
    const ended = once(owner, 'exit');
    const { code, stdout, stderr } = await bellwether(
      ['stop', '--data-dir', folder],
      new FakeTerminal({ clock: nodeClock }),
    );
    expect([code, stdout]).toEqual([0, `stopped the instance on ${folder} (process ${owner.pid})\n`]);
    expect(stderr).toBe(
      `bellwether: somebody owns the data folder ${folder} and has not said who; process ${owner.pid} holds its lock, so it is asked to end with a signal\n`,
    );
    await ended;
    expect(owner.signalCode).toBe('SIGTERM');
  });

  it.runIf(process.platform === 'linux')(
    'that has not said who it is and does not end is named, with what ends it',
    async () => {
      const folder = await emptyFolder();
      const owner = await silentOwner([folder, 'deaf']);
      const clock = new FakeClock();
      const stopping = bellwether(['stop', '--data-dir', folder], new FakeTerminal({ clock }));
      await vi.waitUntil(async () => (await clock.advance(15_000), clock.pendingTimers === 0));
      const { code, stderr } = await stopping;
      expect([code, owner.exitCode]).toEqual([1, null]);
      expect(stderr).toContain(
        `process ${owner.pid} was asked to end and is still running after 15 s; look at its log, or end it with "kill -9 ${owner.pid}"`,
      );
    },
  );

  it('that does not answer is left alone when its number is not seen to hold the lock, as from inside of a container', async () => {
    const { pid: notTheOwner, lives } = bystander();
    const folder = await emptyFolder();
    const lock = lockDataFolder(folder);
    if (!lock.ok) throw new Error('owned');
    const url = `http://127.0.0.1:${CLOSED_PORT}`;
    lock.value.publish({
      sharing: null,
      certificate: null,
      id: 'mine',
      pid: notTheOwner,
      startedAt: 0,
      version: '1',
      host: '127.0.0.1',
      port: CLOSED_PORT,
      url,
    });
    const { code, stderr } = await bellwether(['stop', '--data-dir', folder]);
    expect(code).toBe(1);
    expect(stderr).toContain(`the running instance (process ${notTheOwner}) does not answer: `);
    expect(stderr).toContain('so it was not ended');
    const byHand = `open in process ${process.pid}: end that with "kill ${process.pid}"`;
    expect(stderr.includes(byHand)).toBe(process.platform === 'linux');
    expect(lives()).toBe(true);
    lock.value.release();
  });
});

describe('bellwether alerts', () => {
  it('shows one problem a service, and names what is behind it', async () => {
    const { run } = await instance((dashboard) => {
      const behind = { ...FIRING, rule: 'degraded-performance', severity: 'warning', leads: false } as const;
      dashboard.alerts = [behind, FIRING];
    });
    const { stdout } = await run(['alerts']);
    expect(stdout.match(/MCP server/g)).toHaveLength(1);
    expect(stdout).toContain('with degraded-performance');
    expect(stdout).toContain('1 firing, 0 pending');
  });

  it('lists what fires and what is pending at 80 columns, the worst first', async () => {
    const { run } = await instance((dashboard) => {
      dashboard.alerts = [PENDING, FIRING];
    });
    const { code, stdout } = await run(['alerts']);
    expect(stdout.split('\n')).toEqual([
      '✗ firing   MCP server: nothing is listening on 127.0.0.1:8001',
      '           service-down, critical, since 08:57:00 (3 min), firing for 2 min 30 s',
      '           not told: it depends on orders, which has a firing alert',
      '',
      '… pending  orders: answered in 1.4 s, slower than 1 s',
      '           degraded-performance, warning, since 08:59:40 (20 s)',
      '',
      '1 firing, 1 pending',
      '',
    ]);
    expect(code).toBe(2);
  });

  it('does so at 40 columns', async () => {
    const { run } = await instance((dashboard) => {
      dashboard.alerts = [PENDING];
    });
    const { stdout } = await run(['alerts'], 40);
    expect(stdout.split('\n')).toEqual([
      '… pending  orders: answered in 1.4 s,',
      '           slower than 1 s',
      '           degraded-performance,',
      '           warning, since 08:59:40 (20',
      '           s)',
      '',
      '0 firing, 1 pending',
      '',
    ]);
  });

  it.each([
    ['nothing', [], 0],
    ['a pending alert', [PENDING], 0],
    ['a firing warning', [{ ...FIRING, severity: 'warning' as const }], 1],
    ['a firing critical one', [FIRING], 2],
  ])('exits for %s accordingly', async (_, alerts: readonly AlertView[], expected) => {
    const { run } = await instance((dashboard) => {
      dashboard.alerts = alerts;
    });
    expect(await run(['alerts'])).toMatchObject({ code: expected });
    const { stdout } = await run(['alerts', '--json']);
    expect(JSON.parse(stdout)).toEqual({ alerts });
  });

  it('lists the past, newest first', async () => {
    const { run } = await instance((dashboard) => {
      dashboard.incidents = [incident(), incident({ id: '0', resolvedAt: NINE - MINUTE, alerts: [] })];
      dashboard.notifications = [
        notification({ id: '2', reason: 'resolved', title: 'MCP server is up again', delivered: 'unknown' }),
        notification(),
      ];
    });
    const { code, stdout } = await run(['alerts', '--history']);
    expect(stdout.split('\n')).toEqual([
      'Incidents',
      '✗ 2026-01-05 08:57:00  mcp-server down for 3 min, not over yet',
      '                       nothing is listening on 127.0.0.1:8001',
      '                       fired: service-down',
      '✓ 2026-01-05 08:57:00  mcp-server was down for 2 min',
      '                       nothing is listening on 127.0.0.1:8001',
      '                       no alert fired',
      '',
      'Notifications',
      '✓ 2026-01-05 08:57:30  MCP server is up again',
      '                       nothing is listening on 127.0.0.1:8001',
      '                       service-down, resolved, log: delivery unknown',
      '✗ 2026-01-05 08:57:30  MCP server is down',
      '                       nothing is listening on 127.0.0.1:8001',
      '                       service-down, fired, log: delivered',
      '',
    ]);
    expect(code).toBe(0);
  });

  it('says of what a wrong clock has dated that it was wrong, and not how long that lasted', async () => {
    const later = NINE + 1000 * 24 * 60 * MINUTE;
    const { run } = await instance((dashboard) => {
      dashboard.incidents = [
        incident({ startedAt: later, clockWrong: true }),
        incident({ id: '0', startedAt: later, resolvedAt: NINE, alerts: [], clockWrong: true }),
      ];
      dashboard.notifications = [notification({ at: later, clockWrong: true })];
    });
    expect((await run(['alerts', '--history'])).stdout.split('\n')).toEqual([
      'Incidents',
      '✗ 2028-10-01 09:00:00  mcp-server down, not over yet',
      '                       nothing is listening on 127.0.0.1:8001',
      '                       fired: service-down',
      '                       the clock of the monitor was wrong then',
      '✓ 2028-10-01 09:00:00  mcp-server was down',
      '                       nothing is listening on 127.0.0.1:8001',
      '                       no alert fired',
      '                       the clock of the monitor was wrong then',
      '',
      'Notifications',
      '✗ 2028-10-01 09:00:00  MCP server is down',
      '                       nothing is listening on 127.0.0.1:8001',
      '                       service-down, fired, log: delivered',
      '                       the clock of the monitor was wrong then',
      '',
    ]);
    const { incidents, notifications } = JSON.parse((await run(['alerts', '--history', '--json'])).stdout);
    for (const row of [...incidents, ...notifications]) expect(row).toMatchObject({ clockWrong: true });
  });

  it('reads as many pages of the past as are asked for, and says when there is more', async () => {
    const { run } = await instance((dashboard) => {
      dashboard.incidents = Array.from({ length: 450 }, (_, index) => incident({ id: `${index}` }));
    });
    const all = JSON.parse((await run(['alerts', '--history', '--limit', '1000', '--json'])).stdout);
    expect(all.incidents.map(({ id }: { id: string }) => Number(id))).toEqual([...Array(450).keys()]);
    const some = JSON.parse((await run(['alerts', '--history', '--limit', '201', '--json'])).stdout);
    expect(some.incidents).toHaveLength(201);
    expect((await run(['alerts', '--history'])).stdout).toContain(
      'There are older ones: --limit 100 shows more.',
    );
  });
});

describe('bellwether explain', () => {
  const explanation = {
    service: 'mcp-server',
    status: 'down' as const,
    why: 'nothing is listening on 127.0.0.1:8001',
    probing: 'every 5 s until the verdict (normally every 30 s)',
    rules: [
      {
        rule: 'service-down',
        condition: 'down for 30 s',
        state: 'firing' as const,
        why: 'firing for 2 min 30 s, down for 3 min; told 2 min ago',
        next: 'resolves after two good samples over at least 10 s',
      },
    ],
  };

  it('prints at 80 columns why, and what would change it', async () => {
    const { run } = await instance((dashboard) => {
      dashboard.explanation = explanation;
    });
    const { code, stdout } = await run(['explain', 'mcp-server']);
    expect(stdout.split('\n')).toEqual([
      'MCP server (mcp-server)',
      '✗ down since 08:57:00',
      '',
      'why      nothing is listening on 127.0.0.1:8001',
      'probed   every 5 s until the verdict (normally every 30 s)',
      'address  http://localhost:8000/health',
      '',
      '! firing  service-down',
      '  when  down for 30 s',
      '  why   firing for 2 min 30 s, down for 3 min; told 2 min ago',
      '  next  resolves after two good samples over at least 10 s',
      '',
    ]);
    expect(code).toBe(2);
  });

  it('does so at 40 columns', async () => {
    const { run } = await instance((dashboard) => {
      dashboard.explanation = explanation;
    });
    const { stdout } = await run(['explain', 'mcp-server'], 40);
    expect(stdout.split('\n').slice(3, 8)).toEqual([
      'why      nothing is listening on',
      '         127.0.0.1:8001',
      'probed   every 5 s until the verdict',
      '         (normally every 30 s)',
      'address  http://localhost:8000/health',
    ]);
  });

  it('says what a person did about telling', async () => {
    const { run } = await instance((dashboard) => {
      dashboard.services = [{ ...DOWN, ...RECOVERING }];
      dashboard.explanation = explanation;
    });
    const lines = (await run(['explain', 'mcp-server'])).stdout.split('\n');
    expect(lines.filter((line) => line.startsWith('measure'))).toEqual([
      expect.stringMatching(/^measure {2}silenced until it recovers, by Ada: moving house$/),
      expect.stringMatching(/^measure {2}acknowledged .*09:00:00, by Grace$/),
    ]);
  });

  it('refuses a service that the instance does not watch', async () => {
    const { run } = await instance();
    expect(await run(['explain', 'mcp-srver'])).toEqual({
      code: 64,
      stdout: '',
      stderr: 'bellwether: there is no service "mcp-srver"; did you mean mcp-server?\n',
    });
  });
});

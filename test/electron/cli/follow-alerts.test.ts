import { describe, expect, it } from 'vitest';
import { leadingTransitionsBetween, transitionsBetween } from '../../../electron/cli/alert-transitions.ts';
import { runCli } from '../../../electron/cli/run-cli.ts';
import type { AlertView, NotificationView } from '../../../shared/protocol/views.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeTerminal } from '../../fakes/fake-terminal.ts';
import { emptyFolder, PROGRAM } from './cli-world.ts';
import { startInstance, StockedDashboard } from './running-instance.ts';

const NINE = 1_767_603_600_000;

function alert(overrides: Partial<AlertView> = {}): AlertView {
  return {
    rule: 'service-down',
    service: 'orders',
    severity: 'critical',
    state: 'pending',
    since: NINE,
    firingAt: null,
    message: 'orders: nothing is listening on 127.0.0.1:8000',
    leads: true,
    suppressed: null,
    ...overrides,
  };
}

function firing(overrides: Partial<AlertView> = {}): AlertView {
  return alert({ state: 'firing', firingAt: NINE + 30_000, ...overrides });
}

function notification(overrides: Partial<NotificationView> = {}): NotificationView {
  return {
    id: '1',
    at: NINE + 30_000,
    rule: 'service-down',
    service: 'orders',
    severity: 'critical',
    reason: 'fired',
    title: 'orders is down',
    body: 'nothing is listening on 127.0.0.1:8000',
    notifier: 'log',
    delivered: true,
    clockWrong: false,
    ...overrides,
  };
}

/** `alerts --follow` on an instance whose alerts a test changes. */
async function follow(words: readonly string[] = [], standing: readonly AlertView[] = []) {
  const folder = await emptyFolder();
  const dashboard = new StockedDashboard();
  dashboard.alerts = standing;
  const running = await startInstance(folder, dashboard);
  const clock = new FakeClock();
  const terminal = new FakeTerminal({ clock });
  const ended = runCli(['alerts', '--follow', '--data-dir', folder, ...words], terminal, PROGRAM);
  return { folder, dashboard, running, clock, terminal, ended };
}

/** What the engine would publish. */
function publish(
  dashboard: StockedDashboard,
  at: number,
  news: { readonly alerts?: readonly AlertView[]; readonly notifications?: readonly NotificationView[] },
): void {
  dashboard.revision += 1;
  const before = dashboard.alerts;
  dashboard.alerts = news.alerts ?? before;
  const { revision, overview } = dashboard;
  const { alerts, notifications } = news;
  const named = alerts && {
    ...Object.fromEntries(before.map(({ service }) => [service, []])),
    ...Object.groupBy(alerts, ({ service }) => service),
  };
  dashboard.emitChanges({
    revision,
    at,
    overview,
    services: [],
    ...(named !== undefined && { alerts: named as Record<string, AlertView[]> }),
    ...(notifications !== undefined && { notifications }),
  });
}

describe('bellwether alerts --follow', () => {
  it('prints what stands, each transition and each notification as a line', async () => {
    const { dashboard, terminal, ended } = await follow([], [alert()]);
    await terminal.stdout.until((text) => text.includes('pending'));
    publish(dashboard, NINE + 30_100, { alerts: [firing()], notifications: [notification()] });
    publish(dashboard, NINE + 90_000, { alerts: [] });
    await terminal.stdout.until((text) => text.includes('resolved'));
    terminal.pressCtrlC();
    expect(await ended).toBe(0);
    expect(terminal.stdout.lines).toEqual([
      '2026-01-05 09:00:00  … pending   orders: nothing is listening on 127.0.0.1:8000 [service-down, critical]',
      '2026-01-05 09:00:30  ✗ firing    orders: nothing is listening on 127.0.0.1:8000 [service-down, critical]',
      '2026-01-05 09:00:30  > told      orders is down: nothing is listening on 127.0.0.1:8000 [log: delivered]',
      '2026-01-05 09:01:30  ✓ resolved  orders: service-down (critical)',
    ]);
    expect(terminal.stderr.text).toBe('');
  });

  it('prints objects with --json', async () => {
    const { dashboard, terminal, ended } = await follow(['--json'], [firing()]);
    await terminal.stdout.until((text) => text.includes('firing'));
    publish(dashboard, NINE + 90_000, { alerts: [], notifications: [notification()] });
    await terminal.stdout.until((text) => text.includes('notification'));
    terminal.pressCtrlC();
    await ended;
    expect(terminal.stdout.lines.map((line) => JSON.parse(line))).toEqual([
      { type: 'alert', transition: 'firing', at: NINE + 30_000, ...firing() },
      { type: 'alert', transition: 'resolved', at: NINE + 90_000, ...firing() },
      { type: 'notification', ...notification() },
    ]);
  });

  it('goes on over a restart of the instance, and tells what happened meanwhile', async () => {
    const { folder, running, clock, terminal, ended } = await follow([], [firing(), alert({ rule: 'slow' })]);
    await terminal.stdout.until((text) => text.includes('pending'));
    await running.stop();
    await terminal.stderr.until((text) => text.includes('the instance is gone; waiting for it to come back'));
    const restarted = new StockedDashboard();
    restarted.alerts = [firing({ rule: 'slow' })];
    restarted.notifications = [
      notification({ id: '3', at: NINE + 60_000, title: 'orders is slow' }),
      notification({ id: '0', at: NINE - 60_000, title: 'told before' }),
    ];
    await startInstance(folder, restarted);
    await clock.advance(500);
    await terminal.stdout.until((text) => text.includes('orders is slow'));
    terminal.pressCtrlC();
    expect(await ended).toBe(0);
    expect(terminal.stderr.lines.map((line) => line.slice(21))).toEqual([
      'the instance is gone; waiting for it to come back',
      'connected again',
    ]);
    expect(terminal.stdout.lines.slice(2).map((line) => line.slice(21))).toEqual([
      '✓ resolved  orders: service-down (critical)',
      '✗ firing    orders: nothing is listening on 127.0.0.1:8000 [slow, critical]',
      '> told      orders is slow: nothing is listening on 127.0.0.1:8000 [log: delivered]',
    ]);
  });

  it('takes a silent connection for a lost one', async () => {
    const { clock, terminal, ended } = await follow([], [firing()]);
    await terminal.stdout.until((text) => text.includes('firing'));
    await clock.advance(35_000);
    await terminal.stderr.until((text) => text.includes('the instance is gone'));
    terminal.pressCtrlC();
    expect(await ended).toBe(0);
  });

  it('asks again after a gap in the revisions', async () => {
    const { dashboard, running, terminal, ended } = await follow([], [alert()]);
    await terminal.stdout.until((text) => text.includes('pending'));
    dashboard.revision += 3;
    dashboard.alerts = [firing()];
    // The server spaces the snapshots of one viewer.
    await running.clock.advance(1000);
    dashboard.emitHeartbeat();
    await terminal.stdout.until((text) => text.includes('firing'));
    terminal.pressCtrlC();
    expect(await ended).toBe(0);
  });
});

describe('between two views of the alerts', () => {
  it.each<[string, readonly AlertView[], readonly AlertView[], readonly string[]]>([
    ['nothing happened', [alert()], [alert()], []],
    ['one began', [], [alert()], ['pending']],
    ['one fired', [alert()], [firing()], ['firing']],
    ['one ended without firing', [alert()], [], ['cleared']],
    ['one that fired ended', [firing()], [], ['resolved']],
    ['one resolved and began again', [firing()], [alert({ since: NINE + 99_000 })], ['resolved', 'pending']],
    [
      'one resolved and fired again',
      [firing()],
      [firing({ since: NINE + 60_000, firingAt: NINE + 99_000 })],
      ['resolved', 'firing'],
    ],
    ['rules are told apart', [alert({ rule: 'a' })], [alert({ rule: 'b' })], ['cleared', 'pending']],
  ])('%s', (_, before, after, expected) => {
    expect(transitionsBetween(before, after, NINE).map(({ transition }) => transition)).toEqual(expected);
  });
});

describe('between two views of what stands for each service', () => {
  const degraded = (overrides: Partial<AlertView> = {}) =>
    firing({ rule: 'degraded-performance', leads: false, ...overrides });

  it.each<[string, readonly AlertView[], readonly AlertView[], readonly string[]]>([
    ['what fires behind another one is no news', [firing()], [firing(), degraded()], []],
    ['both end: one line', [firing(), degraded()], [], ['resolved service-down']],
    [
      'the graver one ends, the other one goes on',
      [firing(), degraded()],
      [degraded({ leads: true })],
      ['resolved service-down', 'firing degraded-performance'],
    ],
    [
      'a graver one fires: the other one has not ended',
      [degraded({ leads: true })],
      [degraded(), firing()],
      ['firing service-down'],
    ],
  ])('%s', (_, before, after, expected) => {
    const news = leadingTransitionsBetween(before, after, NINE);
    expect(news.map(({ transition, alert: { rule } }) => `${transition} ${rule}`)).toEqual(expected);
  });
});

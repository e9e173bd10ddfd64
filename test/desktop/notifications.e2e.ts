import { describe, expect, it, onTestFinished } from 'vitest';
import { watched } from './fleet.ts';
import { freePort, startDesktop } from './start-desktop.ts';

const HIDDEN = { words: ['--hidden'] };

describe('notifications', () => {
  it(
    'tell of an outage, open the service at a click, and are replaced by the recovery',
    { timeout: 180_000 },
    async () => {
      const { fleet, desktop } = await watched(['orders', 'stock'], HIDDEN);
      await desktop.until(
        ({ trays }) => trays[0]?.tooltip.includes('All 2 services up'),
        'all up in the tray',
      );

      fleet.down.add('orders');
      const alarm = await desktop.notified('ORDERS is down');
      expect(alarm.body).toMatch(/^Answered 503 Service Unavailable, for [\d.]+ (?:s|min)/);
      expect(alarm.urgency).toBe('critical');
      const tray = await desktop.tray();
      expect(tray.icon).toMatch(/tray-down-1-/);
      expect(tray.menu[0]).toMatchObject({
        enabled: false,
        label: expect.stringContaining('1 of 2 services down'),
      });

      expect((await desktop.report()).windows).toEqual([]);
      await desktop.tell({ do: 'notification', index: alarm.index, event: 'click' });
      const report = await desktop.until(({ windows }) => windows[0]?.visible, 'the window');
      expect(report.windows[0]?.url).toBe('app://dashboard/#/services/orders');
      await desktop.sees('Answered 503 Service Unavailable');

      fleet.down.delete('orders');
      const recovery = await desktop.notified('ORDERS is up again', 30_000);
      expect(recovery.id).toBe(alarm.id);
      expect(recovery.urgency).toBe('normal');
      const { notifications } = await desktop.report();
      expect(notifications.map(({ closed }) => closed)).toEqual([true, false]);
      expect(await desktop.quit()).toBe(0);
    },
  );

  it('tell nothing of first results, but of an outage that goes on', { timeout: 180_000 }, async () => {
    const { fleet, desktop } = await watched(['orders', 'stock'], {
      ...HIDDEN,
      down: ['orders'],
      hold: '0s',
    });
    const { shownAt } = await desktop.notified('ORDERS is down');
    // Whatever the rule says, a service is asked twice.
    const [, second = Infinity] = fleet.askedAt.get('orders') ?? [];
    expect(shownAt).toBeGreaterThan(second);
    expect((await desktop.report()).notifications).toHaveLength(1);
  });

  it('tell once that nothing is watched, and go when something is', async () => {
    const good = { version: 1, server: { port: await freePort() }, services: [] };
    const desktop = startDesktop({ config: { ...good, colour: 'red' }, ...HIDDEN });
    onTestFinished(async () => {
      await desktop.kill();
      desktop.home.remove();
    });
    const { body } = await desktop.notified('Nothing is watched');
    expect(body).toContain('The configuration is not valid');
    desktop.home.configure(good);
    await desktop.until(({ notifications }) => notifications[0]?.closed, 'its card gone');
    expect((await desktop.report()).notifications).toHaveLength(1);
  });

  it('become one when three or more come within five seconds', { timeout: 180_000 }, async () => {
    const { fleet, desktop } = await watched(['a', 'b', 'c', 'd'], HIDDEN);
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('All 4 services up'), 'all up');
    for (const name of ['a', 'b', 'c', 'd']) fleet.down.add(name);
    const one = await desktop.notified('4 services are down');
    const { notifications } = await desktop.report();
    const open = notifications.filter(({ closed }) => !closed);
    expect(open.map(({ title }) => title)).toEqual(['4 services are down']);
    await desktop.tell({ do: 'notification', index: one.index, event: 'click' });
    const report = await desktop.until(({ windows }) => windows[0]?.visible, 'the window');
    expect(report.windows[0]?.url).toBe('app://dashboard/#/');
  });

  it.each([
    ['linux', ['body', 'body-markup'], '&lt;b&gt;A&lt;/b&gt;, R&amp;D and C'],
    ['linux', ['body'], '<b>A</b>, R&D and C'],
    ['win32', [], '<b>A</b>, R&D and C'],
  ] as const)(
    'are text, which is escaped where a body is markup: %s, %j',
    async (platform, capabilities, body) => {
      const titles = { a: '<b>A</b>', b: 'R&D' };
      const start = { ...HIDDEN, platform, titles, down: ['a', 'b', 'c'] };
      const { desktop } = await watched(['a', 'b', 'c'], start);
      if (desktop.service !== null) desktop.service.capabilities = capabilities;
      expect((await desktop.notified('3 services are down')).body).toBe(body);
    },
  );

  it('that the system does not show are seen on the page instead', { timeout: 180_000 }, async () => {
    const { fleet, desktop } = await watched(['orders']);
    await desktop.sees('The service is up');
    await desktop.tell({ do: 'set', notificationsFail: 'no permission' });
    fleet.down.add('orders');
    await desktop.sees('The system could not show this notification.');
    // For who opens a window later.
    await desktop.sees('was not shown: the notification service refuses it: no permission');
    await desktop.tell({ do: 'evaluate', code: `void (location.hash = '#/settings')` });
    await desktop.sees('no permission');
    const told = (await fleet.get('/api/v1/notifications')) as {
      notifications: { notifier: string; delivered: unknown }[];
    };
    expect(told.notifications.find(({ notifier }) => notifier === 'desktop')?.delivered).toBe(false);
  });

  it('of which the system has none are on the page, and the settings say so', async () => {
    const { fleet, desktop } = await watched(['orders'], { platform: 'darwin', showsNotifications: false });
    await desktop.sees('The service is up');
    await desktop.tell({ do: 'evaluate', code: `void (location.hash = '#/settings')` });
    await desktop.sees('This system shows no notifications');
    fleet.down.add('orders');
    await desktop.sees('The last notification was not shown. This system shows no notifications.');
    const { calls, notifications } = await desktop.report();
    expect(notifications).toEqual([]);
    // Asking may cost the person a question (macOS) and the system an entry in its menus (Windows): once is enough.
    expect(calls.filter((call) => call === 'Notification.isSupported')).toHaveLength(1);
  });
});

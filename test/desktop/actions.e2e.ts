import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { NotificationReport } from './electron-double/messages.ts';
import { service, timesDone, watched } from './fleet.ts';
import type { Fleet } from './pretend-fleet.ts';
import { until, type RunningDesktop } from './start-desktop.ts';

/* What is done on the card of an alarm, without opening anything. */

const ME = userInfo().username;

async function alarm(fleet: Fleet, desktop: RunningDesktop): Promise<NotificationReport> {
  await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'the fleet up');
  fleet.down.add('orders');
  return desktop.notified('ORDERS is down');
}

describe.each(['darwin', 'win32', 'linux'] as const)('the buttons of an alarm on %s', (platform) => {
  it('acknowledge and silence it, as the page and browsers see', { timeout: 180_000 }, async () => {
    const { fleet, desktop } = await watched(['orders', 'stock'], { platform });
    const { index, actions } = await alarm(fleet, desktop);
    expect(actions).toEqual(['Acknowledge', 'Silence 1 hour']);

    await desktop.tell({ do: 'notification', index, event: 'action', action: 0 });
    await desktop.sees('Acknowledged');
    expect((await service(fleet, 'orders')).acknowledgement).toMatchObject({ author: ME });

    await desktop.tell({ do: 'notification', index, event: 'action', action: 1 });
    await desktop.sees('Silenced until');
    const { silence } = await service(fleet, 'orders');
    expect(silence).toMatchObject({ author: ME });
    const minutes = (Number(silence?.until) - (silence?.at ?? 0)) / 60_000;
    // The end is computed at the click, the beginning a moment later in the engine.
    expect(Math.round(minutes)).toBe(60);
    // Windows answers twice: by the card and by the program as a whole.
    expect([timesDone(desktop, 'acknowledge'), timesDone(desktop, 'silence')]).toEqual([1, 1]);

    await desktop.tell({ do: 'notification', index, event: 'action', action: 7 });
    await desktop.tell({ do: 'notification', index, event: 'click' });
    await desktop.until(({ windows }) => windows[0]?.url.endsWith('#/services/orders'), 'its page');
    expect(desktop.home.log().split('done for a person')).toHaveLength(3);

    fleet.down.delete('orders');
    expect((await desktop.notified('ORDERS is up again', 30_000)).actions).toEqual([]);
  });
});

describe('a card of an earlier run, on Windows', () => {
  it(
    'acts when it starts the program, and leads to what is wrong at a click later on',
    { timeout: 180_000 },
    async () => {
      const start = { platform: 'win32', words: ['--hidden'] } as const;
      const { fleet, desktop, again } = await watched(['orders', 'stock'], start);
      const { id } = await alarm(fleet, desktop);
      expect(await desktop.quit()).toBe(0);

      const silenceIt = { type: 'action', arguments: `type=action&action=1&tag=${id}`, actionIndex: 1 };
      const second = again({ activation: silenceIt });
      await until(
        () => service(fleet, 'orders'),
        ({ silence }) => silence !== null,
        'the silence',
      );
      expect((await service(fleet, 'orders')).silence).toMatchObject({ author: ME });
      // A button is no wish to see the window.
      expect((await second.report()).windows).toEqual([]);
      expect((await second.report()).notifications).toEqual([]);

      for (const tag of ['service:<b>orders</b>', '', 'x'.repeat(65)])
        await second.tell({
          do: 'activate',
          details: { type: 'action', arguments: `tag=${tag}`, actionIndex: 0 },
        });
      await second.sees('Silenced until');
      expect((await second.report()).windows[0]?.url).toBe('app://dashboard/#/services/orders');
      expect(timesDone(second, 'acknowledge')).toBe(0);

      await second.tell({ do: 'evaluate', code: "location.hash = '#/'" });
      await second.until(({ windows }) => windows[0]?.url.endsWith('#/'), 'the list');
      await second.tell({ do: 'activate', details: { type: 'click', arguments: '' } });
      await second.until(({ windows }) => windows[0]?.url.endsWith('#/services/orders'), 'its page');
    },
  );

  it('leads to what is wrong when a click on it starts the program', { timeout: 180_000 }, async () => {
    const start = { platform: 'win32', words: ['--hidden'] } as const;
    const { fleet, desktop, again } = await watched(['orders', 'stock'], start);
    await alarm(fleet, desktop);
    expect(await desktop.quit()).toBe(0);
    const second = again({ activation: { type: 'click', arguments: '' } });
    const report = await second.until(({ windows }) => windows[0]?.visible, 'the window');
    expect(report.windows[0]?.url).toBe('app://dashboard/#/services/orders');
  });
});

it('Linux is offered no buttons where its notification service has none', { timeout: 180_000 }, async () => {
  const { fleet, desktop } = await watched(['orders', 'stock'], { words: ['--hidden'] });
  if (desktop.service !== null) desktop.service.capabilities = ['body'];
  expect((await alarm(fleet, desktop)).actions).toEqual([]);
});

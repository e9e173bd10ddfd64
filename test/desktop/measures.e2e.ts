import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { service, watched } from './fleet.ts';
import type { TrayReport } from './electron-double/messages.ts';
import type { Fleet } from './pretend-fleet.ts';
import { until, type RunningDesktop } from './start-desktop.ts';

const HIDDEN = { words: ['--hidden'] };

interface SeenAlert {
  readonly service: string;
  readonly state: string;
  readonly suppressed: string | null;
}

async function firing(fleet: Fleet, id: string): Promise<SeenAlert | undefined> {
  const { alerts } = (await fleet.get('/api/v1/alerts')) as { alerts: SeenAlert[] };
  return alerts.find(({ service: of, state }) => of === id && state === 'firing');
}

/** What stands below these labels in the menu. */
function entries({ menu }: TrayReport, ...path: readonly string[]): readonly string[] {
  const below = path.reduce(
    (items, label) => items.find((item) => item.label === label)?.submenu ?? [],
    menu,
  );
  return below.map(({ label }) => label);
}

async function upAndDown(fleet: Fleet, desktop: RunningDesktop): Promise<void> {
  await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'the fleet up');
  fleet.down.add('orders');
  await desktop.notified('ORDERS is down');
}

describe('what a person does from the tray', () => {
  it(
    'silences a service, seen at once by the window and by a browser; the end of the outage is told all the same',
    { timeout: 180_000 },
    async () => {
      const { fleet, desktop } = await watched(['orders', 'stock']);
      await upAndDown(fleet, desktop);
      const heard: string[] = [];
      const browser = new WebSocket(`ws://127.0.0.1:${fleet.page}/ws`, {
        origin: `http://127.0.0.1:${fleet.page}`,
      });
      browser.on('message', (message: Buffer) => heard.push(message.toString()));
      await until(
        () => Promise.resolve(heard.length),
        (count) => count > 0,
        'the snapshot of a browser',
      );

      await desktop.choose('Alerts', 'ORDERS', 'Silence', 'until it recovers');
      await until(
        () => Promise.resolve(heard.join()),
        (text) => text.includes('"until":"recovery"'),
        'the browser to hear',
      );
      await desktop.sees('ilenced');
      expect((await service(fleet, 'orders')).silence).toMatchObject({ until: 'recovery' });

      fleet.down.delete('orders');
      await desktop.notified('ORDERS is up again', 30_000);
      await until(
        () => service(fleet, 'orders'),
        ({ silence }) => silence === null,
        'the end of the silence',
      );
      browser.close();
    },
  );

  it(
    'silences services that go down again: everything shows it, nobody is told, nor of an end of what was not told',
    { timeout: 180_000 },
    async () => {
      const { fleet, desktop } = await watched(['orders', 'stock']);
      await desktop.until(({ trays }) => trays[0]?.tooltip.includes('All 2 services up'), 'the fleet up');
      const told = async () => (await desktop.report()).notifications.map(({ title }) => title);
      const bothGo = (down: boolean) => {
        for (const id of ['orders', 'stock']) fleet.down[down ? 'add' : 'delete'](id);
      };
      bothGo(true);
      for (const name of ['ORDERS', 'STOCK']) {
        await desktop.notified(`${name} is down`);
        await desktop.choose('Alerts', name, 'Silence', '1 hour');
      }
      bothGo(false);
      for (const name of ['ORDERS', 'STOCK']) await desktop.notified(`${name} is up again`, 30_000);
      const before = await told();

      bothGo(true);
      for (const id of ['orders', 'stock']) {
        const silenced = await until(
          () => firing(fleet, id),
          (alert) => alert !== undefined,
          `the alert of ${id}`,
        );
        expect(silenced?.suppressed).toMatch(/^not told: silenced for \d+ (?:min|h) more$/);
      }
      const tray = await desktop.tray();
      expect(tray.icon).toContain('tray-down-2-');
      expect(tray.menu[0]?.label).toContain('2 of 2 services down');
      expect(entries(tray, 'Alerts', 'ORDERS').at(-1)).toMatch(/^End silence \(until \d\d:\d\d\)$/);
      const page = await desktop.text();
      expect(page).toContain('2 of 2 services down');
      expect(page).toMatch(/ORDERS[^]*Silenced until \d\d:\d\d/);
      expect(await service(fleet, 'orders')).toMatchObject({
        status: 'down',
        silence: { author: userInfo().username },
      });
      expect(await told()).toEqual(before);

      // The end of one silence tells what it kept; the outage of the other one ends as it began.
      await desktop.choose('Alerts', 'ORDERS', entries(tray, 'Alerts', 'ORDERS').at(-1) ?? '');
      await desktop.until(
        ({ notifications }) => notifications.length === before.length + 1,
        'what the silence kept',
      );
      bothGo(false);
      for (const id of ['orders', 'stock'])
        await until(
          () => firing(fleet, id),
          (alert) => alert === undefined,
          `the end of the outage of ${id}`,
          30_000,
        );
      await desktop.until(
        ({ notifications }) => notifications.length === before.length + 2,
        'the end of what was told',
      );
      expect((await told()).slice(before.length)).toEqual(['ORDERS is down', 'ORDERS is up again']);
      expect(await desktop.quit()).toBe(0);
    },
  );

  it(
    'acknowledges an alert, which survives a restart and ends with the outage',
    { timeout: 180_000 },
    async () => {
      const { fleet, desktop, again } = await watched(['orders'], HIDDEN);
      await upAndDown(fleet, desktop);
      await desktop.choose('Alerts', 'ORDERS', 'Acknowledge');
      await until(
        () => service(fleet, 'orders'),
        ({ acknowledgement }) => acknowledgement !== null,
        'the acknowledgement',
      );
      expect(await desktop.quit()).toBe(0);

      const second = again();
      await second.until(
        ({ trays }) => trays[0]?.menu.some(({ label }) => label === 'Alerts'),
        'the alert after a restart',
      );
      await until(
        () => service(fleet, 'orders'),
        ({ acknowledgement }) => acknowledgement !== null,
        'the acknowledgement kept',
      );
      fleet.down.delete('orders');
      await second.notified('ORDERS is up again', 30_000);
      expect((await service(fleet, 'orders')).acknowledgement).toBeNull();
    },
  );

  it(
    'pauses monitoring: nothing is probed, nobody is told, and it says so until it is resumed',
    { timeout: 180_000 },
    async () => {
      const { fleet, desktop } = await watched(['orders'], HIDDEN);
      await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'the fleet up');
      await desktop.choose('Pause monitoring', 'until resumed');
      const paused = await desktop.until(
        ({ trays }) => trays[0]?.icon.includes('tray-paused'),
        'the face of a pause',
      );
      expect(paused.trays[0]?.tooltip).toContain('paused');
      await until(
        () => service(fleet, 'orders'),
        ({ status }) => status === 'unknown',
        'unknown',
      );
      fleet.down.add('orders');
      const { asked } = fleet;
      await new Promise((resolve) => setTimeout(resolve, 3000));
      expect(fleet.asked).toBe(asked);
      const { menu } = await desktop.tray();
      const resume = menu.find(({ label }) => label.startsWith('Resume monitoring'));
      await desktop.choose(resume?.label ?? '');
      await desktop.notified('ORDERS is down', 20_000);
    },
  );
});

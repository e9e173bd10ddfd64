import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { watched } from './fleet.ts';
import type { Fleet } from './pretend-fleet.ts';
import { until, type RunningDesktop } from './start-desktop.ts';

const HIDDEN = { words: ['--hidden'] };

interface SeenService {
  readonly id: string;
  readonly status: string;
  readonly silence: { readonly until: unknown; readonly author: string } | null;
  readonly acknowledgement: { readonly author: string } | null;
}

async function service(fleet: Fleet, id: string): Promise<SeenService> {
  const { services } = (await fleet.get('/api/v1/services')) as { services: SeenService[] };
  return services.find((seen) => seen.id === id)!;
}

async function upAndDown(fleet: Fleet, desktop: RunningDesktop): Promise<void> {
  await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'the fleet up');
  fleet.down.add('orders');
  await desktop.notified('ORDERS is down');
}

describe('what a person does from the tray', () => {
  it(
    'silences a service, seen at once by the window and by a browser; the end of the outage is told all the same',
    { timeout: 60_000 },
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
    'acknowledges an alert, which survives a restart and ends with the outage',
    { timeout: 60_000 },
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
    { timeout: 60_000 },
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

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Dunst } from '../fakes/dunst.ts';
import { NotificationService } from '../fakes/notification-service.ts';
import { TestBus } from '../fakes/session-bus.ts';
import { service, watched } from './fleet.ts';
import type { Fleet } from './pretend-fleet.ts';
import { DesktopHome, until, type RunningDesktop } from './start-desktop.ts';

/* Linux: the built desktop and a notification service, each on its side of a real session bus. */

const HIDDEN = ['--hidden'];
const NO_ANSWER = 'was not shown: the notification service does not answer';
const NAME = 'org.freedesktop.Notifications';

/** A home whose bus is the test's own; it is gone with the test. */
function homeWithBus(): { home: DesktopHome; bus: TestBus } {
  const home = new DesktopHome();
  const bus = new TestBus(home.root);
  onTestFinished(() => bus.stop());
  return { home, bus };
}

/** A card is on its way while the monitor goes on: services are asked, rules judge, and the page answers. */
async function goesOnMeanwhile(fleet: Fleet, hangs: () => boolean): Promise<void> {
  const asked = fleet.asked;
  for (let answers = 0; answers < 10; answers += 1) {
    expect(await fleet.get('/health')).toMatchObject({ status: expect.any(String) });
    expect(hangs()).toBe(true);
  }
  await until(
    () => Promise.resolve(fleet.asked),
    (now) => now >= asked + 4,
    'further probes',
  );
  expect(hangs()).toBe(true);
}

async function tells(desktop: RunningDesktop, reason: string): Promise<void> {
  await until(
    () => Promise.resolve(desktop.home.log()),
    (log) => log.includes(reason),
    `"${reason}" in the log`,
  );
}

describe.skipIf(process.platform !== 'linux')('a notification service that never answers', () => {
  it('costs the notification, and neither probes nor the page', async () => {
    const { home, bus } = homeWithBus();
    const dead = await new NotificationService(bus.address).open();
    dead.hang('GetCapabilities', 'Notify');
    const { fleet, desktop } = await watched(['orders', 'stock'], { home, sessionBus: bus.address });
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('All 2 services up'), 'all up');
    fleet.down.add('orders');
    await until(
      () => Promise.resolve(dead.asked),
      (asked) => asked.includes('GetCapabilities'),
      'a notification on its way',
    );
    await goesOnMeanwhile(fleet, () => dead.cards.length === 0);
    await desktop.sees(NO_ANSWER);
    expect((await service(fleet, 'orders')).status).toBe('down');

    dead.resume();
    await until(
      () => Promise.resolve(dead.cards),
      (cards) => cards.some(({ title, closed }) => title === 'ORDERS is down' && !closed),
      'what was not shown',
    );
    await until(
      () => desktop.text(),
      (text) => !text.includes(NO_ANSWER),
      'no notice of it any more',
    );
    expect(await desktop.quit()).toBe(0);
    await until(
      () => Promise.resolve(dead.cards),
      (cards) => cards.every(({ closed }) => closed),
      'its cards gone with it',
    );
  });

  it('because it never comes up costs no more, and keeps nothing from ending', async () => {
    const home = new DesktopHome();
    const program = join(home.root, 'never-ready');
    writeFileSync(program, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
    const bus = new TestBus(home.root, { activatable: { [NAME]: program } });
    onTestFinished(() => bus.stop());
    const words = { words: HIDDEN, home, sessionBus: bus.address };
    const { fleet, desktop } = await watched(['orders'], { ...words, down: ['orders'] });
    await tells(desktop, NO_ANSWER);
    await goesOnMeanwhile(fleet, () => true);
    expect(await desktop.quit()).toBe(0);
  });
});

describe.skipIf(process.platform !== 'linux')('a real notification daemon (dunst)', () => {
  it('shows the alarm with its buttons, hangs without harm, and shows the recovery', async () => {
    const { home, bus } = homeWithBus();
    const dunst = await Dunst.start(home.root, bus.address);
    onTestFinished(() => dunst.stop());
    const shows = (count: number) =>
      until(
        () => dunst.standing(),
        (standing) => standing === count,
        `${count} cards`,
      );
    await shows(0);
    const { fleet, desktop } = await watched(['orders', 'stock'], {
      words: HIDDEN,
      home,
      sessionBus: bus.address,
    });
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('All 2 services up'), 'all up');
    fleet.down.add('orders');
    await shows(1);
    await dunst.press('Acknowledge');
    await until(
      () => service(fleet, 'orders'),
      ({ acknowledgement }) => acknowledgement !== null,
      'the acknowledgement',
    );
    await shows(0);

    fleet.down.add('stock');
    await shows(1);
    await dunst.click();
    await desktop.until(({ windows }) => windows[0]?.url.endsWith('#/services/stock'), 'its page');
    await shows(0);

    dunst.freeze();
    fleet.down.clear();
    await tells(desktop, NO_ANSWER);
    await goesOnMeanwhile(fleet, () => true);
    dunst.thaw();
    await until(
      () => dunst.standing(),
      (standing) => standing > 0,
      'what was not shown',
    );
    expect(await desktop.quit()).toBe(0);
    await shows(0);
  });
});

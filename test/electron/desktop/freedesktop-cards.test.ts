import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { sessionBusSockets } from '../../../electron/desktop/bus-address.ts';
import type { CardStand } from '../../../electron/desktop/card-stand.ts';
import { freedesktopCards } from '../../../electron/desktop/freedesktop-cards.ts';
import type { Card } from '../../../electron/desktop/notification-cards.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { idOf, NotificationService } from '../../fakes/notification-service.ts';
import { TestBus } from '../../fakes/session-bus.ts';

/* On a real bus: only time is pretended. */

const ORDERS: Card = {
  id: 'service:orders',
  title: 'Orders is down',
  body: 'R&D says <b>no</b>',
  critical: true,
  alarmOf: 'orders',
};
const RECOVERY: Card = { ...ORDERS, title: 'Orders is up again', critical: false, alarmOf: null };
const STOCK: Card = { ...ORDERS, id: 'service:stock', title: 'Stock is down', alarmOf: 'stock' };
const SILENT = expect.stringContaining('the notification service does not answer');
const OK = { ok: true, value: undefined };

let folder: string;
let bus: TestBus;
let clock: FakeClock;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bellwether-bus-'));
  bus = new TestBus(folder);
  clock = new FakeClock();
});
afterEach(() => {
  bus.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Watched {
  readonly stand: CardStand;
  /** What a person did, and what came late. */
  readonly heard: unknown[];
}

function standOn(sockets: readonly string[] = [bus.socket]): Watched {
  const heard: unknown[] = [];
  const stand = freedesktopCards({
    clock,
    sockets,
    look: () => ({ appIcon: '/icons/app.png', sound: false }),
    onClick: (card) => heard.push(['click', card]),
    onButton: (card, button) => heard.push(['button', card, button]),
    onShownLate: () => heard.push('late'),
  });
  onTestFinished(() => stand.close());
  return { stand, heard };
}

async function serviceOn(
  capabilities: readonly string[] = ['body', 'body-markup', 'actions'],
): Promise<NotificationService> {
  const service = await new NotificationService(bus.address, { capabilities }).open();
  onTestFinished(() => service.end());
  return service;
}

/** Seen by the service, whatever the machine is busy with. */
const asked = (service: NotificationService, method: string, times: number) =>
  vi.waitFor(() => expect(service.asked.filter((one) => one === method)).toHaveLength(times), {
    timeout: 30_000,
  });
const soon = (check: () => void) => vi.waitFor(check, { timeout: 30_000 });

describe('a card', () => {
  it('is shown with everything that the service can do', async () => {
    const service = await serviceOn();
    const { stand } = standOn();
    expect(await stand.show(ORDERS)).toEqual(OK);
    expect(service.cards).toMatchObject([
      {
        replaces: 0,
        icon: '/icons/app.png',
        title: 'Orders is down',
        body: 'R&amp;D says &lt;b&gt;no&lt;/b&gt;',
        actions: ['default', 'Open', 'button-0', 'Acknowledge', 'button-1', 'Silence 1 hour'],
        expires: 0,
        hints: {
          urgency: 2,
          category: 'network.error',
          'desktop-entry': 'bellwether-desktop',
          'x-dunst-stack-tag': 'bellwether:service:orders',
          'suppress-sound': true,
        },
      },
    ]);
  });

  it('has neither buttons nor markup where the service knows none', async () => {
    const service = await serviceOn(['body']);
    const { stand } = standOn();
    await stand.show(ORDERS);
    expect(service.cards).toMatchObject([{ body: 'R&D says <b>no</b>', actions: [] }]);
  });

  it('is replaced by the next one of its id, and asks once what the service can', async () => {
    const service = await serviceOn();
    const { stand } = standOn();
    await stand.show(ORDERS);
    await stand.show(STOCK);
    await stand.show(RECOVERY);
    expect(service.cards.map(({ replaces, closed }) => [replaces, closed])).toEqual([
      [0, true],
      [0, false],
      [1, false],
    ]);
    expect(service.cards[2]).toMatchObject({
      actions: ['default', 'Open'],
      expires: -1,
      hints: { urgency: 1 },
    });
    expect(service.asked).toEqual(['GetCapabilities', 'Notify', 'Notify', 'Notify']);
  });

  it('is closed at the service when it is over, and none takes its number after that', async () => {
    const service = await serviceOn();
    const { stand } = standOn();
    await stand.show(ORDERS);
    stand.dismiss('service:orders');
    stand.dismiss('service:orders');
    stand.dismiss('service:nobody');
    await soon(() => expect(service.cards[0]?.closed).toBe(true));
    await stand.show(ORDERS);
    expect(service.cards[1]?.replaces).toBe(0);
    expect(service.asked.filter((one) => one === 'CloseNotification')).toHaveLength(1);
  });

  it('that the person closed is shown anew', async () => {
    const service = await serviceOn();
    const { stand } = standOn();
    await stand.show(ORDERS);
    service.close(1, 2);
    await stand.show(STOCK);
    await stand.show(RECOVERY);
    expect(service.cards.at(-1)?.replaces).toBe(0);
  });

  it('that the service refuses says why, and the next one is shown', async () => {
    const service = await serviceOn();
    const { stand } = standOn();
    service.refusal = 'no <such> thing';
    expect(await stand.show(ORDERS)).toEqual({
      ok: false,
      error: 'the notification service refuses it: no <such> thing',
    });
    service.refusal = null;
    expect(await stand.show(STOCK)).toEqual(OK);
  });

  it('goes when Bellwether ends, before the connection does', async () => {
    const service = await serviceOn();
    const { stand } = standOn();
    await stand.show(ORDERS);
    await stand.show(STOCK);
    await stand.close();
    await soon(() => expect(service.cards.map(({ closed }) => closed)).toEqual([true, true]));
  });
});

describe('a press', () => {
  it.each([
    ['default', ['click', 'service:orders']],
    ['button-0', ['button', 'service:orders', 0]],
    ['button-1', ['button', 'service:orders', 1]],
  ])('on %s is heard, and answers the card', async (key, press) => {
    const service = await serviceOn();
    const { stand, heard } = standOn();
    await stand.show(ORDERS);
    for (const never of ['button-7', 'button-', '', 'Acknowledge', '__proto__']) service.press(1, never);
    service.press(1, key);
    await soon(() => expect(heard).toEqual([press]));
    await soon(() => expect(service.cards[0]?.closed).toBe(true));
  });

  it('is heard when the service closes the card first, and takes no newer card away', async () => {
    const service = await serviceOn();
    const { stand, heard } = standOn();
    await stand.show(ORDERS);
    service.close(1, 2);
    service.press(1, 'default');
    await soon(() => expect(heard).toEqual([['click', 'service:orders']]));
    await stand.show(RECOVERY);
    service.press(1, 'button-0');
    await soon(() => expect(heard).toHaveLength(2));
    await stand.show(STOCK);
    expect(service.cards.map(({ closed }) => closed)).toEqual([true, false, false]);
  });

  it('on the card of another program, or told by another program, is none', async () => {
    const service = await serviceOn();
    const { stand, heard } = standOn();
    await stand.show(ORDERS);
    service.press(99, 'default');
    const stranger = new NotificationService(bus.address);
    await stranger.open();
    stranger.press(1, 'button-1');
    await stranger.end();
    service.press(1, 'default');
    await soon(() => expect(heard).toEqual([['click', 'service:orders']]));
  });
});

describe('a service that does not answer', () => {
  it.each(['GetCapabilities', 'Notify'])(
    'to %s costs the card, is not asked again for each, and shows the newest of each when it comes back',
    async (method) => {
      const service = await serviceOn();
      const { stand, heard } = standOn();
      service.hang(method);
      const first = stand.show(ORDERS);
      await asked(service, method, 1);
      await clock.advance(5000);
      expect(await first).toEqual({ ok: false, error: SILENT });

      // Told at once: nobody waits for it a second time.
      expect(await stand.show(STOCK)).toEqual({ ok: false, error: SILENT });
      expect(await stand.show(RECOVERY)).toEqual({ ok: false, error: SILENT });
      expect(service.asked.filter((one) => one === method)).toHaveLength(1);

      service.resume();
      await soon(() => expect(service.cards.filter(({ closed }) => !closed)).toHaveLength(2));
      const standing = service.cards.filter(({ closed }) => !closed).map(({ title }) => title);
      expect(standing.toSorted()).toEqual(['Orders is up again', 'Stock is down']);
      await soon(() => expect(heard).toContain('late'));
      expect(await stand.show(ORDERS)).toEqual(OK);
    },
  );

  it('is asked again after a minute, and what is over by then is not shown', async () => {
    const service = await serviceOn();
    const { stand } = standOn();
    service.hang('GetCapabilities');
    const first = stand.show(ORDERS);
    await asked(service, 'GetCapabilities', 1);
    await clock.advance(5000);
    await first;
    await stand.show(STOCK);
    stand.dismiss('service:orders');
    await clock.advance(60_000);
    await asked(service, 'GetCapabilities', 2);
    service.resume();
    await soon(() => expect(service.cards.map(({ title }) => title)).toEqual(['Stock is down']));
  });

  it('and comes too late for a card that is over has to close it', async () => {
    const service = await serviceOn();
    const { stand } = standOn();
    service.hang('Notify');
    const first = stand.show(ORDERS);
    await asked(service, 'Notify', 1);
    await clock.advance(5000);
    await first;
    stand.dismiss('service:orders');
    service.resume();
    await soon(() => expect(service.cards.map(({ closed }) => closed)).toEqual([true]));
  });

  it('is not asked for what has waited ten minutes', async () => {
    const service = await serviceOn();
    const { stand } = standOn();
    service.hang('GetCapabilities');
    const first = stand.show(ORDERS);
    for (let question = 1; question <= 9; question += 1) {
      await asked(service, 'GetCapabilities', question);
      await clock.advance(5000);
      if (question === 9) await stand.show(STOCK);
      await clock.advance(60_000);
    }
    expect(await first).toMatchObject({ ok: false });
    await clock.advance(60_000);
    service.resume();
    await soon(() => expect(service.cards.map(({ title }) => title)).toEqual(['Stock is down']));
  });

  it('finds the newest twenty cards when it comes back', async () => {
    const service = await serviceOn();
    const { stand } = standOn();
    service.hang('GetCapabilities');
    const first = stand.show(ORDERS);
    await asked(service, 'GetCapabilities', 1);
    await clock.advance(5000);
    await first;
    for (let index = 0; index < 30; index += 1) await stand.show({ ...STOCK, id: `service:s${index}` });
    service.resume();
    await soon(() => expect(service.cards).toHaveLength(20));
    expect([service.cards[0], service.cards[19]].map((card) => card && idOf(card))).toEqual([
      'service:s10',
      'service:s29',
    ]);
  });

  it('keeps nothing from ending', async () => {
    const service = await serviceOn();
    const { stand } = standOn();
    service.hang('GetCapabilities');
    const shown = stand.show(ORDERS);
    await asked(service, 'GetCapabilities', 1);
    await stand.close();
    expect(await shown).toMatchObject({ ok: false });
    await clock.advance(120_000);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('where no service runs', () => {
  it('a card says so at once, and is shown as soon as one comes up', async () => {
    const { stand, heard } = standOn();
    expect(await stand.show(ORDERS)).toEqual({
      ok: false,
      error: expect.stringMatching(/^no notification service runs \(.+\)\. Start or restart /),
    });
    const service = await serviceOn();
    await soon(() => expect(service.cards.map(({ title }) => title)).toEqual(['Orders is down']));
    await soon(() => expect(heard).toEqual(['late']));
  });

  it('the numbers of one that has ended are not used at the next one', async () => {
    const one = await serviceOn(['body', 'actions']);
    const { stand } = standOn();
    await stand.show(ORDERS);
    await one.end();
    const other = await serviceOn(['body']);
    // The bus tells of both in its own time.
    await soon(async () => {
      await stand.show(RECOVERY);
      expect(other.cards.at(-1)).toMatchObject({ actions: [] });
    });
    expect(other.cards[0]?.replaces).toBe(0);
  });
});

describe('where there is no bus', () => {
  it.each([
    ['no address', [], 'this session has no bus (DBUS_SESSION_BUS_ADDRESS is not set)'],
    ['a dead address', ['/nonexistent'], 'the session bus cannot be reached (ENOENT)'],
  ])('a card says so: %s', async (_, sockets, error) => {
    const { stand } = standOn(sockets);
    expect(await stand.show(ORDERS)).toEqual({ ok: false, error });
  });

  it('the next address of the session is taken, an abstract one too', async () => {
    bus.stop();
    bus = new TestBus(folder, { listen: 'unix:dir=/tmp' });
    const address = `unix:path=/nonexistent;tcp:host=localhost,port=1;${bus.address}`;
    const service = await serviceOn();
    const { stand } = standOn(sessionBusSockets({ DBUS_SESSION_BUS_ADDRESS: address }));
    expect(await stand.show(ORDERS)).toEqual(OK);
    expect(service.cards).toHaveLength(1);
  });

  it('a card is given up after some seconds when the bus stands still', async () => {
    bus.freeze();
    const { stand } = standOn();
    const shown = stand.show(ORDERS);
    await clock.advance(5000);
    expect(await shown).toMatchObject({ ok: false });
    await stand.close();
    bus.thaw();
  });

  it('cards are shown again when it has been gone and is back', async () => {
    const before = await serviceOn();
    const { stand } = standOn();
    await stand.show(ORDERS);
    bus.stop();
    await before.end();
    await soon(async () => expect(await stand.show(STOCK)).toMatchObject({ ok: false }));
    bus = new TestBus(folder);
    const service = await serviceOn();
    await clock.advance(60_000);
    await soon(() => expect(service.cards.map(({ title }) => title)).toEqual(['Stock is down']));
    expect(await stand.show(RECOVERY)).toEqual(OK);
    expect(service.cards.at(-1)?.replaces).toBe(0);
  });
});

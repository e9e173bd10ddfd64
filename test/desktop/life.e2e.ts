import { createServer } from 'node:http';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { openSqliteHistory } from '../../electron/adapters/sqlite-history.ts';
import { serviceId } from '../builders/service.ts';
import { silentLogger } from '../fixtures/storage/silent-logger.ts';
import { service, watched } from './fleet.ts';
import { Fleet } from './pretend-fleet.ts';
import { DesktopHome, freePort, startDesktop, until, type RunningDesktop } from './start-desktop.ts';

const HIDDEN = { words: ['--hidden'] };

/** Epoch ms of the last that is on disk. */
function lastSampleOf(name: string, { home }: RunningDesktop): number {
  const clock = { wallNow: () => Date.now() };
  const opened = openSqliteHistory(join(home.data, 'history.sqlite'), clock, silentLogger);
  if (!opened.ok) throw new Error(opened.error.message);
  const samples = opened.value.history.samples(serviceId(name), 0, Number.MAX_SAFE_INTEGER, 100_000);
  opened.value.history.close();
  return Math.max(...samples.map(({ at }) => at));
}

describe('the desktop', () => {
  it('watches on when the port is taken, says so, and says which in the tray', async () => {
    const fleet = await new Fleet('orders').listen();
    const stranger = createServer((_, response) => response.end('a stranger')).listen(
      fleet.page,
      '127.0.0.1',
    );
    await once(stranger, 'listening');
    const desktop = startDesktop({ config: fleet.config() });
    try {
      await desktop.sees('in use by another program');
      await desktop.sees('The service is up');
      const { menu } = await desktop.tray();
      expect(menu.find(({ label }) => label.startsWith('Open in browser'))?.enabled).toBe(false);
    } finally {
      await desktop.kill();
      stranger.close();
      await fleet.close();
      desktop.home.remove();
    }
  });

  it('finds a service that died while the machine slept, and counts the sleep as unobserved', async () => {
    const { fleet, desktop } = await watched(['orders'], HIDDEN);
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    await desktop.tell({ do: 'power', event: 'suspend' });
    fleet.down.add('orders');
    const { asked } = fleet;
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(fleet.asked).toBe(asked);
    await desktop.tell({ do: 'power', event: 'resume' });
    const alarm = await desktop.notified('ORDERS is down', 25_000);
    // Only what was seen counts, not the sleep; a span that holds some of it says so.
    expect(alarm.body).toMatch(/for (?:[23](?:\.\d)? s|[\d.]+ s, of which [\d.]+ s not observed)/);
  });

  it('tells once that the machine is cut off, instead of an alarm for each service beyond it', async () => {
    const config = {
      version: 1,
      server: { port: await freePort() },
      defaults: { interval: '1s', timeout: '500ms', degradedAfter: '300ms', downAfter: '400ms' },
      services: ['far', 'farther'].map((id) => ({ id, http: { url: `http://192.0.2.77/${id}` } })),
      rules: [{ id: 'service-down', when: 'down', for: '10s', severity: 'critical' }],
    };
    const desktop = startDesktop({ config, words: ['--hidden'] });
    onTestFinished(async () => {
      await desktop.kill();
      desktop.home.remove();
    });
    await desktop.until(({ trays }) => trays.length === 1, 'the tray');
    await desktop.tell({ do: 'set', online: false });
    await desktop.notified('This machine is cut off from the network');
    const report = await desktop.until(
      ({ trays }) => trays[0]?.icon.includes('unseen'),
      'the face of not seeing',
    );
    expect(report.trays[0]?.tooltip).toContain('Cut off from the network');
    expect(report.notifications).toHaveLength(1);
    await desktop.tell({ do: 'set', online: true });
    await desktop.until(({ trays }) => !trays[0]?.tooltip.includes('Cut off'), 'the network back');
  });

  it('takes over an edited settings file, and keeps the last good one when the edit is wrong', async () => {
    const { fleet, desktop } = await watched(['orders']);
    await desktop.sees('ORDERS');
    const before = readFileSync(desktop.home.settings, 'utf8');
    const edited = new Fleet('orders', 'billing');
    edited.port = fleet.port;
    edited.page = fleet.page;
    desktop.home.configure(edited.config());
    await desktop.sees('BILLING');
    writeFileSync(desktop.home.settings, before.replace('"version":1', '"version":1,"colour":"red"'));
    await desktop.sees('the last good one keeps running');
    await desktop.sees('BILLING');
    await desktop.quit();
    // It is the person's file: nothing of ours is ever written there.
    expect(readFileSync(desktop.home.settings, 'utf8')).toContain('"colour":"red"');
  });

  it('shows the same revision in the window and to browsers', async () => {
    const { fleet, desktop } = await watched(['orders']);
    await desktop.sees('The service is up');
    const inBrowser = new Map<number, number>();
    const socket = new WebSocket(`ws://127.0.0.1:${fleet.page}/ws`, {
      origin: `http://127.0.0.1:${fleet.page}`,
    });
    onTestFinished(() => socket.close());
    socket.on('message', (message: Buffer) => {
      const event = JSON.parse(message.toString()) as {
        type: string;
        changes?: { revision: number; at: number };
      };
      if (event.changes !== undefined) inBrowser.set(event.changes.revision, event.changes.at);
    });
    await once(socket, 'open');
    const code = `new Promise((resolve) => {
      const seen = [];
      const stop = window.bellwether.subscribe((event) => {
        if (event.type === 'changes') seen.push([event.changes.revision, event.changes.at]);
        if (seen.length === 4) { stop(); resolve(seen); }
      });
    })`;
    const inWindow = (await desktop.tell({ do: 'evaluate', code })) as [number, number][];
    await until(
      () => Promise.resolve(inBrowser),
      (seen) => seen.has(inWindow.at(-1)![0]),
      'the same in the browser',
    );
    // The first may have come before the socket was there.
    const common = inWindow.filter(([revision]) => inBrowser.has(revision));
    expect(common.length).toBeGreaterThan(1);
    expect(common).toEqual(common.map(([revision]) => [revision, inBrowser.get(revision)]));
  });

  it('ends in order while probes are open, within seconds, with everything on disk', async () => {
    const { fleet, desktop } = await watched(['orders', 'stock'], HIDDEN);
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    fleet.hanging.add('orders');
    const { asked } = fleet;
    await until(
      () => Promise.resolve(fleet.asked),
      (count) => count > asked + 1,
      'an open probe',
    );
    // A sample that was not written yet: that is done once a second.
    const before = (await service(fleet, 'stock')).at ?? 0;
    await desktop.choose('Probe now');
    const { at } = await until(
      () => service(fleet, 'stock'),
      (seen) => (seen.at ?? 0) > before,
      'a fresh sample',
    );
    expect(await desktop.quit()).toBe(0);
    expect(lastSampleOf('stock', desktop)).toBeGreaterThanOrEqual(at ?? Infinity);
    expect(existsSync(join(desktop.home.data, 'instance.json'))).toBe(false);
    expect(desktop.home.log()).toContain('"event":"stopped"');
  });

  it('relaunches once after an unexpected error, and tells', { timeout: 180_000 }, async () => {
    const { fleet, desktop } = await watched(['orders'], HIDDEN);
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    await desktop.tell({ do: 'break-tray' });
    fleet.down.add('orders');
    await desktop.notified('Bellwether ran into a defect');
    await once(desktop.child, 'exit');
    expect(desktop.home.log()).toContain('the tray is broken');
    expect(desktop.relaunched).toContain('--hidden');
    expect(desktop.relaunched?.some((word) => word.startsWith('--relaunched-at='))).toBe(true);

    const second = startDesktop({ home: desktop.home, words: ['--hidden', `--relaunched-at=${Date.now()}`] });
    try {
      // Whether the first run or this one told of it, the alert is firing now.
      await second.until(
        ({ trays }) => trays[0]?.menu.some(({ label }) => label === 'Alerts'),
        'the alert in the second run',
      );
      await second.tell({ do: 'break-tray' });
      fleet.down.delete('orders');
      await second.notified('Bellwether ran into a defect again');
      // It goes on, and does not start a third time.
      await second.notified('ORDERS is up again', 25_000);
      expect(second.relaunched).toBeNull();
    } finally {
      await second.kill();
    }
  });

  it('starts again when it is started while it ends', { timeout: 180_000 }, async () => {
    const { fleet, desktop } = await watched(['orders'], HIDDEN);
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    // A delivery that takes its time keeps the end open long enough for a second start.
    await desktop.tell({ do: 'set', notificationsHang: true });
    fleet.down.add('orders');
    await until(
      () => Promise.resolve(desktop.service?.asked),
      (asked) => asked?.includes('Notify'),
      'a notification',
    );
    const ended = once(desktop.child, 'exit');
    for (const command of [{ do: 'quit' }, { do: 'second-start', words: [] }] as const)
      void desktop.tell(command).catch(() => {});
    await ended;
    expect(desktop.relaunched).not.toBeNull();
    expect(desktop.relaunched).not.toContain('--hidden');
    expect(desktop.home.log()).toContain('"event":"stopped"');
  });

  it('comes back from its AppImage, whose unpacked program will be gone', { timeout: 180_000 }, async () => {
    const home = new DesktopHome();
    const told = join(home.root, 'started-with');
    const appImage = join(home.root, 'Bellwether.AppImage');
    writeFileSync(appImage, `#!/bin/sh\nprintf '%s ' "$@" > ${told}.new && mv ${told}.new ${told}\n`, {
      mode: 0o755,
    });
    const { fleet, desktop } = await watched(['orders'], { ...HIDDEN, home, packaged: true, appImage });
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    await desktop.tell({ do: 'break-tray' });
    fleet.down.add('orders');
    await desktop.notified('Bellwether ran into a defect');
    await once(desktop.child, 'exit');
    await until(
      () => Promise.resolve(existsSync(told)),
      (started) => started,
      'the AppImage to be started',
    );
    expect(readFileSync(told, 'utf8')).toMatch(/--hidden --relaunched-at=\d+ $/);
    expect(desktop.relaunched).toBeNull();
  });

  it('never hides its window where nothing shows tray icons, and says why', async () => {
    const { desktop } = await watched(['orders'], { trayHost: false });
    await desktop.until(({ windows }) => windows[0]?.visible, 'the window');
    await desktop.sees('ORDERS');
    await desktop.tell({ do: 'close-window' });
    const report = await desktop.until(({ windows }) => windows[0]?.minimized, 'a minimised window');
    // On X11 Electron makes it one of the older kind, which some bars show.
    expect(report.trays.map(({ destroyed }) => destroyed)).toEqual([false]);
    const told = await desktop.notified('Bellwether is minimised');
    expect(told.body).toMatch(
      /^No program of this desktop says that it shows tray icons .* Quit it in its settings\.$/,
    );
    await desktop.tell({ do: 'evaluate', code: `void (location.hash = '#/settings')` });
    await desktop.sees('No program of this desktop says that it shows tray icons');
    await desktop.tell({ do: 'close-window' });
    expect((await desktop.report()).notifications).toHaveLength(1);
    expect(await desktop.quit()).toBe(0);
  });

  it('can be reached in the list of windows when it starts hidden where nothing shows tray icons', async () => {
    const { desktop } = await watched(['orders'], { ...HIDDEN, trayHost: false });
    const report = await desktop.until(({ windows }) => windows[0]?.minimized, 'a minimised window');
    expect(report.windows).toMatchObject([{ visible: true, minimized: true }]);
  });

  it('ends in order when the machine shuts down', async () => {
    const { desktop } = await watched(['orders'], HIDDEN);
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    const ended = once(desktop.child, 'exit');
    await desktop.tell({ do: 'power', event: 'shutdown' }).catch(() => {});
    await ended;
    expect(desktop.child.exitCode).toBe(0);
    expect(desktop.home.log()).toContain('"event":"stopped"');
  });

  it('has everything on disk when a session of Windows ends, which leaves no time for an end, also without a window', async () => {
    const { fleet, desktop } = await watched(['orders'], { ...HIDDEN, platform: 'win32' });
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    const seen = async () => (await service(fleet, 'orders')).at ?? 0;
    const before = await until(seen, (at) => at > 0, 'a sample');
    // One that has just come, and waits for the next writing.
    const last = await until(seen, (at) => at > before, 'the next sample');
    expect((await desktop.report()).windows).toEqual([]);
    await desktop.tell({ do: 'end-session' });
    desktop.child.kill('SIGKILL');
    await once(desktop.child, 'exit');
    expect(lastSampleOf('orders', desktop)).toBeGreaterThanOrEqual(Math.round(last));
  });

  it('goes on from what it knew when it was killed without a word', { timeout: 180_000 }, async () => {
    const { fleet, desktop, again } = await watched(['orders', 'stock'], { ...HIDDEN, platform: 'win32' });
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    fleet.down.add('orders');
    const { index } = await desktop.notified('ORDERS is down');
    await desktop.tell({ do: 'notification', index, event: 'action', action: 0 });
    const isAcknowledged = async () => (await service(fleet, 'orders')).acknowledgement !== null;
    await until(isAcknowledged, (done) => done, 'the acknowledgement');
    desktop.child.kill('SIGKILL');
    await once(desktop.child, 'exit');

    const second = again();
    await second.until(({ trays }) => trays[0]?.tooltip.includes('down'), 'down again');
    await until(isAcknowledged, (kept) => kept, 'the acknowledgement of before');
    fleet.down.delete('orders');
    await second.notified('ORDERS is up again', 30_000);
    const told = (await second.report()).notifications.map(({ title }) => title);
    expect(told).not.toContain('ORDERS is down');
  });

  it("that can open neither tray nor window says so, ends in order and stands in nobody's way", async () => {
    const { desktop: whole, again } = await watched(['orders'], HIDDEN);
    await whole.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    expect(await whole.quit()).toBe(0);
    // An installation without its icons, as a broken copy leaves it.
    const broken = join(whole.home.root, 'broken');
    cpSync(join(import.meta.dirname, '..', '..', 'dist'), broken, { recursive: true });
    rmSync(join(broken, 'desktop', 'icons'), { recursive: true });
    writeFileSync(join(broken, 'package.json'), JSON.stringify({ type: 'module' }));
    const desktop = again({ main: join(broken, 'desktop', 'main.js') });
    await once(desktop.child, 'exit');
    expect(desktop.child.exitCode).toBe(1);
    expect(desktop.output).toMatch(/bellwether: The window and the tray cannot be opened: .* has more\./);
    expect(desktop.home.log().trim().split('\n').at(-1)).toContain('"event":"stopped"');
    await again().until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up again');
  });

  it('reloads a page that crashed, once', async () => {
    const { desktop } = await watched(['orders']);
    await desktop.sees('The service is up');
    await desktop.tell({ do: 'crash-page' });
    await until(
      () => Promise.resolve(desktop.home.log()),
      (log) => log.includes('page crashed'),
      'the crash',
    );
    await desktop.sees('The service is up');
    await desktop.tell({ do: 'crash-page' });
    await desktop.until(({ windows }) => windows.length === 0, 'the window gone after a second crash');
    expect((await desktop.tray()).tooltip).toContain('up');
  });
});

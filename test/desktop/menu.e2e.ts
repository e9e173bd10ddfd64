import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from './electron-double/messages.ts';
import { autostartFile, timesDone, watched } from './fleet.ts';
import { DesktopHome, until, type RunningDesktop } from './start-desktop.ts';

/* What the commands of the tray's menu do; alerts and their measures are in measures.e2e.ts. */

const HIDDEN = { words: ['--hidden'] };

interface SeenOverview {
  readonly overview: {
    readonly pause: { readonly at: number; readonly until: number; readonly author: string } | null;
  };
}

async function showsPlace(desktop: RunningDesktop, place: string): Promise<void> {
  await desktop.until(
    ({ windows: [window] }) => window?.visible === true && window.url === `app://dashboard/${place}`,
    `the page at ${place}`,
  );
}

async function loginTick(desktop: RunningDesktop): Promise<boolean | undefined> {
  const { menu } = await desktop.tray();
  return menu.find(({ label }) => label === 'Start at login')?.checked;
}

describe('a command of the tray', () => {
  it(
    'opens the page at its place, in the one window, also while that is still loading',
    { timeout: 180_000 },
    async () => {
      const { fleet, desktop } = await watched(['orders', 'stock'], HIDDEN);
      await desktop.choose('Open dashboard');
      await desktop.choose('Settings...');
      await showsPlace(desktop, '#/settings');
      await desktop.choose('Open dashboard');
      await showsPlace(desktop, '#/');
      fleet.down.add('stock');
      const failing = ({ trays }: Report) =>
        trays[0]?.menu.map(({ label }) => label).find((label) => label.startsWith('STOCK: down since '));
      await desktop.choose(failing(await desktop.until(failing, 'the failing service')) ?? '');
      await showsPlace(desktop, '#/services/stock');
      expect((await desktop.report()).windows).toHaveLength(1);
    },
  );

  it('opens and copies the address for browsers, which answers', async () => {
    const { fleet, desktop } = await watched(['orders'], HIDDEN);
    await desktop.choose('Open in browser');
    await desktop.choose('Copy link');
    const { opened, clipboard, windows } = await desktop.report();
    expect(opened).toEqual([clipboard]);
    expect(new URL(clipboard).port).toBe(String(fleet.page));
    expect(await (await fetch(clipboard)).text()).toContain('<title>Bellwether');
    expect(windows).toEqual([]);
  });

  it('shows the logs, and what Bellwether is', async () => {
    const { desktop } = await watched(['orders'], HIDDEN);
    await desktop.choose('Show logs');
    await desktop.choose('About Bellwether');
    const { shownFiles, calls } = await desktop.report();
    expect(shownFiles).toEqual([join(desktop.home.data, 'logs', 'bellwether.log')]);
    expect(calls).toContain('app.showAboutPanel');
  });

  it('probes now, and pauses for as long as was chosen', async () => {
    const { fleet, desktop } = await watched(['orders'], HIDDEN);
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'the fleet up');
    await desktop.choose('Probe now');
    await until(
      () => Promise.resolve(timesDone(desktop, 'probe-now')),
      (times) => times === 1,
      'the probe',
    );
    await desktop.choose('Pause monitoring', '15 minutes');
    const {
      overview: { pause },
    } = await until(
      () => fleet.get('/api/v1/overview') as Promise<SeenOverview>,
      ({ overview }) => overview.pause !== null,
      'the pause',
    );
    expect(pause?.author).toBe(userInfo().username);
    expect(Math.round(((pause?.until ?? 0) - (pause?.at ?? 0)) / 60_000)).toBe(15);
    await desktop.until(
      ({ trays }) =>
        trays[0]?.menu.some(({ label }) => label.startsWith('Resume monitoring (paused until ')) &&
        trays[0].menu.some(({ label, enabled }) => label === 'Probe now' && !enabled),
      'the menu of a pause',
    );
  });

  it('starts Bellwether at login without a window, and no longer', async () => {
    const { desktop } = await watched(['orders'], HIDDEN);
    await desktop.until(({ trays }) => trays.length === 1, 'the tray');
    const file = autostartFile(desktop);
    expect([existsSync(file), await loginTick(desktop)]).toEqual([false, false]);
    await desktop.choose('Start at login');
    expect([existsSync(file), await loginTick(desktop)]).toEqual([true, true]);
    expect(readFileSync(file, 'utf8')).toMatch(/^Exec=.* "--data-dir=.*\/data" "--hidden"$/m);
    await desktop.choose('Start at login');
    expect([existsSync(file), await loginTick(desktop)]).toEqual([false, false]);
  });

  it('finds Bellwether started at login from its AppImage that has moved, with a program of its own', async () => {
    const home = new DesktopHome();
    const before = join(home.root, 'old.AppImage');
    const after = join(home.root, 'new.AppImage');
    writeFileSync(before, '', { mode: 0o755 });
    const { desktop, again } = await watched(['orders'], {
      ...HIDDEN,
      home,
      packaged: true,
      appImage: before,
    });
    await desktop.until(({ trays }) => trays.length === 1, 'the tray');
    await desktop.choose('Start at login');
    expect(readFileSync(autostartFile(desktop), 'utf8')).toContain(`Exec="${before}" "--data-dir=`);
    expect(await desktop.quit()).toBe(0);
    renameSync(before, after);
    const moved = again({ appImage: after });
    await moved.until(({ trays }) => trays.length === 1, 'the tray');
    expect(readFileSync(autostartFile(desktop), 'utf8')).toContain(`Exec="${after}" "--data-dir=`);
    expect(await loginTick(moved)).toBe(true);
  });

  it('starts itself at login, not the AppImage of the terminal that it was started in', async () => {
    const { desktop } = await watched(['orders'], { ...HIDDEN, appImage: '/opt/terminal.AppImage' });
    await desktop.until(({ trays }) => trays.length === 1, 'the tray');
    await desktop.choose('Start at login');
    expect(readFileSync(autostartFile(desktop), 'utf8')).toContain(`Exec="${process.execPath}" `);
  });

  it('that cannot be done leaves its tick as it was, and the page says why', async () => {
    const { desktop } = await watched(['orders'], HIDDEN);
    await desktop.until(({ trays }) => trays.length === 1, 'the tray');
    writeFileSync(join(desktop.home.root, 'config'), 'not a folder');
    const { draws } = await desktop.tray();
    await desktop.choose('Start at login');
    // The system ticks it by itself, so that the menu has to be set once more.
    await desktop.until(({ trays: [tray] }) => (tray?.draws ?? 0) > draws, 'the menu');
    expect(await loginTick(desktop)).toBe(false);
    await desktop.choose('Open dashboard');
    await desktop.sees(`cannot change ${autostartFile(desktop)}`);
  });

  it('quits', async () => {
    const { desktop } = await watched(['orders'], HIDDEN);
    await desktop.until(({ trays }) => trays.length === 1, 'the tray');
    const ended = once(desktop.child, 'exit');
    // It may be gone before it has answered.
    void desktop.choose('Quit Bellwether').catch(() => {});
    await ended;
    expect(desktop.child.exitCode).toBe(0);
    expect(desktop.home.log()).toContain('"event":"stopped"');
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import builder from '../../build/electron-builder.config.ts';
import { windowsWords } from './electron-double/login-items.ts';
import type { Report } from './electron-double/messages.ts';
import { watched } from './fleet.ts';
import { INSTALLED, type RunningDesktop } from './start-desktop.ts';

const HIDDEN = ['--hidden'];
const PROJECT = join(import.meta.dirname, '..', '..');

describe.each(['win32', 'darwin'] as const)('the tray on %s', (platform) => {
  it('opens the window at a click and its menu at the other one', async () => {
    const { desktop } = await watched(['orders'], { platform, words: HIDDEN });
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    expect((await desktop.report()).calls).not.toContain('tray.setContextMenu');
    await desktop.tell({ do: 'click-tray', button: 'right' });
    const { calls, trays } = await desktop.report();
    expect(calls).toContain('tray.popUpContextMenu');
    expect(trays[0]?.menu.map(({ label }) => label)).toContain('Probe now');
    await desktop.tell({ do: 'click-tray', button: 'left' });
    await desktop.sees('The service is up');
    expect(await desktop.quit()).toBe(0);
  });

  it('has an icon of the kind that the platform asks for', async () => {
    const { desktop } = await watched(['orders'], { platform, words: HIDDEN });
    const report = await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    expect(report.trays[0]?.icon).toMatch(platform === 'win32' ? /\.ico$/ : /Template\.png$/);
  });
});

/** The menu is not set on Windows and macOS: it is looked at by opening it. */
async function ticked(desktop: RunningDesktop): Promise<boolean | undefined> {
  await desktop.tell({ do: 'click-tray', button: 'right' });
  return (await desktop.tray()).menu.find(({ label }) => label === 'Start at login')?.checked;
}

describe('start at login', () => {
  it.each([true, false])(
    'on Windows is a value for this program and folder (packaged: %s)',
    async (packaged) => {
      const { desktop } = await watched(['orders'], { platform: 'win32', packaged, words: HIDDEN });
      await desktop.until(({ trays }) => trays.length === 1, 'the tray');
      expect(await ticked(desktop)).toBe(false);
      await desktop.choose('Start at login');
      expect(await ticked(desktop)).toBe(true);
      const { loginItem } = await desktop.report();
      const program = packaged ? [INSTALLED['win32']] : [process.execPath, PROJECT];
      expect(windowsWords(loginItem ?? '')).toEqual([
        ...program,
        `--data-dir=${desktop.home.data}`,
        ...HIDDEN,
      ]);
      await desktop.tell({ do: 'set-login', approved: false });
      expect(await ticked(desktop)).toBe(false);
      await desktop.choose('Start at login');
      expect(await ticked(desktop)).toBe(true);
      await desktop.choose('Start at login');
      expect([await ticked(desktop), (await desktop.report()).loginItem]).toEqual([false, null]);
    },
  );

  it.each([
    [false, 'would start a bare Electron'],
    [true, 'start this one without --data-dir'],
  ])('on macOS says in the settings why it cannot be (packaged: %s)', async (packaged, words) => {
    const { desktop } = await watched(['orders'], { platform: 'darwin', packaged });
    await desktop.sees('The service is up');
    await desktop.tell({ do: 'click-tray', button: 'right' });
    await desktop.choose('Start at login');
    expect([await ticked(desktop), (await desktop.report()).loginItem]).toEqual([false, null]);
    await desktop.choose('Settings...');
    await desktop.sees(words);
  });
});

describe('on macOS', () => {
  it('the count stands beside the icon, and both of two quick clicks count', async () => {
    const { fleet, desktop } = await watched(['orders', 'stock'], { platform: 'darwin', words: HIDDEN });
    const up = await desktop.until(({ trays }) => trays[0]?.tooltip.includes('All 2 services up'), 'both up');
    expect([up.trays[0]?.title, up.calls]).toEqual([
      '',
      expect.arrayContaining(['tray.setIgnoreDoubleClickEvents true']),
    ]);
    fleet.down.add('orders');
    await desktop.until(({ trays }) => trays[0]?.title === '1', 'a count');
    expect((await desktop.tray()).icon).toMatch(/tray-downTemplate\.png$/);
    fleet.down.delete('orders');
    await desktop.until(({ trays }) => trays[0]?.title === '', 'no count');
    const badges = (await desktop.report()).calls.filter((call) => call.startsWith('badge'));
    expect(badges).toEqual(['badge 1', 'badge ']);
  });

  it('the icon keeps the place that a person gave it: it has a name, and is not destroyed at the end', async () => {
    const { desktop, again } = await watched(['orders'], { platform: 'darwin', words: HIDDEN });
    const { trays } = await desktop.until((report) => report.trays.length === 1, 'the tray');
    await desktop.quit();
    expect(desktop.trayDestroyed).toBe(false);
    const later = await again().until((report) => report.trays.length === 1, 'the tray');
    expect(later.trays[0]?.guid).toMatch(/^[\da-f]{8}-/);
    expect(later.trays[0]?.guid).toBe(trays[0]?.guid);
  });

  it.each([
    ['run from source', {}, ['dock.hide', 'dock.show', 'dock.hide']],
    ['the package', { packaged: true }, ['dock.show', 'dock.hide']],
  ])('the icon in the Dock comes and goes with the window: %s', async (_, start, expected) => {
    const { desktop } = await watched(['orders'], { platform: 'darwin', atLogin: true, ...start });
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    expect(await desktop.report()).toMatchObject({ windows: [], dockVisible: false });
    await desktop.tell({ do: 'click-tray', button: 'left' });
    await desktop.sees('The service is up');
    await desktop.tell({ do: 'click-tray', button: 'left' });
    const shown = await desktop.report();
    expect(shown.calls).toContain('app.focus');
    expect(shown).toMatchObject({ windows: [{ visible: true }], dockVisible: true });
    await desktop.tell({ do: 'close-window' });
    const { calls } = await desktop.until((report) => report.dockVisible === false, 'no icon');
    expect(calls.filter((call) => call.startsWith('dock.'))).toEqual(expected);
  });

  it('a window that closes at once leaves no icon behind, and one that comes back at once keeps it', async () => {
    const { desktop } = await watched(['orders'], { platform: 'darwin', words: HIDDEN });
    await desktop.until(({ trays }) => trays.length === 1, 'the tray');
    for (let times = 1; times <= 2; times++) {
      await desktop.tell({ do: 'click-tray', button: 'left' });
      await desktop.until(({ windows }) => windows[0]?.visible, 'the window');
      await desktop.tell({ do: 'close-window' });
      await desktop.until(({ windows }) => windows.length === 0, 'no window');
    }
    const { calls } = await desktop.until((report) => report.dockVisible === false, 'no icon');
    const flashes = calls.filter((call) => ['dock.show flashes', 'dock.hide ignored'].includes(call));
    expect(flashes).toEqual([]);
  });

  it('a click on its icon in the Dock or the Finder opens the window, the only one', async () => {
    const { desktop } = await watched(['orders'], { platform: 'darwin', words: HIDDEN });
    await desktop.until(({ trays }) => trays.length === 1, 'the tray');
    await desktop.tell({ do: 'click-dock' });
    await desktop.sees('ORDERS');
    await desktop.tell({ do: 'blur-window' });
    await desktop.tell({ do: 'click-dock' });
    expect((await desktop.report()).windows).toMatchObject([{ inFront: true }]);
    await desktop.tell({ do: 'press', keys: 'CommandOrControl+,' });
    await desktop.sees('Start at login');
    await desktop.tell({ do: 'press', keys: 'CommandOrControl+=' });
    expect((await desktop.report()).windows[0]?.zoomFactor).toBeGreaterThan(1);
  });
});

it('on Windows a run from source leaves the entries of the installed program alone', async () => {
  const { desktop } = await watched(['orders'], { platform: 'win32', words: HIDDEN });
  const { calls } = await desktop.report();
  const ids = calls.filter((call) => call.startsWith('app.setAppUserModelId '));
  expect(ids).toEqual(['app.setAppUserModelId dev.bellwether.source']);
  expect(ids).not.toContain(`app.setAppUserModelId ${builder.appId}`);
});

it('on Windows what is down lies over the button in the taskbar, in words too, as long as it is', async () => {
  const { fleet, desktop } = await watched(['orders', 'stock'], { platform: 'win32' });
  const overlay = ({ windows: [window] }: Report) => window?.overlay ?? null;
  await desktop.until(({ trays }) => trays[0]?.tooltip.includes('All 2 services up'), 'both up');
  fleet.down.add('orders');
  const down = await desktop.until(overlay, 'the overlay');
  expect(overlay(down)).toEqual({
    path: expect.stringMatching(/tray-down-1-dark\.png$/) as string,
    description: '1 of 2 services down',
  });
  // A window that is opened later has it as well.
  await desktop.tell({ do: 'close-window' });
  await desktop.tell({ do: 'click-tray', button: 'left' });
  await desktop.until(overlay, 'the overlay of another window');
  fleet.down.delete('orders');
  await desktop.until(({ windows: [window] }) => window?.overlay === null, 'no overlay');
});

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { autostartFile, watched } from './fleet.ts';
import type { RunningDesktop } from './start-desktop.ts';

/* What the settings page changes, by its own controls; how it looks is in test/e2e/window-page.test.ts. */

const click = (desktop: RunningDesktop, selector: string) => desktop.tell({ do: 'click', selector });
const button = (name: string) => `role=button[name=${name}]`;
const option = (words: string) => `label:has-text("${words}")`;
const TEST_BUTTON = button('/^Send a test notification/');

async function settings(desktop: RunningDesktop): Promise<void> {
  await desktop.choose('Settings...');
  await desktop.sees('Play a sound');
}

async function iconBecomes(desktop: RunningDesktop, style: 'light' | 'dark'): Promise<void> {
  await desktop.until(
    ({ trays: [tray] }) => tray?.icon.endsWith(`-${style}.png`),
    `the tray in style ${style}`,
  );
}

describe('the settings page', () => {
  it('sets sound and tray icon, at once and for later runs', { timeout: 180_000 }, async () => {
    const { desktop, again } = await watched(['orders']);
    await settings(desktop);
    await iconBecomes(desktop, 'dark');
    await click(desktop, option('Light'));
    await iconBecomes(desktop, 'light');

    await click(desktop, TEST_BUTTON);
    await desktop.sees('The system has shown it.');
    await click(desktop, option('Play a sound'));
    await desktop.sees('Play a sound: off.');
    await click(desktop, TEST_BUTTON);
    const { notifications } = await desktop.until(({ notifications: all }) => all.length === 2, 'the second');
    expect(notifications.map(({ title, silent, urgency }) => [title, silent, urgency])).toEqual([
      ['Bellwether can tell you', false, 'normal'],
      ['Bellwether can tell you', true, 'normal'],
    ]);

    expect(await desktop.quit()).toBe(0);
    const later = again();
    await iconBecomes(later, 'light');
    await settings(later);
    await click(later, TEST_BUTTON);
    expect((await later.notified('Bellwether can tell you')).silent).toBe(true);
  });

  it.each([
    ['win32', 'The system did not confirm that it shows notifications.'],
    ['linux', 'The notification service does not answer.'],
  ] as const)('says when a notification is not confirmed on %s', async (platform, words) => {
    const { desktop } = await watched(['orders'], { platform });
    await desktop.sees('The service is up');
    await desktop.tell({ do: 'evaluate', code: `void (location.hash = '#/settings')` });
    await desktop.sees('Send a test notification');
    await desktop.tell({ do: 'set', notificationsHang: true });
    await click(desktop, TEST_BUTTON);
    await desktop.sees(words);
    expect(await desktop.text()).not.toContain('The system has shown it.');
  });

  it('lets critical alarms go as other notifications do', async () => {
    const { fleet, desktop } = await watched(['orders', 'stock']);
    await settings(desktop);
    fleet.down.add('orders');
    expect((await desktop.notified('ORDERS is down')).urgency).toBe('critical');
    await click(desktop, option('Critical alarms stay'));
    await desktop.sees('Critical alarms stay: off.');
    fleet.down.add('stock');
    expect((await desktop.notified('STOCK is down')).urgency).toBe('normal');
  });

  it('starts Bellwether at login, and no longer', async () => {
    const { desktop } = await watched(['orders']);
    await settings(desktop);
    await click(desktop, option('Start at login'));
    await desktop.sees('Start at login: on.');
    expect(existsSync(autostartFile(desktop))).toBe(true);
    await click(desktop, option('Start at login'));
    await desktop.sees('Start at login: off.');
    expect(existsSync(autostartFile(desktop))).toBe(false);
  });

  it('shows where the files are, opens and copies the address, and quits', async () => {
    const { desktop } = await watched(['orders']);
    await settings(desktop);
    const files = [
      desktop.home.settings,
      desktop.home.data,
      join(desktop.home.data, 'logs', 'bellwether.log'),
    ];
    for (const path of files) await desktop.sees(path);
    for (const what of ['settings file', 'data folder', 'logs'])
      await click(desktop, button(`"Show the ${what}"`));
    await click(desktop, button('/^Open/'));
    await click(desktop, button('/^Copy/'));
    const { shownFiles, opened, clipboard } = await desktop.until(
      (report) => report.shownFiles.length === 3 && report.clipboard !== '',
      'all of them',
    );
    expect(shownFiles).toEqual(files);
    expect(opened).toEqual([clipboard]);
    await desktop.sees(clipboard);
    const ended = once(desktop.child, 'exit');
    void click(desktop, button('"Quit Bellwether"')).catch(() => {});
    await ended;
    expect(desktop.child.exitCode).toBe(0);
  });
});

describe('the automatic tray icon', () => {
  it('follows the theme on Linux, except where bars are dark in a light theme, too', async () => {
    const { desktop, again } = await watched(['orders'], { words: ['--hidden'] });
    await iconBecomes(desktop, 'dark');
    await desktop.tell({ do: 'set', dark: true });
    await iconBecomes(desktop, 'light');
    await desktop.tell({ do: 'set', dark: false });
    await iconBecomes(desktop, 'dark');
    expect(await desktop.quit()).toBe(0);
    for (const desktopName of ['ubuntu:GNOME', 'X-Cinnamon']) {
      const later = again({ desktopName });
      await iconBecomes(later, 'light');
      expect(await later.quit()).toBe(0);
    }
  });

  it('follows the theme of the bar on Windows, not that of the apps', async () => {
    const { desktop } = await watched(['orders'], { platform: 'win32', words: ['--hidden'] });
    const icon = async () => (await desktop.tray()).icon;
    await desktop.until(({ trays }) => trays.length === 1, 'the tray');
    await desktop.tell({ do: 'set', dark: true });
    expect(await icon()).toMatch(/-dark\.ico$/);
    await desktop.tell({ do: 'set', darkBar: true });
    expect(await icon()).toMatch(/-light\.ico$/);
  });
});

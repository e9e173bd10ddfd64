import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watched } from './fleet.ts';
import { freePort, startDesktop, type RunningDesktop } from './start-desktop.ts';

/* A hidden surface gets no frame there, has no place, does not know that it is minimised, and takes no focus. */

const WAYLAND = { wayland: true };

describe('under Wayland', () => {
  let desktop: RunningDesktop;
  const click = () => desktop.tell({ do: 'click-tray', button: 'left' });
  const inFront = () => desktop.until(({ windows }) => windows[0]?.inFront, 'the window in front');

  beforeAll(async () => {
    const server = { port: await freePort() };
    desktop = startDesktop({ ...WAYLAND, config: { version: 1, services: [], server } });
  });
  afterAll(async () => {
    await desktop.kill();
    desktop.home.remove();
  });

  it('the first window appears, in front and once', async () => {
    await desktop.until(({ windows }) => windows[0]?.visible, 'the window');
    await desktop.sees('No services configured');
    expect((await desktop.report()).windows).toMatchObject([{ focused: 1, inFront: true }]);
  });

  it.each([
    ['behind others', 'blur-window'],
    ['minimised', 'minimize-window'],
  ] as const)('a click in the tray brings one to the front that is %s', async (_, command) => {
    await desktop.tell({ do: command });
    expect((await desktop.report()).windows).toMatchObject([{ inFront: false }]);
    await click();
    const { windows, calls } = await inFront();
    expect(windows).toMatchObject([{ visible: true, minimized: false }]);
    expect(calls).toEqual(expect.arrayContaining(['window.restore', 'window.hide']));
  });

  it('a window in front is not hidden for it, and a large one stays large', async () => {
    const ofWindow = async () => {
      const { calls } = await desktop.report();
      return calls.filter((call) => call.startsWith('window.'));
    };
    const before = await ofWindow();
    await desktop.tell({ do: 'maximize-window' });
    await click();
    await desktop.tell({ do: 'blur-window' });
    await click();
    expect((await inFront()).windows).toMatchObject([{ maximized: true }]);
    // Of two clicks one at most has it hidden, and that was not in front.
    expect((await ofWindow()).slice(before.length)).toEqual(['window.hide']);
  });
});

describe('under Wayland from the start', () => {
  it('a start without a window leaves one to reach where nothing shows tray icons', async () => {
    const { desktop } = await watched(['orders'], { ...WAYLAND, words: ['--hidden'], trayHost: false });
    const { windows } = await desktop.until((report) => report.windows[0]?.minimized, 'a minimised window');
    expect(windows).toMatchObject([{ visible: true, focused: 0 }]);
  });

  it('the size comes back, and no place is made up', async () => {
    const { desktop, again } = await watched(['orders'], WAYLAND);
    await desktop.sees('ORDERS');
    await desktop.tell({ do: 'move-window', bounds: { x: 300, y: 200, width: 900, height: 700 } });
    expect(await desktop.quit()).toBe(0);
    const kept = JSON.parse(readFileSync(join(desktop.home.data, 'preferences.json'), 'utf8')) as {
      bounds: { byDisplay: object; size: object };
    };
    expect([kept.bounds.byDisplay, kept.bounds.size]).toEqual([{}, { width: 900, height: 700 }]);
    const later = await again().until(({ windows }) => windows[0]?.visible, 'the window of the next run');
    expect(later.windows[0]?.bounds).toMatchObject({ width: 900, height: 700 });
  });
});

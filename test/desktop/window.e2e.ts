import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pageColour } from '../../electron/desktop/page-colour.ts';
import { watched } from './fleet.ts';
import { freePort, startDesktop, until, type RunningDesktop } from './start-desktop.ts';

const running: RunningDesktop[] = [];
afterEach(async () => {
  for (const desktop of running.splice(0)) {
    await desktop.kill();
    desktop.home.remove();
  }
});

describe('the window', () => {
  it('shows the page, is gone with its processes when closed, and comes back', async () => {
    const desktop = startDesktop({
      config: { version: 1, services: [], server: { port: await freePort() } },
    });
    running.push(desktop);
    await desktop.sees('No services configured');
    const shown = await desktop.until(({ windows }) => windows[0]?.visible, 'a visible window');
    expect(shown.windows[0]?.url).toMatch(/^app:\/\/dashboard\/(index\.html)?(#\/)?$/);
    expect(shown.browserPid).not.toBeNull();
    await desktop.tell({ do: 'evaluate', code: `void (location.hash = '#/about')` });
    await desktop.sees('electron-store@');
    await desktop.tell({ do: 'close-window' });
    await desktop.until((report) => report.browserPid === null && report.windows.length === 0, 'no browser');
    expect((await desktop.notified('Bellwether stays in the tray')).body).toContain('goes on watching');
    await desktop.tell({ do: 'click-tray', button: 'left' });
    await desktop.sees('No services configured');
    expect((await desktop.report()).complaints).toEqual([]);
    expect(await desktop.quit()).toBe(0);
  });
});

describe('a window', () => {
  let desktop: RunningDesktop;
  const click = () => desktop.tell({ do: 'click-tray', button: 'left' });
  const close = async () => {
    await desktop.tell({ do: 'close-window' });
    await desktop.until(({ windows }) => windows.length === 0, 'no window');
  };

  beforeAll(async () => {
    const server = { port: await freePort() };
    desktop = startDesktop({ config: { version: 1, services: [], server }, words: ['--hidden'] });
    await desktop.until(({ trays }) => trays.length === 1, 'the tray');
  });
  afterAll(async () => {
    await desktop.kill();
    desktop.home.remove();
  });

  it.each(['fails', 'hangs'] as const)('is seen when its page %s, too', async (page) => {
    await desktop.tell({ do: 'set', page });
    await click();
    const { windows } = await desktop.until((report) => report.windows[0]?.visible, 'the window');
    expect(windows).toMatchObject([{ focused: 1, inFront: true }]);
    await close();
    await desktop.tell({ do: 'set', page: 'loads' });
  });

  it('that is closed before it was seen is not seen later', async () => {
    await desktop.tell({ do: 'set', page: 'hangs' });
    await click();
    await close();
    await desktop.tell({ do: 'set', page: 'loads' });
    await click();
    await desktop.sees('No services configured');
    expect((await desktop.report()).windows).toMatchObject([{ focused: 1 }]);
  });

  it('that is wanted again while it closes comes back, the only one', async () => {
    const closing = desktop.tell({ do: 'close-window' });
    await click();
    await closing;
    await desktop.sees('No services configured');
    const { windows } = await desktop.until((report) => report.windows[0]?.inFront, 'the window in front');
    expect(windows).toHaveLength(1);
  });

  it('has the ground of its page before that is there, in both themes', async () => {
    expect((await desktop.report()).windows[0]?.backgroundColor).toBe(pageColour(false));
    await desktop.tell({ do: 'set', dark: true });
    expect((await desktop.report()).windows[0]?.backgroundColor).toBe(pageColour(true));
    await close();
    await click();
    expect((await desktop.report()).windows[0]?.backgroundColor).toBe(pageColour(true));
  });

  it('leaves a word in the log when a process of Chromium fails, and none when it ends', async () => {
    await desktop.tell({ do: 'child-gone', details: { type: 'Utility', reason: 'clean-exit', exitCode: 0 } });
    await desktop.tell({ do: 'child-gone', details: { type: 'GPU', reason: 'crashed', exitCode: 139 } });
    const log = await until(
      () => Promise.resolve(desktop.home.log()),
      (text) => text.includes('helper process gone'),
      'the line in the log',
    );
    expect(log).toMatch(/helper process gone.*"reason":"crashed"|"reason":"crashed".*helper process gone/);
    expect(log).not.toContain('clean-exit');
  });
});

it('a window that comes back after a defect stays behind what the person does', async () => {
  const { desktop } = await watched(['orders'], { words: [`--relaunched-at=${Date.now()}`] });
  const { windows } = await desktop.until((report) => report.windows[0]?.visible, 'the window');
  expect(windows).toMatchObject([{ focused: 0, inFront: false, minimized: false }]);
  // Whoever asks for it gets it.
  await desktop.tell({ do: 'click-tray', button: 'left' });
  await desktop.until((report) => report.windows[0]?.inFront, 'the window in front');
});

describe('the keys of the window', () => {
  const shown = async () => {
    const { desktop, again } = await watched(['orders']);
    await desktop.sees('ORDERS');
    const press = (keys: string) => desktop.tell({ do: 'press', keys });
    return { desktop, again, press };
  };
  const zoom = async (desktop: RunningDesktop) =>
    Math.round(((await desktop.report()).windows[0]?.zoomFactor ?? 0) * 1000) / 1000;

  it('make the page larger and smaller, which the next window and the next run remember', async () => {
    const { desktop, again, press } = await shown();
    expect((await desktop.report()).windows).toMatchObject([{ zoomFactor: 1, menuHidden: true }]);
    const steps: number[] = [];
    for (const keys of [
      'CommandOrControl+=',
      'CommandOrControl+Plus',
      'CommandOrControl+numadd',
      'CommandOrControl+-',
      'CommandOrControl+numsub',
      'CommandOrControl+0',
    ]) {
      await press(keys);
      steps.push(await zoom(desktop));
    }
    expect(steps).toEqual([1.095, 1.2, 1.315, 1.2, 1.095, 1]);
    await desktop.tell({ do: 'zoom-wheel', direction: 'in' });
    await desktop.tell({ do: 'zoom-wheel', direction: 'in' });
    await press('CommandOrControl+W');
    await desktop.until(({ windows }) => windows.length === 0, 'no window');
    await desktop.tell({ do: 'click-tray', button: 'left' });
    await desktop.until(({ windows }) => windows[0]?.inFront, 'the window');
    expect(await zoom(desktop)).toBe(1.2);
    await press('CommandOrControl+-');
    expect(await desktop.quit()).toBe(0);
    const later = again();
    await later.until(({ windows }) => windows[0]?.visible, 'the window of the next run');
    expect(await zoom(later)).toBe(1.095);
  });

  it('load it anew, fill the screen, open the settings, and quit', async () => {
    const { desktop, press } = await shown();
    await press('F11');
    expect((await desktop.report()).windows).toMatchObject([{ fullScreen: true }]);
    await press('F11');
    expect((await desktop.report()).windows).toMatchObject([{ fullScreen: false }]);
    await press('CommandOrControl+,');
    await desktop.sees('Start at login');
    await press('F5');
    await press('CommandOrControl+R');
    await desktop.sees('Start at login');
    const ended = once(desktop.child, 'exit');
    void press('CommandOrControl+Q').catch(() => {});
    await ended;
    expect(desktop.child.exitCode).toBe(0);
    expect(desktop.home.log()).toContain('"event":"stopped"');
  });
});

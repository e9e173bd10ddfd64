import { afterEach, describe, expect, it } from 'vitest';
import { freePort, startDesktop, type RunningDesktop } from './start-desktop.ts';

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
    const shown = await desktop.until(({ windows }) => windows[0]?.visible, 'a visible window');
    expect(shown.windows[0]?.url).toMatch(/^app:\/\/dashboard\/(index\.html)?(#\/)?$/);
    expect(shown.browserPid).not.toBeNull();
    await desktop.sees('No services configured');
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

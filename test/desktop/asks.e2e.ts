import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { DesktopHome, startDesktop, until } from './start-desktop.ts';

const HOUR = fileURLToPath(new URL('./fixtures/hour-main.ts', import.meta.url));

it.each([true, false])(
  'in an hour without news of 20 services the system is hardly asked, nor the tray drawn (with a bar: %s)',
  async (trayHost) => {
    const home = new DesktopHome();
    const desktop = startDesktop({ main: HOUR, home, trayHost, words: [] });
    onTestFinished(async () => {
      await desktop.kill();
      home.remove();
    });
    const line = await until(
      () => Promise.resolve(desktop.output),
      (output) => output.includes('\n'),
      'the end of the hour',
    );
    const { probes, ...counts } = JSON.parse(line) as Record<string, number>;
    expect(probes).toBeGreaterThan(2000);
    for (const [what, times] of Object.entries(counts))
      expect([what, times <= 60 ? 'few' : times]).toEqual([what, 'few']);
  },
);

import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { Report } from './electron-double/messages.ts';
import { startDesktop, until } from './start-desktop.ts';

/* The product's window and tray while places for tray icons come and go, with a clock that each second start moves by a minute. */

const DESK = fileURLToPath(new URL('./fixtures/update-main.ts', import.meta.url));

it('a bar that comes late gets the icon, and a window that was closed can be reached when the bar is gone again', async () => {
  const desktop = startDesktop({ main: DESK, trayHost: false });
  onTestFinished(async () => {
    await desktop.kill();
    desktop.home.remove();
  });
  const minutesLater = (wish: (report: Report) => unknown, what: string) =>
    until(
      async () => {
        await desktop.tell({ do: 'second-start', words: [] });
        return desktop.report();
      },
      wish,
      what,
    );
  const icons = ({ trays }: Report) => trays.map(({ destroyed }) => (destroyed ? 'gone' : 'there')).join();

  // Also where no bar is known of one is made: Electron falls back to the older kind, and decides that once.
  await desktop.until((report) => icons(report) === 'there' && report.windows[0]?.minimized, 'a start');
  desktop.home.programs(true);
  await minutesLater((report) => icons(report) === 'gone,there', 'an icon for the bar that came');
  await desktop.tell({ do: 'close-window' });
  await desktop.until(({ windows }) => windows.length === 0, 'the window to be closed');

  desktop.home.programs(false);
  await minutesLater(({ windows }) => windows[0]?.minimized, 'the window back');
  expect(desktop.output).toContain('Bellwether is minimised');
  await desktop.tell({ do: 'close-window' });
  await desktop.until(({ windows }) => windows[0]?.minimized, 'a window that stays');
});

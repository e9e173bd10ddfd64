import { once } from 'node:events';
import type { DesktopDriver, DrivenDesktop } from './driver.ts';
import { startDesktop, type DesktopHome } from './start-desktop.ts';

/** As on this machine: other systems have nothing that could answer for a Linux desktop. */
const { platform } = process;

function drive(home: DesktopHome): DrivenDesktop {
  const desktop = startDesktop({ home, platform });
  return {
    sees: (words) => desktop.sees(words),
    evaluate: (code) => desktop.tell({ do: 'evaluate', code }),
    address: async () => (await desktop.report()).windows[0]?.url ?? '',
    hasWindows: async (count) => {
      await desktop.until(({ windows }) => windows.length === count, `${count} windows`);
    },
    closeWindow: async () => {
      await desktop.tell({ do: 'close-window' });
    },
    startAgain: async (...words) => {
      const { child } = startDesktop({ home, words, platform });
      await once(child, 'exit');
      return child.exitCode;
    },
    quit: async () => {
      await desktop.quit();
    },
    kill: () => desktop.kill(),
  };
}

export const doubleDriver: DesktopDriver = {
  name: 'the stand-in for Electron',
  missing: null,
  start: (home) => Promise.resolve(drive(home)),
};

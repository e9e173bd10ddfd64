import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { _electron as electron, type ElectronApplication } from 'playwright-core';
import { desktopProgram, thisMachine } from '../../build/start-choice.mjs';
import type { DesktopDriver, DrivenDesktop } from './driver.ts';
import { until, type DesktopHome } from './start-desktop.ts';

const root = join(import.meta.dirname, '..', '..');
const found = desktopProgram(root, process.env, thisMachine());

function wordsOf(home: DesktopHome): readonly string[] {
  return [root, '--data-dir', home.data];
}

async function drive(program: string, home: DesktopHome): Promise<DrivenDesktop> {
  // Without a path the driver finds the same program, and holds it until it listens. By itself it would take the sandbox away.
  const app = await electron.launch({ args: [...wordsOf(home)], chromiumSandbox: true });
  const page = () => app.windows()[0] ?? app.waitForEvent('window');
  return {
    sees: async (words) => {
      await (await page()).getByText(words).first().waitFor();
    },
    evaluate: async (code) => (await page()).evaluate(code),
    address: async () => (await page()).url(),
    hasWindows: async (count) => {
      await until(
        () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length),
        (open) => open === count,
        `${count} windows`,
      );
    },
    closeWindow: () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.close())),
    startAgain: async (...words) => {
      const again = spawn(program, [...wordsOf(home), ...words], { stdio: 'ignore' });
      await once(again, 'exit');
      return again.exitCode;
    },
    quit: () => quit(app),
    kill: async () => {
      if (app.process().exitCode === null) await app.close();
    },
  };
}

async function quit(app: ElectronApplication): Promise<void> {
  const ended = once(app.process(), 'exit');
  // It may be gone before it has answered.
  await app.evaluate(({ app: running }) => running.quit()).catch(() => {});
  await ended;
}

function missing(): string | null {
  if ('program' in found) return null;
  return 'reason' in found ? found.reason : "Electron's program has not been downloaded";
}

export const electronDriver: DesktopDriver = {
  name: 'Electron itself',
  missing: missing(),
  start: (home) => {
    if (!('program' in found)) throw new Error('there is no Electron here');
    return drive(found.program, home);
  },
};

import { join } from 'node:path';
import { _electron as electron } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { desktopProgram } from '../../build/start-choice.mjs';
import { Fleet } from './pretend-fleet.ts';
import { DesktopHome } from './start-desktop.ts';

/* The same built program on Electron itself, as far as a driver can see it: windows, preferences, the end. */

const root = join(import.meta.dirname, '..', '..');
const found = desktopProgram(root, process.env, process.platform);
const missing = 'reason' in found ? found.reason : "Electron's program is not installed";
const program = 'program' in found ? found.program : null;

describe('on Electron itself', () => {
  it.skipIf(program === null)(
    `opens its page, sandboxed, closes it and quits in order${program === null ? ` (skipped: ${missing})` : ''}`,
    { timeout: 60_000 },
    async () => {
      const fleet = await new Fleet('orders').listen();
      const home = new DesktopHome();
      home.configure(fleet.config());
      const app = await electron.launch({
        executablePath: program ?? '',
        args: [root, '--data-dir', home.data, ...(process.platform === 'linux' ? ['--no-sandbox'] : [])],
      });
      try {
        const page = await app.firstWindow();
        await page.getByText('The service is up').waitFor();
        expect(page.url()).toMatch(/^app:\/\/dashboard\//);
        expect(await page.evaluate('typeof require')).toBe('undefined');
        expect(await page.evaluate('Object.keys(window.bellwether).sort().join()')).toBe('request,subscribe');
        fleet.down.add('orders');
        await page.getByText('1 of 1 service down').waitFor();
        const windows = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
        expect(windows).toBe(1);
      } finally {
        await app.close();
        await fleet.close();
      }
      expect(home.log()).toContain('"event":"stopped"');
      home.remove();
    },
  );
});

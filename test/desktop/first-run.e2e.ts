import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { autostartFile } from './fleet.ts';
import { Fleet } from './pretend-fleet.ts';
import { startDesktop, type RunningDesktop } from './start-desktop.ts';

/* Without a settings file; how the page looks is in test/e2e/window-page.test.ts. */

async function firstStart(): Promise<RunningDesktop> {
  const desktop = startDesktop();
  onTestFinished(async () => {
    await desktop.kill();
    desktop.home.remove();
  });
  await desktop.sees('What should it watch?');
  return desktop;
}

const choose = (desktop: RunningDesktop, words: string) =>
  desktop.tell({ do: 'click', selector: `.first-choice:has-text("${words}")` });

/** Imports a file with this text, or none when the person cancels; gives the path of the file. */
async function importing(desktop: RunningDesktop, text: string | null): Promise<string> {
  const path = join(desktop.home.root, 'watch.yaml');
  if (text !== null) writeFileSync(path, text);
  await desktop.tell({ do: 'set', openDialog: text === null ? null : path });
  await choose(desktop, 'Import a file');
  return path;
}

describe('the first start', () => {
  it('watches nothing until it is told, and writes over no settings file', async () => {
    const desktop = await firstStart();
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('No services configured'), 'an empty tray');
    expect(existsSync(desktop.home.settings)).toBe(false);
    await choose(desktop, 'Watch PyAirtable');
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('9 services'), 'the nine of the preset');
    const written = readFileSync(desktop.home.settings, 'utf8');
    const twice = `window.bellwether.request({ type: 'set-up', choice: 'empty' })`;
    expect(await desktop.tell({ do: 'evaluate', code: twice })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('left alone') },
    });
    expect(readFileSync(desktop.home.settings, 'utf8')).toBe(written);
  });

  it('imports a file, which stays as it is', async () => {
    const fleet = await new Fleet('orders', 'stock').listen();
    onTestFinished(() => fleet.close());
    const desktop = await firstStart();
    const text = `# of mine\n${JSON.stringify(fleet.config())}\n`;
    const path = await importing(desktop, text);
    await desktop.sees('STOCK');
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('All 2 services up'), 'both up');
    expect(JSON.parse(readFileSync(desktop.home.settings, 'utf8'))).toEqual(fleet.config());
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('imports nothing that is not valid, and shows where it is not', async () => {
    const desktop = await firstStart();
    const path = await importing(desktop, 'version: 1\nservices:\n  - { id: orders, colour: red }\n');
    await desktop.sees('Nothing was set up.');
    await desktop.sees(`${path}:3:`);
    expect(existsSync(desktop.home.settings)).toBe(false);
    await importing(desktop, null);
    await choose(desktop, 'Start empty');
    await desktop.sees('Add the first service');
    expect(JSON.parse(readFileSync(desktop.home.settings, 'utf8'))).toEqual({ version: 1, services: [] });
  });

  it('starts at login only when that is asked for', async () => {
    const desktop = await firstStart();
    expect(existsSync(autostartFile(desktop))).toBe(false);
    await desktop.tell({ do: 'click', selector: 'label:has-text("Start at login")' });
    await desktop.sees('Start at login: on.');
    expect(existsSync(autostartFile(desktop))).toBe(true);
  });
});

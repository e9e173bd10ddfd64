import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { startDesktop, until, type RunningDesktop } from './start-desktop.ts';

/* A newer version is told in the tray and on the page. The built desktop asks nobody, unless it was built to. */

const DESK = fileURLToPath(new URL('./fixtures/update-main.ts', import.meta.url));
const DOWNLOAD = 'https://example.com/bellwether/9.1.0';

async function desk(...words: readonly string[]): Promise<RunningDesktop> {
  const desktop = startDesktop({ main: DESK, words, config: { version: 1, services: [] } });
  onTestFinished(async () => {
    await desktop.kill();
    desktop.home.remove();
  });
  await desktop.until(({ trays }) => trays.length === 1, 'the tray');
  return desktop;
}

/** What is offered, and how often that was asked for. */
async function feed(): Promise<{ readonly url: string; asked: number }> {
  const server = createServer((_, response) => {
    offered.asked += 1;
    response.end(JSON.stringify({ version: '9.1.0', url: DOWNLOAD }));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const offered = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked: 0 };
  return offered;
}

it('tells of a newer version and leaves it to the person to fetch it', async () => {
  const offered = await feed();
  const desktop = await desk('--feed', offered.url);
  await desktop.tell({ do: 'second-start', words: [] });
  await desktop.choose('Version 9.1.0 is available...');
  expect((await desktop.report()).opened).toEqual([DOWNLOAD]);
  await desktop.choose('Settings...');
  await desktop.sees('Version 9.1.0 is available');
  await desktop.tell({ do: 'click', selector: 'role=link[name="Version 9.1.0 is available"]' });
  await desktop.until(({ opened }) => opened.length === 2, 'the page of the download');
  expect((await desktop.report()).opened).toEqual([DOWNLOAD, DOWNLOAD]);
  expect(offered.asked).toBe(1);
});

it('without a feed knows of none', async () => {
  const offered = await feed();
  const desktop = await desk();
  await desktop.tell({ do: 'second-start', words: [] });
  await desktop.choose('Settings...');
  await until(
    () => desktop.text(),
    (text) => text.includes('Version'),
    'the settings',
  );
  expect(await desktop.text()).not.toContain('is available');
  expect(offered.asked).toBe(0);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshPage, startBrowser } from '../fixtures/page-browser.ts';
import { end, serve, type Instance } from '../fixtures/program.ts';

let folder: string;
let service: Server;
let status = 200;
let instance: Instance;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bellwether-real-page-'));
  service = createServer((_, response) => {
    response.writeHead(status).end();
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  const file = join(folder, 'bellwether.yaml');
  await writeFile(
    file,
    `version: 1
defaults: { interval: 1s, timeout: 2s }
services:
  - { id: orders, name: Orders, http: { url: "http://127.0.0.1:${port}/" } }
rules:
  - { id: service-down, when: down, for: 2s, severity: critical }
`,
  );
  instance = await serve(['--config', file, '--data-dir', join(folder, 'data')]);
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
  await end(instance.child, 'SIGTERM');
  service.closeAllConnections();
  service.close();
  await rm(folder, { recursive: true, force: true });
});

it('shows a real outage as it happens, from the card to the panel, without a complaint of the browser', async () => {
  const { page, complaints, close } = await freshPage(browser);
  await page.goto(instance.url);
  await page.getByRole('heading', { name: 'The service is up' }).waitFor();
  status = 503;
  await page.getByRole('heading', { name: '1 of 1 service down' }).waitFor();
  await page.getByRole('heading', { name: 'Needs attention' }).waitFor();
  await page.goto(`${instance.url}/#/services/orders`);
  const panel = page.getByRole('dialog');
  await panel.getByText('Answered 503 Service Unavailable.').first().waitFor();
  await panel.getByText('service-down').first().waitFor();
  await page.keyboard.press('Escape');
  status = 200;
  await page.getByRole('heading', { name: 'The service is up' }).waitFor();
  await page.getByRole('link', { name: 'About and licences' }).click();
  for (const held of ['react@', 'fastify@', 'electron-store@', 'rolldown@'])
    await page.getByText(held).first().waitFor();
  expect(complaints).toEqual([]);
  await close();
});

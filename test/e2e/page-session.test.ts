import { rm } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeDashboard, serviceView } from '../fakes/fake-dashboard.ts';
import { MemoryTokens } from '../fakes/memory-tokens.ts';
import { freshPage, startBrowser } from '../fixtures/page-browser.ts';
import { buildPage } from '../fixtures/page-bundle.ts';
import { startWebServer } from '../../electron/web/start-web-server.ts';

const NAME = 'monitor.lan';
const VIEWER = 'look-0123456789-0123456789';
const OPERATOR = 'act-0123456789-0123456789';

let folder: string;
let browser: Browser;
beforeAll(async () => {
  [folder, browser] = await Promise.all([buildPage(), startBrowser(`MAP ${NAME} 127.0.0.1`)]);
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** The real server, asked by a name of the network, and a browser that has never been there. */
async function visit() {
  const [dashboard, tokens] = [new FakeDashboard(), new MemoryTokens()];
  tokens.add(VIEWER, 'team', 'viewer');
  tokens.add(OPERATOR, 'ann', 'operator');
  dashboard.services = [serviceView({ id: 'orders', name: 'Orders', status: 'down' })];
  const silent = () => undefined;
  const started = await startWebServer({
    dashboard,
    tokens,
    clock: new FakeClock(),
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    host: '127.0.0.1',
    port: 0,
    version: '1.2.3',
    rendererFolder: folder,
    sharing: { names: () => new Set([NAME]), openHealth: false, openMetrics: false },
    tls: null,
  });
  if (!started.ok) throw new Error(started.error.message);
  onTestFinished(() => started.value.close());
  const { page, close } = await freshPage(browser);
  onTestFinished(close);
  const address = `http://${NAME}:${started.value.port}/`;
  const open = (secret: string) => page.goto(`${address}#token=${secret}`);
  return { dashboard, tokens, page, address, open, orders: page.getByRole('link', { name: 'Orders' }) };
}

describe('a browser on another machine', () => {
  it('is asked for a link, and comes in with a token typed in', async () => {
    const { page, address, orders } = await visit();
    await page.goto(address);
    await page.getByRole('heading', { name: 'Ask for a link' }).waitFor();
    expect(await orders.count()).toBe(0);
    const field = page.getByLabel('Token or link');
    await field.fill('guess-0123456789-0123456789');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This token opens nothing here.').waitFor();
    await field.fill(`${address}#token=${VIEWER}`);
    await field.press('Enter');
    await orders.first().waitFor();
    expect(await page.getByRole('group', { name: 'Your session' }).innerText()).toContain('team viewer');
  });

  it('comes in with a link, which leaves no token in the address, and stays signed in', async () => {
    const { page, address, open, orders } = await visit();
    await open(VIEWER);
    await orders.first().waitFor();
    expect(page.url()).toBe(address);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    await page.reload();
    await orders.first().waitFor();
    expect(await page.getByRole('button', { name: 'Probe now' }).count()).toBe(0);
  });

  it('does as an operator what the window does, in the name of the token', async () => {
    const { dashboard, page, open } = await visit();
    await open(OPERATOR);
    await page.getByRole('button', { name: 'Probe now' }).click();
    await page.getByText('All services are being probed.').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: /^Pause monitoring/ }).click();
    await page.getByRole('button', { name: 'Until resumed' }).click();
    await page.getByText('Monitoring is paused.').waitFor({ state: 'attached' });
    expect(dashboard.requested).toEqual([
      { request: { type: 'probe-now' }, author: 'ann' },
      { request: { type: 'pause', until: null }, author: 'ann' },
    ]);
  });

  it('sees nothing any more once its token is revoked, nor after signing out', async () => {
    const { tokens, page, open, orders } = await visit();
    await open(OPERATOR);
    await orders.first().waitFor();
    tokens.revoke('ann');
    await page.getByRole('heading', { name: 'Ask for a link' }).waitFor();
    expect(await orders.count()).toBe(0);
    await open(VIEWER);
    await orders.first().waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Ask for a link' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Ask for a link' }).waitFor();
  });
});

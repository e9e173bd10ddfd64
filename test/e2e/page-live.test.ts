import { rm } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshPage, startBrowser } from '../fixtures/page-browser.ts';
import { buildPage } from '../fixtures/page-bundle.ts';
import { alertView, downService, overviewOf, serviceView, snapshot } from '../fixtures/page-fleet.ts';
import { PageServer } from '../fixtures/page-server.ts';

const PING = '{"type":"ping"}';

let folder: string;
let browser: Browser;
let server: PageServer;
let page: Page;
let complaints: readonly string[];
let close: () => Promise<void>;

beforeAll(async () => {
  [folder, browser] = await Promise.all([buildPage(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

const gateway = (at: number) => serviceView(at, { id: 'api-gateway', name: 'API gateway', group: 'core' });
const orders = (at: number) => serviceView(at, { id: 'orders', name: 'Orders', group: 'core' });
const fleet = (at: number) =>
  snapshot(at, [gateway(at), orders(at)], { groups: [{ id: 'core', name: 'Core' }] });

beforeEach(async () => {
  server = new PageServer(folder, fleet(Date.now()));
  await server.start();
  ({ page, complaints, close } = await freshPage(browser));
});
afterEach(async () => {
  await close();
  await server.stop();
});

const text = (locator: string) => page.locator(locator).textContent();
const shown = (words: string | RegExp) => page.getByText(words).first().waitFor();

/** Orders goes down, as the server tells it. */
function breakOrders(): void {
  const { at, services } = server.snapshot;
  const down = downService(at, { ...orders(at), ...downFacts(at) });
  const after = services.map((service) => (service.id === 'orders' ? down : service));
  const alerts = [alertView(at)];
  server.change({ services: [down], overview: overviewOf(after, alerts), alerts: { orders: alerts } });
}

function downFacts(at: number) {
  const { status, cause, message, latencyMs, httpStatus, suspect, since } = downService(at);
  return { status, cause, message, latencyMs, httpStatus, suspect, since, at };
}

describe('the live page', () => {
  it('shows the fleet as the server has it', async () => {
    await page.goto(server.url);
    await shown('All 2 services are up');
    expect(await page.title()).toBe('All 2 services are up – Bellwether');
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['Core']);
    const card = page.getByRole('link', { name: /API gateway/ });
    expect(await card.textContent()).toMatch(/API gateway.*Up for 2 h 4 min.*42 ms.*Probed \d+ s ago/);
    expect(await page.getByRole('button', { name: '2 Up' }).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('follows changes: card, counts, alerts, title, icon and what a screen reader is told', async () => {
    await page.goto(server.url);
    await shown('All 2 services are up');
    const icon = await page.locator('link[rel=icon]').getAttribute('href');
    breakOrders();
    await shown('1 of 2 services down');
    expect(await text('[role=alert]')).toBe('Orders is down: nothing is listening on 127.0.0.1:8000.');
    expect(await page.getByRole('link', { name: /Orders.*Down.*Nothing is listening/ }).count()).toBe(1);
    expect(await text('.concerns')).toMatch(/Needs attentionOrders.*Firing service-down/);
    expect(await page.title()).toBe('1 of 2 services down – Bellwether');
    expect(await page.locator('link[rel=icon]').getAttribute('href')).not.toBe(icon);
    expect(complaints).toEqual([]);
  });

  it('says that it is a demo, and what is wrong with the monitor itself', async () => {
    const known = fleet(Date.now());
    server.replace({
      ...known,
      instance: { ...known.instance, demo: true },
      notices: [
        { id: 'config', severity: 'error', message: 'The configuration was not applied.', since: known.at },
      ],
    });
    await page.goto(server.url);
    await shown('The configuration was not applied.');
    expect(await text('.demo')).toBe('Demo: these two services are pretend.');
  });

  it('shows what was known as stale when the server goes, and is live again when it returns', async () => {
    await page.goto(server.url);
    await shown('All 2 services are up');
    await server.stop();
    await shown('Connection lost.');
    await shown(/Stale since/);
    expect(await page.title()).toBe('Connection lost – Bellwether');
    expect(await page.locator('.facts').evaluate((facts) => getComputedStyle(facts).filter)).toContain(
      'grayscale',
    );
    server.replace(snapshot(Date.now(), [gateway(Date.now())]));
    await server.start();
    await shown('All 1 services are up');
    await page.getByText('Connection lost.').waitFor({ state: 'detached' });
  });

  it('lets no status go on while nobody says that it does', async () => {
    await page.clock.install();
    await page.goto(server.url);
    await shown('All 2 services are up');
    await server.stop();
    await shown('Connection lost.');
    const lasts = page.locator('.card-status').first();
    const bars = page.locator('.strip-bars.is-up').first();
    const before = [await lasts.textContent(), await bars.getAttribute('d')];
    await page.clock.fastForward(3_600_000);
    await shown(/Stale since.*1 h ago/);
    expect([await lasts.textContent(), await bars.getAttribute('d')]).toEqual(before);
    await server.start();
  });

  it('knows at once after a sleep that nobody was heard, and connects anew', async () => {
    await page.clock.install();
    await page.goto(server.url);
    await shown('All 2 services are up');
    await page.clock.fastForward(8 * 3_600_000);
    await shown('Connection lost.');
    await page.clock.fastForward(1000);
    await page.getByText('Connection lost.').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('asks after a short sleep whether the server is still there, and stays as it is when that answers', async () => {
    await page.clock.install();
    await page.goto(server.url);
    await shown('All 2 services are up');
    await page.clock.fastForward(10_000);
    await expect.poll(() => server.received).toContain(PING);
    await page.clock.fastForward(2000);
    expect(await page.getByText('Connection lost.').count()).toBe(0);
  });

  it.each(['online', 'visibilitychange', 'offline'])(
    'asks at %s whether the server is still there, and calls its view stale when nothing comes back',
    async (event) => {
      await page.clock.install();
      await page.goto(server.url);
      await shown('All 2 services are up');
      server.answersPings = false;
      await page.clock.fastForward(2000);
      await page.evaluate((name) => {
        (name === 'visibilitychange' ? document : window).dispatchEvent(new Event(name));
      }, event);
      await expect.poll(() => server.received).toContain(PING);
      await page.clock.fastForward(5000);
      await shown('Connection lost.');
    },
  );

  it('asks again when a revision is missing', async () => {
    await page.goto(server.url);
    await shown('All 2 services are up');
    const { revision } = server.snapshot;
    server.replace({ ...snapshot(Date.now(), [gateway(Date.now())]), revision: revision + 5 });
    server.send({ type: 'heartbeat', revision: revision + 5, at: Date.now() });
    await shown('All 1 services are up');
    expect(server.received).toContain('{"type":"resync"}');
  });

  it('says so when the server does not answer at all, and recovers by itself', async () => {
    await page.route('**/api/v1/session', (route) => route.abort());
    await page.goto(server.url);
    await shown('Bellwether does not answer');
    expect(await page.title()).toBe('No connection – Bellwether');
    await page.unrouteAll();
    await shown('All 2 services are up');
  });

  it.each([
    ['404', { status: 404, body: 'Not Found' }, /no Bellwether at this address \(404\)/],
    ['429', { status: 429, headers: { 'retry-after': '1' } }, /Too many requests came from here\..*in 1 s/],
    ['502 of a proxy', { status: 502, body: '<html>' }, /answered 502.*address that the proxy/],
    ['a page of something else', { status: 200, body: '<html>' }, /Something else than Bellwether answers/],
  ])(
    'says what was answered and what to do when that is %s, and recovers by itself',
    async (_, answer, words) => {
      await page.route('**/api/v1/session', (route) => route.fulfill(answer));
      await page.goto(server.url);
      await shown(words);
      expect(await page.getByText('npm start').count()).toBe(0);
      await page.unrouteAll();
      await shown('All 2 services are up');
    },
  );

  it('says so when no socket comes about, or one too many', async () => {
    await page.routeWebSocket('**/ws', (socket) => socket.close({ code: 1013 }));
    await page.goto(server.url);
    await shown(/too many of its pages are open at once/);
    await page.routeWebSocket('**/ws', (socket) => socket.close());
    await shown(/no live connection \(WebSocket\) comes about/);
    await page.routeWebSocket('**/ws', (socket) => void socket.connectToServer());
    await shown('All 2 services are up');
    expect(await page.getByText('no live connection').count()).toBe(0);
  });

  it('reloads when another version of the server answers', async () => {
    await page.goto(server.url);
    await shown('Bellwether 0.1.0');
    const known = server.snapshot;
    const other = { ...known, instance: { ...known.instance, version: '0.2.0' } };
    server.replace(other);
    const loaded = page.waitForEvent('load');
    server.send({ type: 'snapshot', snapshot: other });
    await loaded;
    await shown('Live');
    expect(await text('footer')).toMatch(/^Bellwether 0\.2\.0, running since/);
  });

  it('helps when there are no services', async () => {
    server.replace(snapshot(Date.now(), []));
    await page.goto(server.url);
    await shown('Add the first service');
    expect(await text('.message-box pre')).toBe('npm run bellwether -- config path');
  });
});

describe('the summary counts', () => {
  it('leave only the services of one status, and all again', async () => {
    await page.goto(server.url);
    await shown('All 2 services are up');
    breakOrders();
    await shown('1 of 2 services down');
    const cards = page.locator('.card .card-name');
    await page.getByRole('button', { name: '1 Down' }).click();
    expect(await cards.allTextContents()).toEqual(['Orders']);
    await page.getByRole('button', { name: '0 Degraded' }).click();
    await shown('No service is degraded right now.');
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await cards.allTextContents()).toEqual(['API gateway', 'Orders']);
  });
});

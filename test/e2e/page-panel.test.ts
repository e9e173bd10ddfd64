import { rm } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshPage, startBrowser } from '../fixtures/page-browser.ts';
import { buildPage } from '../fixtures/page-bundle.ts';
import {
  alertView,
  downService,
  incidentDetail,
  serviceDetail,
  serviceView,
  snapshot,
} from '../fixtures/page-fleet.ts';
import { PageServer } from '../fixtures/page-server.ts';

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

beforeEach(async () => {
  const at = Date.now();
  const orders = downService(at, {
    id: 'orders',
    name: 'Orders',
    dependsOn: ['mail'],
    links: { runbook: 'https://wiki.example/orders', trap: 'javascript:alert(1)' },
  });
  server = new PageServer(folder, snapshot(at, [orders, serviceView(at, { id: 'mail', name: 'Mail' })]));
  server.detail(
    serviceDetail(orders, {
      alerts: [alertView(at)],
      incidents: [
        {
          id: 'orders@1',
          service: 'orders',
          startedAt: at - 65_000,
          resolvedAt: at - 5000,
          cause: 'refused',
          message: 'nothing is listening on 127.0.0.1:8000',
          alerts: ['service-down'],
          clockWrong: false,
        },
      ],
      explanation: {
        service: 'orders',
        status: 'down',
        why: 'nothing is listening on 127.0.0.1:8000',
        probing: 'every 5 s while suspect',
        rules: [
          {
            rule: 'service-down',
            condition: 'down for 30 s',
            state: 'firing',
            why: 'down since 09:00:00',
            next: 'resolves after two good samples',
          },
        ],
      },
    }),
  );
  await server.start();
  ({ page, complaints, close } = await freshPage(browser));
});
afterEach(async () => {
  await close();
  await server.stop();
});

const panel = () => page.getByRole('dialog', { name: 'Orders' });
const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');

describe('the panel of a service', () => {
  it('tells what is the matter, since when, why, and what would change it', async () => {
    await page.goto(server.url);
    await page.getByRole('link', { name: /Orders.*Down/ }).click();
    await panel().getByText('Next:').waitFor();
    const words = (await panel().textContent()) ?? '';
    for (const part of [
      /Down for 1 min \d+ s, since \d\d:\d\d:\d\d/,
      /Nothing is listening on 127\.0\.0\.1:8000\. Cause: refused/,
      /Uptime, last 24 h99\.87 %87\.1 % of the time observed/,
      /Median35 ms.*95 % within75 ms/,
      /First byte36 ms/,
      /service-downdown for 30 s.*Next: Resolves after two good samples\./,
      /lasted 1 min.*fired service-down/,
      /every 5 s while suspect/i,
      /Depends on.*Mail.*\(up\)/,
    ]) {
      expect(words).toMatch(part);
    }
    expect(complaints).toEqual([]);
  });

  it('is not opened again by the Back of the browser once it is closed, however it was closed', async () => {
    await page.goto('about:blank');
    await page.goto(server.url);
    for (const way of ['Escape', 'button'] as const) {
      await page.getByRole('link', { name: /Orders.*Down/ }).click();
      await panel().getByRole('link', { name: 'Mail' }).click();
      const mail = page.getByRole('dialog', { name: 'Mail' });
      if (way === 'Escape') await page.keyboard.press('Escape');
      else await mail.getByRole('link', { name: 'Close' }).click();
      await mail.waitFor({ state: 'hidden' });
      expect(new URL(page.url()).hash.replace('#/', '')).toBe('');
    }
    await page.goBack();
    expect(page.url()).toBe('about:blank');
  });

  it('closed where the page began with it, leaves the fleet and nothing to come back to', async () => {
    await page.goto('about:blank');
    await page.goto(`${server.url}#/services/orders`);
    await panel().getByText('Next:').waitFor();
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: /Orders.*Down/ }).waitFor();
    await page.goBack();
    expect(page.url()).toBe('about:blank');
  });

  it('names the day of samples that are not of today', async () => {
    const at = Date.now();
    const recent = [at - 90_000_000, at - 89_000_000].map((sampleAt) => ({
      at: sampleAt,
      status: 'up' as const,
      latencyMs: 12,
      cause: null,
      message: null,
    }));
    server.detail(serviceDetail(downService(at, { id: 'orders', name: 'Orders' }), { recent }));
    await page.goto(`${server.url}#/services/orders`);
    await panel().getByText('The same as a table').click();
    const day = /\d{1,2} \w{3} \d{4}, \d\d:\d\d:\d\d/;
    for (const cell of await panel().locator('.samples tbody td:first-child').allTextContents())
      expect(cell).toMatch(day);
    for (const label of await panel().locator('.chart > .chart-label').allTextContents())
      expect(label).toMatch(day);
    expect(await panel().locator('.chart-mark title').first().textContent()).toMatch(day);
  });

  it('says of an incident that a wrong clock has dated that it was wrong, and not how long that lasted', async () => {
    const at = Date.now();
    const { incident } = incidentDetail(at);
    const startedAt = at + 1000 * 86_400_000;
    const incidents = [
      incident,
      { ...incident, id: 'orders@2', startedAt, resolvedAt: null, clockWrong: true },
      { ...incident, id: 'orders@3', startedAt, resolvedAt: at, clockWrong: true },
    ];
    server.detail(serviceDetail(downService(at, { id: 'orders', name: 'Orders' }), { incidents }));
    await page.goto(`${server.url}#/services/orders`);
    await panel().getByText('lasted 1 min').waitFor();
    const said = await panel().locator('.incident-when').allTextContents();
    expect(said.slice(1)).toEqual(Array(2).fill(expect.stringMatching(/ \(the clock was wrong then\)$/)));
  });

  it('shows what was kept of an incident, as text, and gives it to be copied', async () => {
    const hostile = '<img src=x onerror="document.title=1"> \u001b[31m \u202e';
    const detail = incidentDetail(Date.now());
    const { firstBad } = detail.evidence ?? {};
    if (firstBad?.content === undefined || firstBad.content === null) throw new Error('no content');
    const body = { text: `line 1\n${hostile}`, cut: true, compression: null };
    const content = { ...firstBad.content, headers: [['x-told', hostile]] as const, body };
    server.incident({ ...detail, evidence: { lastGood: null, firstBad: { ...firstBad, content } } });
    await page.goto(`${server.url}#/services/orders`);
    const opener = panel().getByRole('button', { name: /^Evidence of/ });
    await opener.press('Enter');
    const bad = panel().getByRole('region', { name: 'First bad', exact: true });
    await bad.getByText('1 header').click();
    const visible = String.raw`<img src=x onerror="document.title=1"> \u001b[31m \u202e`;
    expect(await bad.getByRole('cell').textContent()).toBe(visible);
    expect(await bad.locator('pre').textContent()).toBe(`line 1\n${visible}`);
    expect(await bad.textContent()).toContain('the body goes on');
    const good = panel().getByRole('region', { name: 'Last good' });
    expect(await good.textContent()).toContain('Not seen between the start of Bellwether and the incident.');

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await panel().getByRole('button', { name: 'Copy as Markdown' }).click();
    await panel().getByText('Copied.').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain("curl --include 'http://localhost:8000/health'");
    await opener.click();
    await bad.waitFor({ state: 'detached' });
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('shows the copy itself where the clipboard is kept from it, and no copy to a viewer', async () => {
    const detail = incidentDetail(Date.now());
    server.incident(detail);
    await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.goto(`${server.url}#/services/orders`);
    const opener = panel().getByRole('button', { name: /^Evidence of/ });
    await opener.click();
    await panel().getByRole('button', { name: 'Copy as Markdown' }).click();
    const field = panel().getByRole('textbox', { name: /Not copied/ });
    await field.waitFor();
    const selected = await field.evaluate(
      (element: HTMLTextAreaElement) => element.selectionEnd - element.selectionStart,
    );
    expect(selected).toBe((await field.inputValue()).length);

    const cut = incidentDetail(Date.now());
    const firstBad = cut.evidence && { ...cut.evidence.firstBad, content: null };
    server.incident({ ...cut, evidence: firstBad && { lastGood: null, firstBad } });
    await opener.click();
    await opener.click();
    await panel().getByText('What was sent and answered is for operators.').waitFor();
    expect(await panel().getByRole('button', { name: 'Copy as Markdown' }).count()).toBe(0);
  });

  it('links web addresses only, and tells nobody where the viewer comes from', async () => {
    await page.goto(`${server.url}#/services/orders`);
    const links = panel().locator('.about a[target]');
    await links.first().waitFor();
    expect(await links.allTextContents()).toEqual(['runbook']);
    expect(await links.getAttribute('rel')).toBe('noopener noreferrer');
  });

  it('opens from its address, follows the back button and leaves with Escape', async () => {
    await page.goto(`${server.url}#/services/orders`);
    await panel().waitFor();
    await panel().getByRole('link', { name: 'Mail' }).click();
    await page.getByRole('dialog', { name: 'Mail' }).waitFor();
    await page.goBack();
    await panel().waitFor();
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'hidden' });
    expect(new URL(page.url()).hash).toBe('#/');
  });

  it('closes with a click beside it', async () => {
    await page.goto(`${server.url}#/services/orders`);
    await panel().waitFor();
    await page.mouse.click(40, 400);
    await panel().waitFor({ state: 'hidden' });
    expect(new URL(page.url()).hash).toBe('#/');
  });

  it('says so when the address names no service', async () => {
    await page.goto(`${server.url}#/services/nobody`);
    await page.getByRole('dialog').getByText('There is no service with this id').waitFor();
    expect(complaints).toEqual([]);
  });

  it('gives its chart as a table, too', async () => {
    await page.goto(`${server.url}#/services/orders`);
    await panel().getByText('The same as a table').click();
    const rows = panel().getByRole('row');
    expect(await rows.count()).toBe(41);
    expect(await rows.nth(1).textContent()).toMatch(/\d\d:\d\d:\d\dDown–Nothing is listening/);
  });
});

it('can be used with the keyboard alone', async () => {
  await page.goto(server.url);
  await page.getByText('1 of 2 services down').waitFor();
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Skip to the services');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('1Down');
  await page.keyboard.press('Space');
  expect(await page.locator('.card').count()).toBe(1);
  for (let presses = 0; presses < 4; presses++) await page.keyboard.press('Tab');
  expect(await focused()).toBe('Show all');
  await page.keyboard.press('Tab');
  expect(await focused()).toContain('Orders');
  const outline = await page.evaluate(
    () => getComputedStyle(document.activeElement ?? document.body).outlineWidth,
  );
  expect(outline).toBe('2px');
  await page.keyboard.press('Enter');
  await panel().waitFor();
  expect(await focused()).toBe('Orders');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe('Close');
  await page.keyboard.press('Enter');
  await panel().waitFor({ state: 'hidden' });
  expect(await focused()).toContain('Orders');
});

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../shared/protocol/protocol.ts';
import { alertView, downService, serviceView, snapshot } from '../fixtures/page-fleet.ts';
import { pageWindows } from '../fixtures/page-window.ts';

const { openWindow, openBrowser } = pageWindows();

const AT = Date.now();
const TROUBLE = snapshot(
  AT,
  [downService(AT, { id: 'orders', name: 'Orders' }), serviceView(AT, { id: 'mail', name: 'Mail' })],
  { alerts: [alertView(AT)] },
);
const MEASURE = { at: AT, author: 'Bob', comment: 'moving house' };
const PAUSED: Snapshot = {
  ...TROUBLE,
  overview: {
    ...TROUBLE.overview,
    overall: 'paused',
    headline: 'Monitoring is paused',
    pause: { ...MEASURE, until: null },
  },
};
const MEASURED = snapshot(
  AT,
  [
    downService(AT, {
      id: 'orders',
      name: 'Orders',
      silence: { ...MEASURE, until: 'recovery' },
      acknowledgement: { ...MEASURE, comment: '', severity: 'critical' },
    }),
  ],
  { alerts: [alertView(AT)] },
);

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');
const row = (page: Page) => page.locator('.concern');

describe('what a person does about a service', () => {
  it('acknowledges with a comment and withdraws, with the focus staying where it was', async () => {
    const { page, bridge, complaints } = await openWindow({ known: TROUBLE });
    await row(page)
      .getByRole('button', { name: /^Acknowledge/ })
      .click();
    await page.keyboard.type('looking into it');
    await page.keyboard.press('Enter');
    await row(page)
      .getByText(/Acknowledged at \d\d:\d\d by Ann: “?looking into it/)
      .waitFor();
    expect(await focused(page)).toBe('Withdraw acknowledgement (Orders)');
    expect(await row(page).getByRole('status').textContent()).toBe('Orders is acknowledged.');
    expect(await page.locator('.card').first().textContent()).toContain('Acknowledged');
    await page.keyboard.press('Enter');
    await row(page)
      .getByText(/Acknowledged at/)
      .waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Acknowledge (Orders)');
    expect(bridge.asked).toEqual([
      { type: 'acknowledge', service: 'orders', comment: 'looking into it' },
      { type: 'unacknowledge', service: 'orders' },
    ]);
    expect(complaints).toEqual([]);
  });

  it('silences from the panel for an hour, or until it recovers, and ends that', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE, hash: '#/services/orders' });
    const panel = page.getByRole('dialog', { name: 'Orders' });
    await panel.getByRole('button', { name: /^Silence/ }).click();
    await panel.getByRole('button', { name: '1 hour' }).click();
    await panel.getByText(/^Silenced until .*by Ann$/).waitFor();
    await panel.getByRole('button', { name: /^End silence/ }).click();
    await panel.getByRole('button', { name: /^Silence/ }).click();
    await panel.getByRole('button', { name: 'Until it recovers' }).click();
    await panel.getByText('Silenced until it recovers by Ann').waitFor();
    const [first, ...rest] = bridge.asked as readonly { readonly until?: number }[];
    expect(Math.abs((first?.until ?? 0) - Date.now() - 3_600_000)).toBeLessThan(60_000);
    expect(rest).toEqual([
      { type: 'unsilence', service: 'orders' },
      { type: 'silence', service: 'orders', until: 'recovery' },
    ]);
  });

  it('takes the first choice, which looks like it, at Enter in the comment', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE });
    await row(page)
      .getByRole('button', { name: /^Silence/ })
      .click();
    await page.keyboard.type('deploying');
    await page.keyboard.press('Enter');
    await row(page)
      .getByText(/^Silenced until .*deploying/)
      .waitFor();
    const [asked] = bridge.asked as readonly { readonly comment?: string; readonly until?: number }[];
    expect(asked?.comment).toBe('deploying');
    expect(Math.abs((asked?.until ?? 0) - Date.now() - 900_000)).toBeLessThan(60_000);
  });

  it('offers what makes sense only: a service without trouble has nothing to acknowledge or to recover from', async () => {
    const { page } = await openWindow({ known: TROUBLE, hash: '#/services/mail' });
    const panel = page.getByRole('dialog', { name: 'Mail' });
    await panel.getByRole('button', { name: /^Silence/ }).click();
    expect(await panel.locator('.choices button').allTextContents()).toEqual([
      '15 minutes',
      '1 hour',
      'Until tomorrow 08:00',
    ]);
    expect(await panel.getByRole('button', { name: /^Acknowledge/ }).count()).toBe(0);
  });

  it('is told beside the button why something was not done', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE });
    bridge.refuse('acknowledge', {
      code: 'unavailable',
      message: 'Orders has no firing alert to acknowledge',
    });
    await row(page)
      .getByRole('button', { name: /^Acknowledge/ })
      .click();
    await page.keyboard.press('Enter');
    expect(await row(page).getByRole('alert').textContent()).toBe(
      'Orders has no firing alert to acknowledge.',
    );
  });

  it('needs no mouse: Escape leaves the box and nothing happens', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE });
    const button = row(page).getByRole('button', { name: /^Silence/ });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('never');
    await page.keyboard.press('Escape');
    expect(await page.locator('.box:popover-open').count()).toBe(0);
    expect(await focused(page)).toBe('Silence (Orders)');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('15 minutes');
    await page.keyboard.press('Enter');
    await row(page)
      .getByText(/Silenced until \d\d:\d\d by Ann$/)
      .waitFor();
    expect(bridge.asked).toHaveLength(1);
    expect(await focused(page)).toBe('End silence (Orders)');
  });
});

describe('what a person does about all services', () => {
  it('pauses until somebody resumes, and resumes', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE });
    const icon = () => page.locator('link[rel=icon]').getAttribute('href');
    const before = await icon();
    await page.getByRole('button', { name: /^Pause monitoring/ }).click();
    await page.getByRole('button', { name: 'Until resumed' }).click();
    await page.getByText('Monitoring is paused until somebody resumes it').waitFor();
    expect(await page.locator('.verdict').textContent()).toMatch(/^Monitoring is pausedPaused/);
    expect(await page.title()).toBe('Monitoring is paused – Bellwether');
    expect(await icon()).not.toBe(before);
    expect(await page.getByRole('button', { name: /^Probe now/ }).count()).toBe(0);
    await page.getByRole('button', { name: /^Resume monitoring/ }).click();
    await page.locator('.pause-banner').waitFor({ state: 'detached' });
    expect(bridge.asked).toEqual([{ type: 'pause', until: null }, { type: 'resume' }]);
  });

  it('silences all services, sees it above them while they are down, and ends that', async () => {
    const { page, bridge, complaints } = await openWindow({ known: TROUBLE });
    const verdict = await page.locator('.verdict').textContent();
    await page.getByRole('button', { name: /^Silence all/ }).click();
    await page.keyboard.type('a talk');
    const box = page.getByRole('form', { name: 'Silence all services' });
    await box.getByRole('button', { name: 'Until tomorrow 08:00' }).click();
    await page.getByText(/^Nobody is told of any service until .*08:00 by Ann: .?a talk/).waitFor();
    expect(await page.locator('.verdict').textContent()).toBe(verdict);
    expect(await focused(page)).toBe('End all silences (all services)');
    await page.keyboard.press('Enter');
    await page.getByText(/^Nobody is told of any service/).waitFor({ state: 'detached' });
    expect(bridge.asked).toEqual([
      { type: 'silence-all', until: expect.any(Number) as number, comment: 'a talk' },
      { type: 'unsilence-all' },
    ]);
    expect(complaints).toEqual([]);
  });

  it('has all probed now', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE });
    await page.getByRole('button', { name: /^Probe now/ }).click();
    await page.getByText('All services are being probed.').waitFor({ state: 'attached' });
    expect(bridge.asked.at(-1)).toEqual({ type: 'probe-now' });
  });
});

describe('a browser elsewhere', () => {
  const controls = (page: Page) => page.locator('.controls, .box, input, a[href="#/settings"]').count();

  it('sees what people decided, and has nothing to decide', async () => {
    const { page } = await openBrowser({ known: MEASURED });
    await row(page)
      .getByText(/Silenced until it recovers by Bob: “?moving house/)
      .waitFor();
    await row(page)
      .getByText(/Acknowledged at .* by Bob$/)
      .waitFor();
    expect(await page.locator('.card .tag').allTextContents()).toEqual([
      'Silenced',
      'Acknowledged',
      'Probing more often',
    ]);
    expect(await controls(page)).toBe(0);
    await page.goto(`${page.url()}#/services/orders`);
    await page
      .getByRole('dialog')
      .getByText(/Silenced until it recovers/)
      .waitFor();
    expect(await controls(page)).toBe(0);
  });

  it('sees that monitoring is paused, and knows no settings', async () => {
    const { page } = await openBrowser({ known: PAUSED, hash: '#/settings' });
    expect(await page.locator('.pause-banner').textContent()).toMatch(
      /Monitoring is paused until somebody resumes it by Bob: “?moving house/,
    );
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Monitoring is paused');
    expect(await controls(page)).toBe(0);
  });
});

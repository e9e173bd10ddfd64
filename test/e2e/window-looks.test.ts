import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../shared/protocol/protocol.ts';
import { alertView, downService, serviceView, snapshot } from '../fixtures/page-fleet.ts';
import { pageWindows, type Visit } from '../fixtures/page-window.ts';

const { openWindow } = pageWindows();

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
const SILENCED: Snapshot = {
  ...TROUBLE,
  services: TROUBLE.services.map((service) => ({
    ...service,
    silence: { ...MEASURE, until: AT + 3_600_000 },
  })),
};

const SHARING = {
  encrypted: false,
  on: true,
  given: false,
  urls: ['http://192.0.2.7:9999'],
  noLink: null,
  tokens: [
    { name: 'team', role: 'viewer', createdAt: AT },
    { name: 'ann', role: 'operator', createdAt: AT },
  ],
  fresh: { name: 'ann', links: ['http://192.0.2.7:9999/#token=QmVsbHdldGhlckJlbGx3ZXRoZXJC'] },
} as const;

async function faults(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

const SIGHTS: readonly (readonly [string, Visit, string | RegExp | null])[] = [
  ['the first run', { known: snapshot(AT, []), desktop: { firstRun: true } }, null],
  [
    'the settings',
    {
      known: TROUBLE,
      hash: '#/settings',
      desktop: { noTray: 'no tray here', startTrouble: 'macOS waits.', sharing: SHARING },
    },
    null,
  ],
  ['the page in trouble', { known: TROUBLE }, null],
  ['the page with measures', { known: MEASURED }, null],
  ['the page while paused', { known: PAUSED }, null],
  ['the page while all is silenced', { known: SILENCED }, null],
  ['the panel with measures', { known: MEASURED, hash: '#/services/orders' }, null],
  ['the evidence of an incident', { known: MEASURED, hash: '#/services/orders' }, /^Evidence of/],
  ['the box for a silence', { known: TROUBLE }, 'Silence (Orders)'],
  ['the box for a pause', { known: TROUBLE }, 'Pause monitoring (all services)'],
  ['About', { known: TROUBLE, hash: '#/about' }, null],
  ['the empty page', { known: snapshot(AT, []) }, null],
];

describe.each(SIGHTS)('%s', (_, visit, button) => {
  it.each(['light', 'dark'] as const)('has no accessibility faults in the %s theme', async (colorScheme) => {
    const { page } = await openWindow({ ...visit, browserOptions: { colorScheme } });
    if (button !== null) await page.getByRole('button', { name: button }).click();
    expect(await faults(page)).toEqual([]);
  });

  it('fits a phone', async () => {
    const { page } = await openWindow({
      ...visit,
      browserOptions: { viewport: { width: 360, height: 740 } },
    });
    if (button !== null) await page.getByRole('button', { name: button }).click();
    const outside = await page.evaluate(
      () =>
        [document.documentElement, ...document.querySelectorAll('.box:popover-open')].filter((element) => {
          const { left, right } = element.getBoundingClientRect();
          return left < 0 || right > 360 || element.scrollWidth > element.clientWidth;
        }).length,
    );
    expect(outside).toBe(0);
  });
});

it.each(['light', 'dark'] as const)(
  'notifications have no accessibility faults in the %s theme',
  async (theme) => {
    const { page, bridge } = await openWindow({ known: TROUBLE, browserOptions: { colorScheme: theme } });
    const told = {
      id: 'n1',
      at: AT,
      rule: 'service-down',
      service: 'orders',
      severity: 'critical',
      reason: 'fired',
      title: 'Orders is down',
      body: 'Nothing is listening.',
      notifier: 'desktop',
      delivered: false,
      clockWrong: false,
    } as const;
    await bridge.change({ notifications: [told] });
    await page.locator('.toast').waitFor();
    expect(await faults(page)).toEqual([]);
  },
);

import { AxeBuilder } from '@axe-core/playwright';
import { rm } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overview } from '../../shared/domain/overview.ts';
import type { Snapshot } from '../../shared/protocol/protocol.ts';
import { freshPage, startBrowser } from '../fixtures/page-browser.ts';
import { buildPage } from '../fixtures/page-bundle.ts';
import { alertView, downService, overviewOf, serviceView, snapshot } from '../fixtures/page-fleet.ts';
import { PageServer } from '../fixtures/page-server.ts';

let folder: string;
let browser: Browser;

beforeAll(async () => {
  [folder, browser] = await Promise.all([buildPage(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

const AT = Date.now();
const EVERYTHING = snapshot(
  AT,
  [
    serviceView(AT, { id: 'mail', certificateExpiresAt: AT + 86_400_000 }),
    downService(AT, { id: 'orders' }),
    serviceView(AT, {
      id: 'slow',
      status: 'degraded',
      cause: 'slow',
      message: 'answered in 2 s, slower than 1 s',
      latencyMs: 2000,
    }),
    serviceView(AT, {
      id: 'asleep',
      status: 'unknown',
      message: 'not probed yet',
      at: null,
      latencyMs: null,
    }),
  ],
  {
    alerts: [
      alertView(AT, { suppressed: 'told again when its cooldown of 5 min is over' }),
      alertView(AT, { service: 'slow', severity: 'warning', rule: 'degraded-performance' }),
      alertView(AT, { service: 'mail', severity: 'warning', state: 'pending', firingAt: null }),
    ],
    notices: [
      { id: 'config', severity: 'error', message: 'The configuration was not applied.', since: AT },
      { id: 'storage', severity: 'warning', message: 'The disk is full.', since: AT },
      { id: 'state', severity: 'info', message: 'Restored from a copy.', since: AT },
    ],
  },
);

/** Opens the page on a server that knows this, and hands both to the test. */
async function visit(
  known: Snapshot,
  options: BrowserContextOptions,
  look: (page: Page, server: PageServer) => Promise<void>,
  hash = '',
): Promise<void> {
  const server = new PageServer(folder, known);
  await server.start();
  const { page, complaints, close } = await freshPage(browser, options);
  try {
    await page.goto(server.url + hash);
    await page.locator('.connection.is-live').waitFor();
    await look(page, server);
    expect(complaints.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
  } finally {
    await close();
    await server.stop();
  }
}

async function faults(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

/** Text that has the colour of what is behind it: of the plate that forced colours put there, or of its own ground. */
function unreadable(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const probe = document.createElement('i');
    probe.style.cssText = 'color: Canvas; position: absolute';
    document.body.append(probe);
    const plate = getComputedStyle(probe).color;
    probe.remove();
    const groundOf = (element: Element | null): string => {
      if (element === null) return plate;
      const { backgroundColor } = getComputedStyle(element);
      return backgroundColor.endsWith(', 0)') ? groundOf(element.parentElement) : backgroundColor;
    };
    return [...document.querySelectorAll('body *')].flatMap((element) => {
      const own = [...element.childNodes].filter((node) => node instanceof Text && node.data.trim() !== '');
      if (own.length === 0 || !element.checkVisibility() || element.closest('.visually-hidden') !== null)
        return [];
      const { color } = getComputedStyle(element);
      return color === plate || color === groundOf(element)
        ? [`${element.className}: ${element.textContent}`]
        : [];
    });
  });
}

const still = { reducedMotion: 'reduce' } as const;

describe.each(['light', 'dark'] as const)('in forced colours on a %s ground', (colorScheme) => {
  it('no text has the colour of what is behind it', async () => {
    await visit(EVERYTHING, { colorScheme, forcedColors: 'active', ...still }, async (page) => {
      expect(await unreadable(page)).toEqual([]);
      expect(await page.locator('.alert.is-firing .alert-state').first().isVisible()).toBe(true);
      await page.getByRole('button', { name: /^1 Down/ }).click();
      expect(await unreadable(page)).toEqual([]);
      await page.locator('a.card').first().click();
      await page.getByText('The same as a table').click();
      expect(await unreadable(page)).toEqual([]);
    });
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  const options = { colorScheme, ...still };

  it('the page has no accessibility faults', async () => {
    await visit(EVERYTHING, options, async (page) => expect(await faults(page)).toEqual([]));
  });

  it('the panel has none', async () => {
    const look = async (page: Page) => {
      await page.getByText('The same as a table').click();
      expect(await faults(page)).toEqual([]);
    };
    for (const id of ['orders', 'slow', 'mail']) await visit(EVERYTHING, options, look, `#/services/${id}`);
  });

  it('the stale page has none', async () => {
    await visit(EVERYTHING, options, async (page, server) => {
      await server.stop();
      await page.getByText('Connection lost.').waitFor();
      expect(await faults(page)).toEqual([]);
      await server.start();
    });
  });

  it('the empty page has none', async () => {
    await visit(snapshot(AT, []), options, async (page) => expect(await faults(page)).toEqual([]));
  });
});

const STALE = snapshot(
  AT,
  [
    serviceView(AT, { id: 'orders', status: 'unknown', message: 'the monitor itself brings no results' }),
    serviceView(AT, { id: 'mail', status: 'unknown', message: 'the monitor itself brings no results' }),
  ],
  {
    overview: { ...overviewOf([]), ...overview(['unknown', 'unknown'], 'stale') },
    notices: [{ id: 'stale', severity: 'error', message: 'No probe result has come.', since: AT }],
  },
);

describe.each(['light', 'dark'] as const)(
  'a monitor that brings no results, in the %s theme',
  (colorScheme) => {
    it('is not called live, and no service is counted as not up', async () => {
      await visit(STALE, { colorScheme, ...still }, async (page) => {
        expect(await page.locator('.connection').innerText()).toContain('Connected');
        const said = await page.locator('main').innerText();
        expect(said).toMatch(/^The monitor brings no results\n+Stale · last probe/);
        expect(said).toContain('not observed');
        expect(said).not.toMatch(/No alerts|0 of 2 up/);
        expect(await page.locator('.facts').evaluate((facts) => getComputedStyle(facts).filter)).toBe('none');
        expect(await faults(page)).toEqual([]);
      });
    });
  },
);

it('an empty page counts nothing', async () => {
  await visit(snapshot(AT, []), still, async (page) => {
    await page.getByRole('heading', { name: 'Add the first service' }).waitFor();
    expect(await page.locator('.counts, .verdict-more').count()).toBe(0);
  });
});

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('names and messages from elsewhere', () => {
  const MARKUP = '"><img src=x onerror="document.title=1"><script>document.title=2</script>';
  const hostile = [
    serviceView(AT, { id: 'markup', name: MARKUP }),
    downService(AT, { id: 'long', name: 'x'.repeat(2000), message: `${MARKUP}${'y'.repeat(4000)}` }),
    serviceView(AT, { id: 'turned', name: 'invoice\u202Etxt.exe' }),
    serviceView(AT, { id: 'arabic', name: 'خدمة الدفع' }),
    serviceView(AT, { id: 'emoji', name: '🚀🔥👩‍👩‍👧' }),
  ];
  const known = snapshot(AT, hostile, {
    alerts: [
      alertView(AT, { service: 'long', message: `${MARKUP}${'y'.repeat(4000)}`, rule: 'r'.repeat(120) }),
    ],
    notices: [{ id: 'n', severity: 'error', message: `${MARKUP}${'z'.repeat(500)}`, since: AT }],
  });

  it('stay text', async () => {
    await visit(known, still, async (page) => {
      expect(await page.locator('.card-name').first().textContent()).toBe(MARKUP);
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.getByText('invoice\\u202etxt.exe').count()).toBe(1);
      expect(await page.title()).toBe('1 of 5 services down – Bellwether');
    });
  });

  it.each([320, 360, 1440])('do not widen the page of %i px', async (width) => {
    const options = { viewport: { width, height: 800 }, ...still };
    await visit(known, options, async (page) => expect(await overflow(page)).toBe(0));
    const look = async (page: Page) => {
      await page.getByText('The same as a table').waitFor();
      const inside = await page
        .getByRole('dialog')
        .evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
      expect(inside).toBe(0);
    };
    await visit(known, options, look, '#/services/long');
  });
});

it('fits a phone without scrolling sideways', async () => {
  await visit(EVERYTHING, { viewport: { width: 360, height: 740 } }, async (page) => {
    expect(await overflow(page)).toBe(0);
    expect(
      await page.locator('.card').evaluateAll((cards) => new Set(cards.map((card) => card.clientWidth)).size),
    ).toBe(1);
  });
});

it('shows five hundred services and follows their changes', async () => {
  const services = Array.from({ length: 500 }, (_, index) => serviceView(AT, { id: `service-${index}` }));
  await visit(snapshot(AT, services), still, async (page, server) => {
    await page.locator('.card').nth(499).waitFor();
    server.change({ services: services.map((service) => ({ ...service, latencyMs: 77, at: AT })) });
    await page.getByText('77 ms').nth(499).waitFor();
    expect(await page.getByText('77 ms').count()).toBe(500);
  });
});

it('stands still for those who ask for it', async () => {
  await visit(EVERYTHING, still, async (page, server) => {
    await server.stop();
    await page.locator('.connection.is-reconnecting').waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    await server.start();
  });
});

it('keeps the shapes of the statuses when the system chooses the colours', async () => {
  await visit(EVERYTHING, { forcedColors: 'active', ...still }, async (page) => {
    const outlines = await page
      .locator('.card .glyph')
      .evaluateAll((glyphs) => glyphs.map((glyph) => glyph.firstElementChild?.outerHTML));
    expect(new Set(outlines).size).toBe(4);
    expect(await faults(page)).toEqual([]);
  });
});

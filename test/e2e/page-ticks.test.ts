import { expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { serviceView, snapshot } from '../fixtures/page-fleet.ts';
import { pageWindows } from '../fixtures/page-window.ts';

const { openBrowser } = pageWindows();

const AT = Date.now();
const SERVICES = 300;

/** From a second to five minutes ago, and up for as many different spans: some texts change with each second, most do not. */
const fleet = Array.from({ length: SERVICES }, (_, index) =>
  serviceView(AT, {
    id: `s${index}`,
    name: `Service ${index}`,
    at: AT - index * 1000,
    since: AT - index * index * 1000,
  }),
);

/** The page's clock is moved by the test, and what is made of dates is counted: each time that is rendered makes one text for its attribute. */
async function count(page: Page): Promise<void> {
  await page.clock.install({ time: AT });
  // Otherwise time goes on by itself, too: two ticks in one look, on a busy machine.
  await page.clock.pauseAt(AT + 1000);
  await page.addInitScript(() => {
    const counts = { rendered: 0, formatters: 0 };
    // oxlint-disable-next-line no-extend-native, typescript/unbound-method -- to be counted; a proxy keeps the date that it is called on
    Date.prototype.toISOString = new Proxy(Date.prototype.toISOString, {
      apply(target, date, words) {
        counts.rendered += 1;
        return Reflect.apply(target, date, words);
      },
    });
    Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
      construct(target, words) {
        counts.formatters += 1;
        return Reflect.construct(target, words) as object;
      },
    });

    /** What of the page is written, rendered and read otherwise from now until it is asked. */
    const look = () => {
      const texts = new Map<Node, string | null>();
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
        texts.set(node, node.nodeValue);
      const records: MutationRecord[] = [];
      const observer = new MutationObserver((more) => void records.push(...more));
      observer.observe(document, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
        attributeOldValue: true,
      });
      const before = { ...counts };
      return () => {
        records.push(...observer.takeRecords());
        observer.disconnect();
        const written = new Set(
          records.filter(({ type }) => type === 'characterData').map(({ target }) => target),
        );
        const isIdle = ({ type, target, attributeName, oldValue }: MutationRecord) =>
          type === 'childList' ||
          (type === 'attributes' && (target as Element).getAttribute(attributeName ?? '') === oldValue);
        return {
          changed: [...texts].filter(([node, text]) => node.nodeValue !== text).length,
          written: written.size,
          /** Elements that came or went, and attributes that were written as they had been. */
          idle: records.filter(isIdle).length,
          rendered: counts.rendered - before.rendered,
          formatters: counts.formatters - before.formatters,
        };
      };
    };
    Object.assign(window, { look });
  });
}

type Look = () => () => {
  readonly changed: number;
  readonly written: number;
  readonly idle: number;
  readonly rendered: number;
  readonly formatters: number;
};

it('a tick of the clock writes the texts that read otherwise after it, and renders nothing else', async () => {
  const { page, complaints } = await openBrowser({ known: snapshot(AT, fleet) }, count);
  await page.getByText(`All ${SERVICES} services are up`).first().waitFor();
  expect(await page.locator('.card').count()).toBe(SERVICES);
  // What is due at the start is over, such as what a screen reader is told.
  await page.clock.runFor(3000);
  for (let second = 0; second < 3; second++) {
    await page.evaluate(() => {
      const scope = window as unknown as { look: Look; seen: ReturnType<Look> };
      scope.seen = scope.look();
    });
    await page.clock.runFor(1000);
    const { changed, written, idle, rendered, formatters } = await page.evaluate(() =>
      (window as unknown as { seen: ReturnType<Look> }).seen(),
    );
    // Of the last minute each, of the rest few.
    expect(changed).toBeGreaterThan(50);
    expect(changed).toBeLessThan(SERVICES);
    expect({ written, rendered, idle, formatters }).toEqual({
      written: changed,
      rendered: changed,
      idle: 0,
      formatters: 0,
    });
  }
  expect(complaints).toEqual([]);
});

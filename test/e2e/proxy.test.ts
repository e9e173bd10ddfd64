import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startWebServer } from '../../electron/web/start-web-server.ts';
import { openTo } from '../builders/doors.ts';
import { sessionsOf } from '../builders/sessions.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeDashboard, serviceView } from '../fakes/fake-dashboard.ts';
import { MemoryTokens } from '../fakes/memory-tokens.ts';
import { startNginx } from '../fixtures/nginx.ts';
import { freshPage, startBrowser } from '../fixtures/page-browser.ts';
import { buildPage } from '../fixtures/page-bundle.ts';

const NAME = 'monitor.lan';
const OPERATOR = 'act-0123456789-0123456789';
/** The lines of the README. */
const SOCKET =
  'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;';

let folder: string;
let browser: Browser;
beforeAll(async () => {
  [folder, browser] = await Promise.all([buildPage(), startBrowser(`MAP ${NAME} 127.0.0.1`)]);
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

async function monitor(sharing: Parameters<typeof startWebServer>[0]['sharing'], trustLoopback = true) {
  const [dashboard, tokens] = [new FakeDashboard(), new MemoryTokens()];
  tokens.add(OPERATOR, 'ann', 'operator');
  // So many that their snapshot comes compressed.
  dashboard.services = ['orders', ...Array.from({ length: 60 }, (_, index) => `other-${index}`)].map((id) =>
    serviceView({ id, name: id === 'orders' ? 'Orders' : id, status: id === 'orders' ? 'down' : 'up' }),
  );
  const silent = () => undefined;
  const logger = { debug: silent, info: silent, warn: silent, error: silent };
  const clock = new FakeClock();
  const started = await startWebServer({
    dashboard,
    tokens,
    sessions: sessionsOf(tokens, clock, logger),
    clock,
    logger,
    host: '127.0.0.1',
    port: 0,
    version: '1.2.3',
    rendererFolder: folder,
    sharing,
    trustLoopback,
    tls: null,
  });
  if (!started.ok) throw new Error(started.error.message);
  onTestFinished(() => started.value.close());
  return { port: started.value.port, dashboard };
}

describe('a browser behind nginx', () => {
  it.each([
    ['https on another port', 'https', '/', '$http_host', openTo([NAME])],
    ['a path of its own over https', 'https', '/bell/', '$http_host', openTo([NAME])],
    ['plain http on another port', 'http', '/', '$http_host', openTo([NAME])],
    // Browsers name a port that this Host leaves out: the whole origin has to be listed.
    ['a Host without its port', 'https', '/bell/', '$host', null],
    // The Host of a bare proxy_pass, without the rights that it would have.
    ['a Host of the upstream', 'https', '/', '$proxy_host', null],
  ] as const)('signs in, sees what changes and acts: %s', async (_, scheme, path, host, known) => {
    const origins = new Set<string>();
    const { port, dashboard } = await monitor(known ?? openTo([NAME], { origins }), known !== null);
    const front = await startNginx(
      (own, certificate) => `server { listen 127.0.0.1:${own}${scheme === 'https' ? ' ssl' : ''};
${scheme === 'https' ? certificate : ''}
location ${path} { proxy_pass http://127.0.0.1:${port}/; proxy_set_header Host ${host}; ${SOCKET} } }`,
    );
    if (known === null) origins.add(`${scheme}://${NAME}:${front}`);
    const { page, complaints, close } = await freshPage(browser, { ignoreHTTPSErrors: true });
    onTestFinished(close);
    const address = `${scheme}://${NAME}:${front}${path}`;

    await page.goto(address);
    await page.getByRole('heading', { name: 'Ask for a link' }).waitFor();
    await page.goto(`${address}#token=${OPERATOR}`);
    await page.getByRole('link', { name: 'Orders' }).first().waitFor();
    expect(page.url()).toBe(address);
    const cookies = await page.context().cookies();
    expect(cookies.map(({ secure, httpOnly }) => ({ secure, httpOnly }))).toEqual([
      { secure: scheme === 'https', httpOnly: true },
    ]);
    await page.getByRole('button', { name: 'Probe now' }).click();
    await page.getByText('All services are being probed.').waitFor({ state: 'attached' });
    expect(dashboard.requested).toEqual([{ request: { type: 'probe-now' }, author: 'ann' }]);
    await page.reload();
    await page.getByRole('link', { name: 'Orders' }).first().waitFor();
    expect(
      complaints.filter((text) => !/401|Cross-Origin-Opener-Policy header has been ignored/.test(text)),
    ).toEqual([]);
  });
});

describe('a proxy that hides who asks', () => {
  const read = (port: number, path: string) =>
    new Promise<number>((resolve, reject) => {
      const asking = request(
        { host: '127.0.0.1', port, path, headers: { host: NAME }, agent: false },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      asking.on('error', reject).end();
    });

  it.each([
    ['by its usual HTTP/1.0', '', true, 401],
    [
      'by X-Forwarded-For',
      'proxy_http_version 1.1; proxy_set_header X-Forwarded-For $remote_addr;',
      true,
      401,
    ],
    ['by nothing at all', 'proxy_http_version 1.1; proxy_set_header Connection "";', true, 200],
    [
      'by nothing, and nobody is trusted',
      'proxy_http_version 1.1; proxy_set_header Connection "";',
      false,
      401,
    ],
  ] as const)('gives nobody any rights: it is known %s', async (_, lines, trusted, status) => {
    const { port } = await monitor(null, trusted);
    const front = await startNginx(
      (own) =>
        `server { listen 127.0.0.1:${own}; location / { proxy_pass http://127.0.0.1:${port}; ${lines} } }`,
    );
    expect(await read(front, '/api/v1/services')).toBe(status);
    expect(await read(front, '/')).toBe(200);
  });
});

describe('a proxy that compresses', () => {
  /** As most are set up: the proxy compresses what comes to it as it is, and weakens the tag of that. */
  const COMPRESSING =
    'gzip on; gzip_proxied any; gzip_min_length 1; gzip_types *; proxy_set_header Accept-Encoding "";';

  it.each([
    ['by itself', COMPRESSING],
    ['only what we have not', 'gzip on; gzip_proxied any; gzip_min_length 1; gzip_types *;'],
  ])('sends a browser nothing that it has: %s', async (_, lines) => {
    const { port } = await monitor(openTo([NAME]));
    const front = await startNginx(
      (own) => `server { listen 127.0.0.1:${own};
location / { proxy_pass http://127.0.0.1:${port}/; proxy_set_header Host $http_host; ${SOCKET} ${lines} } }`,
    );
    const { page, close } = await freshPage(browser);
    onTestFinished(close);
    await page.goto(`http://${NAME}:${front}/`);
    await page.getByRole('heading', { name: 'Ask for a link' }).waitFor();
    const sizes = await page.evaluate(async () => {
      const files = [...document.querySelectorAll('script[src], link[rel=stylesheet]')].map(
        (element) => element.getAttribute('src') ?? element.getAttribute('href') ?? '',
      );
      const sizeOf = async (path: string) => {
        performance.clearResourceTimings();
        const text = await (await fetch(path, { cache: 'no-cache' })).text();
        const [entry] = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
        return {
          sent: entry?.transferSize ?? -1,
          compressed: entry?.encodedBodySize ?? -1,
          whole: text.length,
        };
      };
      const seen = [];
      for (const path of ['./', ...files]) seen.push(await sizeOf(path));
      return seen;
    });
    expect(sizes).toHaveLength(3);
    for (const { sent } of sizes) expect(sent).toBeLessThan(1000);
    for (const { compressed, whole } of sizes.slice(1)) expect(compressed).toBeLessThan(whole / 2);
  });
});

import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, request as ask, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { openTo } from '../builders/doors.ts';
import { sessionsOf } from '../builders/sessions.ts';
import type { CertificateSource } from '../../electron/ports.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeDashboard, serviceView } from '../fakes/fake-dashboard.ts';
import { MemoryTokens } from '../fakes/memory-tokens.ts';
import { freshPage, startBrowser } from '../fixtures/page-browser.ts';
import { CertificateFolder } from '../fixtures/certificate-folder.ts';
import { makeCertificate } from '../fixtures/certificates.ts';
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

interface Place {
  readonly port?: number;
  readonly tls?: CertificateSource;
}

/** A monitor that may be served in several ways, one after the other or at once, and a browser that has never been there. */
async function world() {
  const [dashboard, tokens, clock] = [new FakeDashboard(), new MemoryTokens(), new FakeClock()];
  tokens.add(VIEWER, 'team', 'viewer');
  tokens.add(OPERATOR, 'ann', 'operator');
  dashboard.services = [serviceView({ id: 'orders', name: 'Orders', status: 'down' })];
  const silent = () => undefined;
  const logger = { debug: silent, info: silent, warn: silent, error: silent };
  const sessions = sessionsOf(tokens, clock, logger);
  const { page, complaints, close } = await freshPage(browser, { ignoreHTTPSErrors: true });
  onTestFinished(close);

  async function serveAt({ port = 0, tls }: Place = {}) {
    const started = await startWebServer({
      dashboard,
      tokens,
      sessions,
      clock,
      logger,
      host: '127.0.0.1',
      port,
      version: '1.2.3',
      rendererFolder: folder,
      sharing: openTo([NAME]),
      trustLoopback: true,
      tls: tls ?? null,
    });
    if (!started.ok) throw new Error(started.error.message);
    onTestFinished(() => started.value.close());
    const address = `${tls === undefined ? 'http' : 'https'}://${NAME}:${started.value.port}/`;
    return { address, port: started.value.port, stop: () => started.value.close() };
  }

  const orders = page.getByRole('link', { name: 'Orders' });
  const who = page.getByRole('group', { name: 'Your session' });
  const asked = page.getByRole('heading', { name: 'Ask for a link' });
  return { dashboard, tokens, sessions, page, complaints, serveAt, orders, who, asked };
}

/** The real server, asked by a name of the network. */
async function visit() {
  const made = await world();
  const { address, port } = await made.serveAt();
  return { ...made, address, port, open: (secret: string) => made.page.goto(`${address}#token=${secret}`) };
}

/** Another program on the same machine, which sees what a browser sends it, and may send cookies back. */
async function neighbour(setCookies: readonly string[] = []) {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    response.setHeader('set-cookie', setCookies);
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Neighbour</title><h1>Orders service</h1>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://${NAME}:${(server.address() as AddressInfo).port}/`, seen };
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

  it('is asked before the service in the address opens, and nothing lies over that', async () => {
    const { page, address, who } = await visit();
    await page.goto(`${address}#/services/orders`);
    const panel = page.getByRole('dialog');
    await page.getByLabel('Token or link').fill(VIEWER);
    expect(await panel.count()).toBe(0);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await panel.getByRole('heading', { name: 'Orders' }).waitFor();
    await page.keyboard.press('Escape');
    await who.waitFor();
    await page.goto(`${address}#/services/orders`);
    await panel.waitFor();
    // The end of the session closes what was open with it.
    await page.evaluate(async () => {
      const key = Object.values(localStorage).join();
      await fetch('/api/v1/session', { method: 'DELETE', headers: { 'bellwether-key': key } });
    });
    await page.getByLabel('Token or link').fill(VIEWER);
    expect(await panel.count()).toBe(0);
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
    await page.route('**/api/v1/requests', (route) => route.fulfill({ status: 503 }));
    await page.getByRole('button', { name: 'Probe now' }).click();
    await page.locator('.bar .fault').waitFor();
    const middleOf = async (name: string) => {
      const box = await page.locator('.bar').getByRole('button', { name }).boundingBox();
      return box && Math.round(box.y + box.height / 2);
    };
    // However long its words are, the buttons stay in one line.
    expect(await middleOf('Sign out')).toBe(await middleOf('Probe now'));
  });

  it('is kept by the policy of the page from nothing that the page does', async () => {
    const { page, complaints, address, open, orders, who, asked } = await visit();
    await page.goto(address);
    await asked.waitFor();
    await open(OPERATOR);
    await orders.first().click();
    const panel = page.getByRole('dialog', { name: 'Orders' });
    await panel.getByRole('button', { name: 'Silence (Orders)' }).click();
    await panel.getByLabel('Comment').last().fill('<b>known</b>');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'About and licences' }).click();
    await page.getByRole('region', { name: 'Third-party notices' }).getByText('react@').waitFor();
    await page.getByRole('button', { name: /^Pause monitoring/ }).click();
    await page.keyboard.press('Escape');
    await who.getByRole('button', { name: 'Sign out' }).click();
    await asked.waitFor();
    // A 401 is what the page asks for, and Chromium heeds an opener policy over https only.
    const usual = /^Failed to load resource|^The Cross-Origin-Opener-Policy header has been ignored/;
    expect(complaints.filter((complaint) => !usual.test(complaint))).toEqual([]);
  });

  it('sees nothing any more once its token is revoked, nor after signing out', async () => {
    const { tokens, page, open, orders } = await visit();
    await open(OPERATOR);
    await orders.first().waitFor();
    tokens.revoke('ann');
    await page.getByRole('heading', { name: 'Ask for a link' }).waitFor();
    expect(await orders.count()).toBe(0);
    const ended = page.getByText('Your session has ended: its token was revoked,');
    await ended.waitFor();
    await page.reload();
    await ended.waitFor();
    await open(VIEWER);
    await orders.first().waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Ask for a link' }).waitFor();
    expect(await ended.count()).toBe(0);
    await page.reload();
    await page.getByRole('heading', { name: 'Ask for a link' }).waitFor();
  });
});

/** What a program gets that sends exactly these headers to the real server, whatever name it says it asks. */
function replay(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = {
      ...headers,
      ...(body !== '' && { 'content-type': 'application/json', 'content-length': `${body.length}` }),
    };
    const asking = ask({ host: '127.0.0.1', port, method, path, agent: false, headers: sent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

/** What a socket that sends these headers hears before it is closed. */
function replaySocket(
  port: number,
  headers: Readonly<Record<string, string>>,
  said: string,
): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const heard: string[] = [];
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers });
    socket.on('error', () => undefined);
    socket.on('open', () => socket.send(said));
    socket.on('message', (data: Buffer) => void heard.push(data.toString()));
    socket.on('close', () => resolve(heard));
  });
}

/** Without a right token, and after too many wrong ones. */
const REFUSED = [401, 429];

describe('another port of the same name', () => {
  it('gets nothing from the browser of an operator that lets a program in', async () => {
    const { dashboard, sessions, page, port, open, who } = await visit();
    const service = await neighbour();
    dashboard.services = [
      serviceView({ id: 'orders', name: 'Orders', status: 'down', links: { home: service.url } }),
    ];
    await open(OPERATOR);
    await who.waitFor();
    const key = await page.evaluate(() => Object.values(localStorage).join());
    expect(key).toHaveLength(32);
    // A link on the page, in a tab of its own; then by the address bar; then from a script over there.
    const opened = page.context().waitForEvent('page');
    await page.evaluate((url) => {
      const link = Object.assign(document.createElement('a'), {
        href: url,
        target: '_blank',
        textContent: 'x',
      });
      document.body.append(link);
      link.click();
    }, service.url);
    const tab = await opened;
    await tab.getByRole('heading', { name: 'Orders service' }).waitFor();
    await tab.goto(service.url);
    const scripted = await tab.evaluate(async (address) => {
      await fetch('/own', { credentials: 'include' });
      const far = await fetch(`${address}api/v1/session`, { credentials: 'include' }).catch(() => 'refused');
      return [far, Object.values(localStorage).join(), window.opener, document.referrer];
    }, `http://${NAME}:${port}/`);
    expect(scripted).toEqual(['refused', '', null, '']);

    const cookies = [...new Set(service.seen.map(({ cookie }) => cookie ?? ''))].filter(
      (cookie) => cookie !== '',
    );
    expect(cookies).toHaveLength(1);
    const recorded = JSON.stringify(service.seen);
    expect([recorded.includes(OPERATOR), recorded.includes(key)]).toEqual([false, false]);

    const origin = `http://${NAME}:${port}`;
    const same = {
      origin,
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'cors',
      'sec-fetch-dest': 'empty',
    };
    const values = cookies
      .flatMap((cookie) => cookie.split('; '))
      .map((pair) => pair.slice(pair.indexOf('=') + 1));
    for (const cookie of cookies) {
      const own = { host: `${NAME}:${port}`, cookie };
      // Also with what it saw in places where it does not belong.
      const guesses = [
        {},
        ...values.flatMap((value) => [{ 'bellwether-key': value }, { authorization: `Bearer ${value}` }]),
      ];
      for (const guess of guesses) {
        for (const sent of [
          { ...own, ...guess },
          { ...own, ...same, ...guess },
        ]) {
          for (const path of [
            '/api/v1/services',
            '/api/v1/overview',
            '/health',
            '/metrics',
            '/api/v1/openapi.json',
          ])
            expect(REFUSED).toContain(await replay(port, 'GET', path, sent));
        }
        const change = await replay(
          port,
          'POST',
          '/api/v1/requests',
          { ...own, ...same, ...guess },
          '{"type":"resume"}',
        );
        expect(REFUSED).toContain(change);
        await replay(port, 'DELETE', '/api/v1/session', { ...own, ...same, ...guess });
        await replay(port, 'POST', '/api/v1/session', { ...own, ...same, ...guess }, '{"token":"guess"}');
      }
      for (const said of [
        '{"type":"resync"}',
        ...values.map((value) => JSON.stringify({ type: 'key', key: value })),
      ])
        expect(await replaySocket(port, { ...own, origin }, said)).toEqual([]);
    }
    expect(dashboard.requested).toEqual([]);
    // And nobody was signed out by it.
    expect(sessions.hasHalf(cookieHalves(cookies))).toBe(true);
    await page.reload();
    await who.waitFor();
  });

  it('locks nobody out with cookies of our name, on whatever path', async () => {
    const { page, open, who, asked } = await visit();
    await open(OPERATOR);
    await who.waitFor();
    const nameNow = async () => (await page.context().cookies()).at(-1)?.name ?? '';
    const name = await nameNow();
    const paths = ['/api', '/api/v1', '/api/v1/session', '/ws', '/api/v1/services'];
    const junk = await neighbour(paths.map((path) => `${name}=junk; Path=${path}; Max-Age=9999`));
    await page.goto(junk.url);
    expect((await page.context().cookies()).length).toBe(1 + paths.length);
    await open('');
    await who.waitFor();
    await page.reload();
    await who.waitFor();
    // In place of ours: the half is gone, and the next one has another name.
    const thief = await neighbour([`${name}=junk; Path=/; Max-Age=9999`]);
    await page.goto(thief.url);
    await open('');
    await asked.waitFor();
    await open(OPERATOR);
    await who.waitFor();
    expect(await nameNow()).not.toBe(name);
    await page.reload();
    await who.waitFor();
    const left = (await page.context().cookies()).map(({ path, name: kept }) => [path, kept === name]);
    expect(left).toContainEqual(['/', false]);
    expect(left.filter(([path, old]) => old === true && String(path).startsWith('/api/v1/session'))).toEqual(
      [],
    );
  });
});

function cookieHalves(cookies: readonly string[]) {
  return cookies.flatMap((line) =>
    line.split('; ').map((pair) => {
      const [, id = '', value = ''] = /-([0-9a-f]{8})=(.*)$/.exec(pair) ?? [];
      return { id, value };
    }),
  );
}

describe('the tabs of one browser', () => {
  it('agree on who one is, whichever of them signs in or out', async () => {
    const { page, address, open, who, asked } = await visit();
    const second = await page.context().newPage();
    const theirs = second.getByRole('group', { name: 'Your session' });
    const theyAsk = second.getByRole('heading', { name: 'Ask for a link' });
    await Promise.all([page.goto(address), second.goto(address)]);
    await Promise.all([asked.waitFor(), theyAsk.waitFor()]);
    await page.getByLabel('Token or link').fill(VIEWER);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await Promise.all([who.getByText('team').waitFor(), theirs.getByText('team').waitFor()]);
    await open(OPERATOR);
    await Promise.all([who.getByText('ann').waitFor(), theirs.getByText('ann').waitFor()]);
    await second.getByRole('button', { name: 'Sign out' }).click();
    await Promise.all([asked.waitFor(), theyAsk.waitFor()]);
    expect(await Promise.all([who.count(), theirs.count()])).toEqual([0, 0]);
  });
});

describe('what a browser kept of one way', () => {
  it('keeps it out on no other: http after https on that port, another port, and back', async () => {
    const { page, serveAt, who, asked } = await world();
    const certificates = new CertificateFolder(makeCertificate({ names: [NAME] }));
    const secure = await serveAt({ tls: certificates.source() });
    const enter = async (address: string, secret: string, name: string) => {
      await page.goto('about:blank');
      await page.goto(address);
      await asked.waitFor();
      await page.getByLabel('Token or link').fill(secret);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await who.getByText(name).waitFor();
    };
    const stays = async (address: string, name: string) => {
      await page.goto('about:blank');
      await page.goto(address);
      await who.getByText(name).waitFor();
    };
    await enter(secure.address, OPERATOR, 'ann');
    await stays(secure.address, 'ann');
    const [kept] = await page.context().cookies();
    expect(kept).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(kept?.name).toMatch(/^__Host-bellwether-/);
    await secure.stop();
    const plain = await serveAt({ port: secure.port });
    await enter(plain.address, VIEWER, 'team');
    await stays(plain.address, 'team');
    const other = await serveAt();
    await enter(other.address, OPERATOR, 'ann');
    await stays(other.address, 'ann');
    await stays(plain.address, 'team');
    await plain.stop();
    const again = await serveAt({ port: secure.port, tls: certificates.source() });
    await stays(again.address, 'ann');
  });

  it('is said to be kept only when the server has just agreed', async () => {
    const { page, address, asked, who } = await visit();
    await page.goto(address);
    await asked.waitFor();
    await page.getByLabel('Token or link').fill(OPERATOR);
    await page.route('**/api/v1/session', async (route) => {
      if (route.request().method() === 'GET') await page.context().clearCookies();
      await route.continue();
    });
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('this browser did not keep the session').waitFor();
    expect([await page.getByText('Signed in.').count(), await who.count()]).toEqual([0, 0]);
  });
});

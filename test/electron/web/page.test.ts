import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { serve } from './serve.ts';
import { CHROMIUM } from '../../fixtures/chromium.ts';

const SITE = {
  'index.html':
    '<!doctype html><title>Bellwether</title><link rel="stylesheet" href="/assets/app.css">' +
    '<script>document.title = "inline script ran"</script><p style="color: red">text</p>' +
    '<script type="module" crossorigin src="/assets/app.js"></script>',
  'assets/app.css': 'p { width: 123px }',
  'assets/app.js': `
    const seen = { violations: [] };
    document.addEventListener('securitypolicyviolation', (event) => seen.violations.push(event.effectiveDirective));
    document.body.dataset.script = 'ran';
    const attempt = (act) => { try { act(); return 'done'; } catch (error) { return error.name; } };
    seen.html = attempt(() => { document.querySelector('p').innerHTML = '<b>x</b>'; });
    seen.eval = attempt(() => eval('1'));
    seen.policy = attempt(() => trustedTypes.createPolicy('default', { createHTML: (text) => text }));
    const image = new Image();
    image.src = 'http://localhost:1/pixel.png';
    const socket = new WebSocket('ws://' + location.host + '/ws');
    socket.onmessage = async (message) => {
      seen.socket = JSON.parse(message.data).type;
      seen.health = (await (await fetch('/health')).json()).status;
      document.body.dataset.seen = JSON.stringify(seen);
    };`,
};

async function openPage(args: readonly string[] = []): Promise<Page> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...args,
    ],
  });
  onTestFinished(() => browser.close());
  return browser.newPage();
}

/** A page of another program on this machine. */
async function foreignPage(host: string, html: string): Promise<string> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(request.url === '/' ? html : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://${host}:${(server.address() as AddressInfo).port}/`;
}

it('loads with its own script, style and socket, and runs nothing else', async () => {
  const { server } = await serve(SITE);
  const page = await openPage();
  await page.goto(server.url);
  await page.waitForSelector('body[data-seen]');
  expect(await page.evaluate('document.body.dataset.script')).toBe('ran');
  expect(await page.title()).toBe('Bellwether');
  expect(
    await page.locator('p').evaluate((node) => [node.clientWidth, getComputedStyle(node).color]),
  ).toEqual([123, 'rgb(0, 0, 0)']);
  const seen: unknown = JSON.parse((await page.getAttribute('body', 'data-seen')) ?? '');
  expect(seen).toMatchObject({
    html: 'TypeError',
    eval: 'EvalError',
    policy: 'TypeError',
    socket: 'snapshot',
    health: 'pass',
  });
  expect(seen).toHaveProperty(
    'violations',
    expect.arrayContaining(['require-trusted-types-for', 'trusted-types', 'img-src']),
  );
});

it.each([
  ['of the same site', '127.0.0.1'],
  ['of another site', 'localhost'],
])('tells a foreign page %s nothing, but lets it link here', async (_, host) => {
  const { server, port } = await serve(SITE);
  const url = await foreignPage(
    host,
    `<a href="${server.url}">dashboard</a><iframe src="${server.url}"></iframe>`,
  );
  const page = await openPage();
  await page.goto(url);
  const outcomes: unknown = await page.evaluate(`(async () => {
    const loads = (element) => new Promise((resolve) => {
      element.onload = () => resolve('loaded');
      element.onerror = () => resolve('refused');
      document.head.append(element);
    });
    const script = Object.assign(document.createElement('script'), { src: '${server.url}/assets/app.js' });
    const data = Object.assign(document.createElement('script'), { src: '${server.url}/api/v1/services' });
    const connects = (socket) => new Promise((resolve) => {
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('refused');
    });
    return {
      script: await loads(script),
      data: await loads(data),
      fetch: await fetch('${server.url}/health').then(() => 'read', () => 'refused'),
      blind: await fetch('${server.url}/health', { mode: 'no-cors' }).then(() => 'sent', () => 'refused'),
      socket: await connects(new WebSocket('ws://127.0.0.1:${port}/ws')),
    };
  })()`);
  expect(outcomes).toEqual({
    script: 'refused',
    data: 'refused',
    fetch: 'refused',
    blind: 'refused',
    socket: 'refused',
  });
  expect(page.frames()[1]?.url()).toMatch(/^chrome-error:/);
  await page.click('a');
  await page.waitForSelector('body[data-seen]');
  expect(page.url()).toBe(`${server.url}/`);
});

it('shows nothing under a name that a stranger points here', async () => {
  const { port } = await serve(SITE);
  const page = await openPage(['--host-resolver-rules=MAP rebound.example 127.0.0.1']);
  const response = await page.goto(`http://rebound.example:${port}/`);
  expect([response?.status(), await response?.text()]).toEqual([
    421,
    expect.stringMatching(/^Misdirected Request\nThis server does not go by the name rebound\.example\./),
  ]);
});

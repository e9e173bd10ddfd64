import { expect, it } from 'vitest';
import { exchange, serve, type Answer } from './serve.ts';

const HANDSHAKE =
  'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
/** Each kind of door, with the headers that open it. */
const DOORS = [
  ['/', ''],
  ['/assets/app-1a2b.js', ''],
  ['/health', ''],
  ['/health/live', ''],
  ['/api/v1/services', ''],
  ['/api/v1/services/orders/history', ''],
  ['/nowhere', ''],
  ['/%zz', ''],
  ['/ws', HANDSHAKE],
] as const;
const SECRETS = /orders|1\.2\.3|<html/;

/** The name of the status, and whole sentences. */
const REFUSAL = /^[A-Z][A-Za-z ]+\n[A-Z].+\.\n$/;

function expectGuarded(answer: Answer): void {
  const { headers, status, body } = answer;
  const refused = (status ?? 0) >= 400 && headers['content-type']?.startsWith('text/plain') === true;
  expect(refused && body !== '' && !REFUSAL.test(body) ? body : '').toBe('');
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'( ws:\/\/127\.0\.0\.1:\d+ wss:\/\/127\.0\.0\.1:\d+)?; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/,
  );
  expect(headers).toMatchObject({
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  expect(headers['cache-control']).toBeDefined();
  const names = Object.keys(headers);
  expect(names.filter((name) => name.startsWith('access-control-') || name === 'server')).toEqual([]);
}

it.each(DOORS)(
  'refuses a foreign name, two names, no name and another address in full at %s',
  async (path, extra) => {
    const { port } = await serve();
    const own = `Host: 127.0.0.1:${port}\r\n`;
    const get = (target: string, headers: string) =>
      exchange(
        port,
        `GET ${target} HTTP/1.1\r\n${headers}Origin: http://127.0.0.1:${port}\r\n${extra || 'Connection: close\r\n'}\r\n`,
      );
    const cases = [
      [421, await get(path, `Host: evil.example:${port}\r\n`)],
      // Another port of our name: a proxy's, or a page's that is not ours.
      [403, await get(path, `Host: 127.0.0.1:${port + 1}\r\n`)],
      [400, await get(path, `${own}Host: evil.example\r\n`)],
      [400, await get(path, '')],
      [400, await get(`http://evil.example${path}`, own)],
    ] as const;
    for (const [status, answer] of cases) {
      expect(answer.status).toBe(status);
      expect(answer.body).not.toMatch(SECRETS);
      expectGuarded(answer);
    }
  },
);

it.each(DOORS)('carries every header at %s, whatever the answer', async (path, extra) => {
  const { port } = await serve();
  const headers = `Host: 127.0.0.1:${port}\r\nConnection: close\r\n`;
  if (extra === '') expectGuarded(await exchange(port, `GET ${path} HTTP/1.1\r\n${headers}\r\n`));
  expectGuarded(await exchange(port, `HEAD ${path} HTTP/1.1\r\n${headers}\r\n`));
  const posted = await exchange(port, `POST ${path} HTTP/1.1\r\n${headers}Content-Length: 2\r\n\r\n{}`);
  expect([posted.status, posted.headers['allow']]).toEqual([405, 'GET, HEAD']);
  expectGuarded(posted);
});

it.each([
  ['PUT', '/api/v1/session', 'GET, HEAD, POST, DELETE'],
  ['DELETE', '/api/v1/requests/', 'POST'],
  ['PATCH', '/health?_=1', 'GET, HEAD'],
  ['OPTIONS', '/nowhere', 'GET, HEAD'],
])('says what can be done instead of %s %s', async (method, path, allow) => {
  const { port } = await serve();
  const answer = await exchange(port, `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  expect([answer.status, answer.headers['allow']]).toEqual([405, allow]);
});

it.each([
  ['http://evil.example', 403],
  ['null', 403],
])('refuses a socket for the page %s', async (origin, status) => {
  const { port } = await serve();
  const line = `Origin: ${origin}\r\n`;
  const answer = await exchange(
    port,
    `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${line}${HANDSHAKE}\r\n`,
  );
  expect(answer.status).toBe(status);
  expectGuarded(answer);
});

it('answers a broken handshake, and one at another path as if it had not been asked', async () => {
  const { port } = await serve();
  const own = `Host: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\n`;
  const broken = await exchange(
    port,
    `GET /ws HTTP/1.1\r\n${own}Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n`,
  );
  expect(broken.status).toBe(400);
  expectGuarded(broken);
  const elsewhere = await exchange(
    port,
    `GET /health/live HTTP/1.1\r\n${own}Upgrade: h2c\r\nConnection: Upgrade, close\r\n\r\n`,
  );
  expect(elsewhere.status).toBe(200);
  const slashed = await exchange(
    port,
    `GET /ws/ HTTP/1.1\r\n${own}Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n`,
  );
  expect(slashed.status).toBe(400);
  const plain = await exchange(port, `GET /ws HTTP/1.1\r\n${own}Connection: close\r\n\r\n`);
  expect([plain.status, plain.headers['upgrade']]).toEqual([426, 'websocket']);
  expectGuarded(plain);
});

it.each([
  ['what is not HTTP', 'hello\r\n\r\n', 400],
  ['a TLS greeting', '\x16\x03\x01\x02\x00\x01', 400],
  ['headers without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(70_000)}\r\n`, 431],
  ['two lengths', 'GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 1\r\n\r\n', 400],
])('refuses %s', async (_, text, status) => {
  const { port } = await serve();
  const answer = await exchange(port, text);
  expect(answer.status).toBe(status);
  expectGuarded(answer);
});

it('takes the cookies of everybody else on its host name, and says what to do about too many', async () => {
  const { port } = await serve();
  const asking = (bytes: number) =>
    exchange(
      port,
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\nCookie: a=${'x'.repeat(bytes)}\r\n\r\n`,
    );
  expect((await asking(60_000)).status).toBe(200);
  const { status, body } = await asking(70_000);
  expect([status, body]).toEqual([431, expect.stringContaining('delete those')]);
});

it('refuses bodies, and expectations it does not know without forgetting the policy', async () => {
  const { port } = await serve();
  const own = `Host: 127.0.0.1:${port}\r\n`;
  const close = 'Connection: close\r\n\r\n';
  const statuses = await Promise.all(
    [
      `${own}Transfer-Encoding: chunked\r\n\r\n5\r\nhello`,
      `${own}Content-Length: 5\r\n\r\n`,
      `${own}Content-Length: 5\r\nExpect: 100-continue\r\n\r\n`,
      `${own}Expect: wonders\r\n${close}`,
      `Host: evil.example\r\nExpect: 100-continue\r\n${close}`,
      `Host: evil.example\r\nExpect: wonders\r\n${close}`,
    ].map(async (headers) => (await exchange(port, `GET /health HTTP/1.1\r\n${headers}`)).status),
  );
  expect(statuses).toEqual([413, 413, 413, 200, 421, 421]);
});

it.each([
  '/../package.json',
  '/assets/../../package.json',
  '/assets/..%2f..%2fpackage.json',
  '/%2e%2e/package.json',
  '/..%5cpackage.json',
  '//etc/passwd',
  '/index.html%00.js',
  '/assets/',
  '/assets',
  '/index.htm%6c',
])('knows nothing beside the built page: %s', async (path) => {
  const { port } = await serve();
  const answer = await exchange(
    port,
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
  );
  expect([answer.status, answer.body]).toEqual([
    404,
    expect.stringMatching(/^Not Found\nNothing is at this address\./),
  ]);
});

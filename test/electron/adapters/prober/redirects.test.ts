import { expect, it } from 'vitest';
import { serveBytes, serveHttp, serveTcp } from '../../../fixtures/fault-servers.ts';
import type { FaultServer } from '../../../fixtures/fault-servers.ts';
import { during, httpService, probeOnce, prober, told } from './probe.ts';

/** Redirects to what its path names, `/302/http://...`; answers 200 elsewhere. */
function serveRedirects(seen: Record<string, unknown>[] = []): Promise<FaultServer> {
  return during(
    serveHttp((request, response) => {
      seen.push({ method: request.method, ...request.headers });
      const [, status, location] = /^\/(3\d\d)\/(.*)$/.exec(request.url ?? '') ?? [];
      if (status === undefined) response.end('arrived');
      else if (location === '') response.writeHead(Number(status)).end();
      else response.writeHead(Number(status), { location }).end('x'.repeat(100_000));
    }),
  );
}

it('is followed to the answer, which is judged', async () => {
  const server = await serveRedirects();
  const result = await probeOnce(httpService(`${server.url}/302//301//health`, { expectBody: 'arrived' }));
  expect(told(result)).toBe('answered 200');
});

it('is followed at once, whether its body ends or not', async () => {
  const server = await during(
    serveHttp((request, response) => {
      if (request.url === '/health') response.end('arrived');
      else response.writeHead(302, { location: '/health' }).write('moved');
    }),
  );
  expect(told(await probeOnce(httpService(server.url)))).toBe('answered 200');
});

it('adds the phases of all hops up', async () => {
  const server = await serveRedirects();
  const result = await probeOnce(httpService(`${server.url}/302//health`));
  if (result.outcome !== 'response') throw new Error(told(result));
  const parts = Object.values(result.timings).reduce((sum, part) => sum + (part ?? 0), 0);
  expect(parts).toBeLessThanOrEqual(result.latencyMs);
});

it('is judged itself when none are followed, or when it leads nowhere', async () => {
  const server = await serveRedirects();
  expect(told(await probeOnce(httpService(`${server.url}/302//health`, { followRedirects: 0 })))).toBe(
    'http-status: answered 302 Found, expected 2xx',
  );
  expect(told(await probeOnce(httpService(`${server.url}/302/`)))).toBe(
    'http-status: answered 302 Found, expected 2xx',
  );
});

it.each([
  [301, 'POST', 'GET'],
  [302, 'POST', 'GET'],
  [303, 'POST', 'GET'],
  [307, 'POST', 'POST'],
  [308, 'POST', 'POST'],
  [303, 'HEAD', 'HEAD'],
  [302, 'HEAD', 'HEAD'],
])('%i turns %s into %s', async (status, method, expected) => {
  const seen: Record<string, unknown>[] = [];
  const server = await serveRedirects(seen);
  await probeOnce(httpService(`${server.url}/${status}//health`, { method }));
  expect(seen.map((request) => request['method'])).toEqual([method, expected]);
});

it('that leads in a circle is stopped', async () => {
  const server = await during(
    serveHttp((request, response) =>
      response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end(),
    ),
  );
  const result = await probeOnce(httpService(`${server.url}/a`, { followRedirects: 10 }));
  expect(told(result)).toBe(`redirect: redirects go in a circle, back to 127.0.0.1:${server.port}`);
  expect(server.accepted()).toBe(2);
});

it('that never ends is stopped', async () => {
  let count = 0;
  const server = await during(
    serveHttp((_request, response) => response.writeHead(302, { location: `/${++count}` }).end()),
  );
  expect(told(await probeOnce(httpService(server.url)))).toBe(
    `redirect: more than 3 redirects, the next one to 127.0.0.1:${server.port}`,
  );
  expect(server.accepted()).toBe(4);
});

it.each([
  ['file:///etc/passwd', 'redirects from http to file, which is not followed; is the url right?'],
  ['ftp://127.0.0.1/', 'redirects from http to ftp, which is not followed; is the url right?'],
  ['javascript:alert(1)', 'redirects from http to javascript, which is not followed; is the url right?'],
  ['https://127.0.0.1/', 'redirects from http to https, which is not followed; is the url right?'],
  [
    `${'a'.repeat(30)}:x`,
    'redirects from http to aaaaaaaaaaaaaaaaaaa…, which is not followed; is the url right?',
  ],
  ['http://[broken/', 'redirects to something that is no URL'],
])('to %s is not followed', async (location, sentence) => {
  const server = await serveRedirects();
  expect(told(await probeOnce(httpService(`${server.url}/302/${location}`)))).toBe(
    `redirect: 127.0.0.1:${server.port} ${sentence}`,
  );
});

it.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://0xA9FEA9FE/',
  'http://[::ffff:169.254.169.254]/',
  'http://[fd00:ec2::254]/',
  'http://[fe80::1]/',
  'http://100.100.100.200/',
  'http://[fd20:ce::254]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://metadata.internal/',
])('to the metadata service (%s) is not followed', async (location) => {
  const server = await serveRedirects();
  const names = { 'metadata.internal': ['192.0.2.1', '169.254.169.254'] };
  const result = await probeOnce(httpService(`${server.url}/302/${location}`), { names });
  expect(result).toMatchObject({ outcome: 'failure', cause: 'redirect' });
  expect(told(result)).toContain('a link-local or metadata address, which is not followed');
});

it('keeps the configured headers within the origin, and from everyone else, also on the way back', async () => {
  const seen: Record<string, unknown>[] = [];
  const home = await serveRedirects(seen);
  const other = await serveRedirects(seen);
  const url = `${home.url}/307//307/${other.url}/307/${home.url}/health`;
  const headers = { authorization: 'Bearer secret', 'X-Api-Key': 'secret' };
  await probeOnce(httpService(url, { headers, followRedirects: 5 }));
  const held = seen.map((request) => [request['authorization'], request['x-api-key']]);
  const secret = ['Bearer secret', 'secret'];
  expect(held).toEqual([secret, secret, [undefined, undefined], [undefined, undefined]]);
});

it('shares the one deadline', async () => {
  const server = await during(
    serveHttp((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/slow' }).end();
    }),
  );
  const result = await probeOnce(httpService(server.url, {}, { timeoutMs: 300 }));
  expect(told(result)).toBe('timeout: connected, but no answer within 300 ms');
});

it.each([
  ['a name and a value', 'session=1', '/', 'session=1'],
  ['an attribute that says so', 'session=1; Path=/; HttpOnly; SameSite=Lax; Max-Age=60', '/', 'session=1'],
  ['a date to come', 'session=1; Expires=Fri, 31 Dec 2100 23:59:59 GMT', '/', 'session=1'],
  ['a path that it lies in', 'session=1; Path=/a', '/a/b', 'session=1'],
  ['a path beside it', 'session=1; Path=/a', '/ab', undefined],
  ['an age of nothing', 'session=1; Max-Age=0', '/', undefined],
  ['a date that is over', 'session=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', '/', undefined],
  ['a domain of another', 'session=1; Domain=other.example', '/', undefined],
  ['Secure, on this machine', 'session=1; Secure', '/', 'session=1'],
  ['no name', '=1', '/', undefined],
])('carries the cookies of the origin: %s', async (_what, cookie, path, expected) => {
  const seen: (string | undefined)[] = [];
  const server = await during(
    serveHttp((request, response) => {
      seen.push(request.headers.cookie);
      if (seen.length > 1) response.end('arrived');
      else response.writeHead(302, { location: path, 'set-cookie': cookie }).end();
    }),
  );
  await probeOnce(httpService(`${server.url}/start`));
  expect(seen).toEqual([undefined, expected]);
});

it('to itself is no circle while cookies change, and they are forgotten with the probe', async () => {
  const server = await during(
    serveHttp((request, response) => {
      const { cookie } = request.headers;
      if (cookie === 'team=blue; step=2') response.end('arrived');
      else {
        const step = cookie === 'team=blue; step=1' ? 2 : 1;
        response.writeHead(302, { location: '/', 'set-cookie': `step=${step}; Path=/` }).end();
      }
    }),
  );
  const probing = prober();
  const service = httpService(`${server.url}/`, { headers: { Cookie: 'team=blue' } });
  for (let turn = 0; turn < 2; turn++) {
    expect(told(await probing.probe(service, new AbortController().signal))).toBe('answered 200');
  }
  expect(server.accepted()).toBe(6);
});

it('keeps the cookies of an origin from all others', async () => {
  const seen: Record<string, unknown>[] = [];
  const other = await serveRedirects(seen);
  const home = await during(
    serveHttp((_request, response) =>
      response.writeHead(302, { location: other.url, 'set-cookie': 'session=secret; Path=/' }).end(),
    ),
  );
  expect(told(await probeOnce(httpService(home.url)))).toBe('answered 200');
  expect(seen.map(({ cookie }) => cookie)).toEqual([undefined]);
});

it.each([
  ['/caf\u{c3}\u{a9}', '/caf%C3%A9'],
  ['/caf\u{e9}', '/caf%E9'],
  ['/\u{c3}\u{a0}', '/%C3%A0'],
  ['/a b', '/a%20b'],
  ['/a%20b', '/a%20b'],
  ['/a#part', '/a'],
  ['a/../b', '/b'],
  ['?x=\u{c3}\u{a9}', '/start?x=%C3%A9'],
  ['//127.0.0.1:PORT/c', '/c'],
  ['  /d\t', '/d'],
])('to %j, byte for byte, asks for %s', async (location, path) => {
  const paths: (string | undefined)[] = [];
  const server = await during(
    serveTcp((socket) =>
      socket.on('data', (chunk) => {
        paths.push(/^GET (\S*)/.exec(chunk.toString('latin1'))?.[1]);
        const to = location.replace('PORT', String(server.port));
        const head = paths.length > 1 ? '200 OK\r\n' : `302 Found\r\nLocation: ${to}\r\n`;
        socket.end(Buffer.from(`HTTP/1.1 ${head}Content-Length: 0\r\n\r\n`, 'latin1'));
      }),
    ),
  );
  expect(told(await probeOnce(httpService(`${server.url}/start`)))).toBe('answered 200');
  expect(paths).toEqual(['/start', path]);
});

it.each(['', '   '])('to nowhere (%j) is judged as the answer it is', async (location) => {
  const server = await during(serveBytes(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\n\r\n`));
  expect(told(await probeOnce(httpService(server.url, { expectStatus: [{ from: 302, to: 302 }] })))).toBe(
    'answered 302',
  );
});

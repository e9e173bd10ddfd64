import { expect, it } from 'vitest';
import { serveHttp } from '../../../fixtures/fault-servers.ts';
import type { FaultServer } from '../../../fixtures/fault-servers.ts';
import { during, httpService, probeOnce, told } from './probe.ts';

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

import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeClock } from '../../../electron/adapters/node-clock.ts';
import { findUpdate, watchForUpdates, type Update } from '../../../electron/desktop/update-check.ts';
import { requestByNode } from '../../desktop/electron-double/net-request.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { makeCertificate } from '../../fixtures/certificates.ts';

const authority = makeCertificate({ subject: 'Test Authority' });
setDefaultCACertificates([...getCACertificates('default'), authority.cert]);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server, scheme: string): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/feed.json`;
}

const feed = (answer: RequestListener) => listening(createServer(answer), 'http');

/** Over https, and trusted. */
function secureFeed(answer: RequestListener): Promise<string> {
  return listening(createSecureServer(makeCertificate({ issuer: authority }), answer), 'https');
}

const find = (url: string, running = '0.1.0') =>
  findUpdate({ request: requestByNode }, url, running, nodeClock);

const OFFERED = JSON.stringify({ version: '9.0.0', url: 'https://example.com/bellwether' });

const offer = (version: string, url = 'https://example.com/bellwether') =>
  feed((_, response) => response.end(JSON.stringify({ version, url })));

describe('the check for updates', () => {
  it.each([
    ['1.2.3', '1.2.4', true],
    ['1.2.3', '1.10.0', true],
    ['1.9.0', '2.0.0', true],
    ['1.2.3', '1.2.3', false],
    ['1.2.3', '1.1.9', false],
    ['1.2.3-beta', '1.2.3', false],
  ])('with %s running and %s offered tells: %s', async (running, offered, told) => {
    const found = await find(await offer(offered), running);
    expect(found).toEqual({
      ok: true,
      value: told ? { version: offered, url: 'https://example.com/bellwether' } : null,
    });
  });

  it.each<[string, RequestListener, string]>([
    ['an error', (_, response) => response.writeHead(500).end(), 'the feed answered 500'],
    ['no JSON', (_, response) => response.end('<html>'), 'the feed is not understood'],
    ['another document', (_, response) => response.end('{"version":"next"}'), 'the feed is not understood'],
    [
      'an address that is no web page',
      (_, response) => response.end('{"version":"9.9.9","url":"javascript:alert(1)"}'),
      'the feed is not understood',
    ],
    [
      'an answer that is cut off',
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{"version"', () => response.destroy());
      },
      'the feed cannot be read: ',
    ],
    ['a redirect to nowhere', (_, response) => response.writeHead(302).end(), 'the feed answered 302'],
    [
      'a redirect to what is not https',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/feed.json' }).end(),
      'the feed leads to http://127.0.0.1:9/feed.json, which is not https',
    ],
    [
      'a redirect to a file',
      (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      'the feed leads to file:///etc/passwd, which is not https',
    ],
    ['endless text', (_, response) => response.end(' '.repeat(100_000)), 'the feed is too large'],
  ])('says what is wrong with %s', async (_, answer, fault) => {
    const found = await find(await feed(answer));
    expect(found.ok ? '' : found.error).toContain(fault);
  });

  it('is led on to where the file of a release is, as on GitHub', async () => {
    const headers = { 'content-type': 'application/octet-stream' };
    const store = await secureFeed((_, response) => response.writeHead(200, headers).end(OFFERED));
    const release = await secureFeed((_, response) => response.writeHead(302, { location: store }).end());
    const latest = await secureFeed((_, response) => response.writeHead(302, { location: release }).end());
    expect(await find(latest)).toEqual({ ok: true, value: JSON.parse(OFFERED) });
  });

  it.each([
    ['back to plain http', 1, /^the feed leads to http:\S+, which is not https$/],
    ['in a circle', 6, /^the feed leads on more than 5 times$/],
  ])('is not led %s', async (_, times, fault) => {
    let asked = 0;
    const plain = await feed((_request, response) => response.end(OFFERED));
    const secure = await secureFeed((_request, response) => {
      asked += 1;
      response.writeHead(307, { location: times === 1 ? plain : secure }).end();
    });
    const found = await find(secure);
    expect(found.ok ? '' : found.error).toMatch(fault);
    expect(asked).toBe(times);
  });

  it('trusts no certificate that nobody vouches for', async () => {
    const answer: RequestListener = (_, response) => response.end(OFFERED);
    const found = await find(await listening(createSecureServer(makeCertificate(), answer), 'https'));
    expect(found.ok ? '' : found.error).toMatch(/^the feed cannot be read: /);
  });

  it('waits half a minute for an answer, and no longer', async () => {
    const clock = new FakeClock();
    const asked = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const url = await feed((request) => {
      request.on('close', left.resolve);
      asked.resolve();
    });
    const found = findUpdate({ request: requestByNode }, url, '0.1.0', clock);
    await asked.promise;
    await clock.advance(30_000);
    expect(await found).toEqual({ ok: false, error: 'the feed is not read within 30 s' });
    await left.promise;
  });

  it('asks a minute after the start, and then once a day', async () => {
    let asked = 0;
    const url = await feed((_, response) => {
      asked += 1;
      response.end(JSON.stringify({ version: '9.0.0', url: 'https://example.com' }));
    });
    const clock = new FakeClock();
    const updates: (Update | null)[] = [];
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const stop = watchForUpdates({ request: requestByNode }, url, '0.1.0', clock, log, (update) =>
      updates.push(update),
    );
    await clock.advance(59_000);
    expect(asked).toBe(0);
    await clock.advance(1000);
    await expect.poll(() => updates.length).toBe(1);
    await clock.advance(24 * 3_600_000);
    await expect.poll(() => updates.length).toBe(2);
    stop();
    await clock.advance(48 * 3_600_000);
    expect(asked).toBe(2);
  });
});

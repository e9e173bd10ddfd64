import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { refuseInner } from '../../../../electron/adapters/prober/redirect.ts';
import { target, targetOf } from '../../../../electron/adapters/prober/target.ts';
import type { HttpProbe } from '../../../../shared/domain/service.ts';
import { serveHttp } from '../../../fixtures/fault-servers.ts';
import { during, httpService, probeOnce, told } from './probe.ts';

const OUTSIDE = '192.0.2.1';
const LAN = '192.168.1.7';
const HERE = '127.0.0.1';

/** What is said of a redirect from an address to a URL, whose name has these addresses. */
function said(
  from: string,
  to: string,
  addresses: readonly string[] = [],
  settings: Partial<HttpProbe> = {},
) {
  const url = new URL(to);
  const found = targetOf(url);
  const hop = { url, method: 'GET', headers: {}, cookie: null, from, foreign: true };
  const { probe } = httpService('http://shop.example/', settings);
  if (probe.kind !== 'http') throw new Error('it is');
  try {
    refuseInner({ ...found, addresses: [...found.addresses, ...addresses] }, hop, probe);
    return 'followed';
  } catch (error) {
    return /which is (this machine|a private network)/.exec(String(error))?.[1] ?? String(error);
  }
}

it.each([
  [OUTSIDE, 'http://127.0.0.1/', 'this machine'],
  [OUTSIDE, 'http://0x7f.1/', 'this machine'],
  [OUTSIDE, 'http://2130706433/', 'this machine'],
  [OUTSIDE, 'http://[::1]/', 'this machine'],
  [OUTSIDE, 'http://[::ffff:127.0.0.1]/', 'this machine'],
  [OUTSIDE, 'http://[64:ff9b::7f00:1]/', 'this machine'],
  [OUTSIDE, 'http://localhost./', 'this machine'],
  [OUTSIDE, 'http://api.localhost:8080/', 'this machine'],
  [OUTSIDE, 'http://0.0.0.0/', 'this machine'],
  [OUTSIDE, 'http://[::]/', 'this machine'],
  [OUTSIDE, 'http://10.1.2.3/', 'a private network'],
  [OUTSIDE, 'http://172.31.0.1/', 'a private network'],
  [OUTSIDE, 'http://192.168.0.1/', 'a private network'],
  [OUTSIDE, 'http://100.64.0.1/', 'a private network'],
  [OUTSIDE, 'http://[fd00::1]/', 'a private network'],
  [OUTSIDE, 'http://[::ffff:10.0.0.1]/', 'a private network'],
  ['2001:db8::1', 'http://10.1.2.3/', 'a private network'],
  [LAN, 'http://127.0.0.1/', 'this machine'],
  [LAN, 'http://10.1.2.3/', 'followed'],
  [HERE, 'http://127.0.0.1:81/', 'followed'],
  ['::ffff:127.0.0.1', 'http://localhost/', 'followed'],
  [HERE, 'http://10.1.2.3/', 'followed'],
  [OUTSIDE, 'http://198.51.100.1/', 'followed'],
  [LAN, 'http://198.51.100.1/', 'followed'],
])('from %s to %s: %s', (from, to, expected) => {
  expect(said(from, to)).toBe(expected);
});

it('a name counts by its addresses, and one that lies inside is enough', () => {
  expect(said(OUTSIDE, 'http://inner.example/', ['198.51.100.1', '10.0.0.1'])).toBe('a private network');
  expect(said(OUTSIDE, 'http://inner.example/', ['198.51.100.1'])).toBe('followed');
});

it('hosts that the configuration names are followed, and the way back to where the service is', () => {
  const settings = { redirectHosts: ['login.lan', '0:0::0001'] };
  expect(said(OUTSIDE, 'http://login.lan/', ['10.0.0.1'], settings)).toBe('followed');
  expect(said(OUTSIDE, 'http://[::1]/', [], settings)).toBe('followed');
  expect(said(OUTSIDE, 'http://other.lan/', ['10.0.0.1'], settings)).toBe('a private network');
  expect(said(OUTSIDE, 'http://shop.example/again', ['10.0.0.1'])).toBe('followed');
});

it('a probe of another address of this machine does not follow to the loopback one', async ({ skip }) => {
  const outer = Object.values(networkInterfaces())
    .flat()
    .find((one) => one !== undefined && !one.internal && one.family === 'IPv4')?.address;
  if (outer === undefined) return skip('this machine has no address beside the loopback one');
  const inner = await during(serveHttp((_request, response) => response.end('secret')));
  const server = await during(
    serveHttp((_request, response) => response.writeHead(302, { location: inner.url }).end(), outer),
  );
  expect(told(await probeOnce(httpService(server.url)))).toBe(
    `redirect: redirected from outside to 127.0.0.1:${inner.port}, which is this machine; it is followed only when followRedirects names the host`,
  );
  const named = httpService(server.url, { redirectHosts: [target('127.0.0.1', 80).host] });
  expect(told(await probeOnce(named))).toBe('answered 200');
  expect(inner.accepted()).toBe(1);
});

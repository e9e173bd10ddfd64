import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { nodeNetwork } from '../../../../electron/adapters/node-network.ts';
import { staysHere } from '../../../../shared/domain/way.ts';
import type { ProbeResult } from '../../../../shared/domain/probe-result.ts';
import { serveHttp } from '../../../fixtures/fault-servers.ts';
import { during, httpService, probeOnce, prober, tcpService } from './probe.ts';

const facts = { addresses: nodeNetwork().addresses(), waysOut: [] };

function isHere(result: ProbeResult): boolean | null {
  const ways = result.outcome === 'void' ? [] : (result.ways ?? []);
  return ways.length === 0 ? null : ways.every((way) => staysHere(way, facts));
}

/** Of this machine on its network; without one, another of loopback. */
const own =
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

const names = { 'here.test': [own], 'both.test': ['::1', '127.0.0.1'] };
const HOSTS = ['127.0.0.1', '0.0.0.0', '[::ffff:127.0.0.1]', 'localhost', own, 'here.test', 'both.test'];

it.each(HOSTS)('a service at %s is on this machine, whether it answers or not', async (host) => {
  const { port } = await during(serveHttp((_request, response) => response.end('fine'), '0.0.0.0'));
  const good = await probeOnce(httpService(`http://${host}:${port}/`), { names });
  expect([good.outcome, isHere(good)]).toEqual(['response', true]);
  const closed = await freePort();
  const refused = await probeOnce(httpService(`http://${host}:${closed}/`), { names });
  expect([refused.outcome, isHere(refused)]).toEqual(['failure', true]);
  const tcp = await probeOnce(tcpService(host.replace(/[[\]]/g, ''), port), { names });
  expect([tcp.outcome, isHere(tcp)]).toEqual(['response', true]);
});

it('a name that is looked up no more is where it was', async () => {
  const { port } = await during(serveHttp((_request, response) => response.end('fine')));
  let lost = false;
  const looked = prober({
    lookup: () =>
      lost
        ? Promise.reject(Object.assign(new Error(), { code: 'EAI_AGAIN' }))
        : Promise.resolve(['127.0.0.1']),
  });
  const service = httpService(`http://moving.test:${port}/`);
  const signal = new AbortController().signal;
  expect(isHere(await looked.probe(service, signal))).toBe(true);
  lost = true;
  const failed = await looked.probe(service, signal);
  expect([failed.outcome === 'failure' && failed.cause, isHere(failed)]).toEqual(['dns', true]);
});

it('of a redirect tells the ways of each hop', async () => {
  const { port } = await during(
    serveHttp((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/there' });
      response.end();
    }),
  );
  const result = await probeOnce(httpService(`http://127.0.0.1:${port}/`));
  const way = { remote: '127.0.0.1', local: '127.0.0.1' };
  expect(result.outcome === 'response' && result.ways).toEqual([way, way]);
});

it('of a kept connection tells the way, too', async () => {
  const { port } = await during(serveHttp((_request, response) => response.end('fine')));
  const keeping = prober();
  const service = httpService(`http://127.0.0.1:${port}/`, { reuseConnection: true });
  const signal = new AbortController().signal;
  await keeping.probe(service, signal);
  expect(isHere(await keeping.probe(service, signal))).toBe(true);
});

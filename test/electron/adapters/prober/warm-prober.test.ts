import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { nodeClock } from '../../../../electron/adapters/node-clock.ts';
import { createWarmProber } from '../../../../electron/adapters/prober/warm-prober.ts';
import type { Clock, Prober } from '../../../../electron/ports.ts';
import type { Service } from '../../../../shared/domain/service.ts';
import { serveHttp, serveTcp } from '../../../fixtures/fault-servers.ts';
import { during, httpService, probeOnce, tcpService, told } from './probe.ts';

const TIMEOUT_MS = 7777;

/** Where this process connects to and is answered, and when the time of a service begins, in order. */
function watch(server: { readonly port: number }): { seen: string[]; own: Set<number>; clock: Clock } {
  const seen: string[] = [];
  const own = new Set<number>();
  const placeOf = (port = 0) => {
    if (port === server.port) return 'the service';
    own.add(port);
    return 'ourselves';
  };
  const onSocket = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    socket.once('connect', () => {
      const place = placeOf(socket.remotePort);
      seen.push(`to ${place}`);
      socket.once('data', () => seen.push(`answered by ${place}`));
    });
  };
  subscribe('net.client.socket', onSocket);
  onTestFinished(() => void unsubscribe('net.client.socket', onSocket));
  const after: Clock['after'] = (delayMs, callback) => {
    if (delayMs === TIMEOUT_MS) seen.push('its time begins');
    return nodeClock.after(delayMs, callback);
  };
  return { seen, own, clock: { ...nodeClock, after } };
}

function warm(clock: Clock, names: Readonly<Record<string, readonly string[]>> = {}): Prober {
  const lookup = async (host: string) => names[host] ?? [];
  const made = createWarmProber({ clock, version: '1.2.3', lookup });
  onTestFinished(() => made.close());
  return made;
}

const probe = (prober: Prober, service: Service) =>
  prober.probe({ ...service, timeoutMs: TIMEOUT_MS }, new AbortController().signal);

it('the time of a first probe begins when a socket of our own has answered', async () => {
  const server = await during(serveHttp((_request, response) => response.end('ok')));
  const { seen, clock } = watch(server);
  const prober = warm(clock);
  expect(told(await probe(prober, httpService(server.url)))).toBe('answered 200');
  const itself = ['its time begins', 'to the service', 'answered by the service'];
  expect(seen).toEqual(['to ourselves', 'answered by ourselves', ...itself]);
  expect(told(await probe(prober, httpService(`${server.url}/another`)))).toBe('answered 200');
  expect(seen.slice(5)).toEqual(itself);
  expect(server.accepted()).toBe(2);
});

it.each<[string, (port: number) => Service, number]>([
  ['an address', (port) => httpService(`http://127.0.0.1:${port}/`), 1],
  ['a port', (port) => tcpService('127.0.0.1', port), 1],
  ['an IPv6 address', (port) => httpService(`http://[::1]:${port}/`), 1],
  ['localhost', (port) => httpService(`http://localhost:${port}/`), 1],
  ['a name', (port) => httpService(`http://orders.test:${port}/`), 2],
  ['https', (port) => httpService(`https://127.0.0.1:${port}/`), 2],
  [
    'https with an authority of its own',
    (port) => httpService(`https://127.0.0.1:${port}/`, { tls: { verify: true, caFile: '/none' } }),
    3,
  ],
  ['https on a name', (port) => httpService(`https://orders.test:${port}/`), 3],
])('%s is warm in what it needs, and nothing of that is left', async (_words, serviceAt, times) => {
  const server = await during(serveTcp((socket) => socket.end()));
  const { seen, own, clock } = watch(server);
  const prober = warm(clock, { 'orders.test': ['127.0.0.1'] });
  await probe(prober, serviceAt(server.port));
  const before = seen.slice(0, seen.indexOf('its time begins'));
  expect(before.filter((event) => event === 'to ourselves')).toHaveLength(times);
  expect(before).not.toContain('to the service');
  await prober.close();
  for (const port of own) expect(told(await probeOnce(tcpService('127.0.0.1', port)))).toMatch(/^refused: /);
});

it('what is closed meanwhile is void', async () => {
  const prober = warm(nodeClock);
  const probed = probe(prober, httpService('https://127.0.0.1:9/'));
  await prober.close();
  expect(told(await probed)).toBe('void: the probe was stopped');
});

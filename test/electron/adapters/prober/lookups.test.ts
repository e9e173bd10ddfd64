import { expect, it, onTestFinished, vi } from 'vitest';
import { NameLookup, NotYourTurn } from '../../../../electron/adapters/prober/name-lookup.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { serveHttp } from '../../../fixtures/fault-servers.ts';
import { during, httpService, prober, tcpService, told } from './probe.ts';

const unwanted = new AbortController().signal;

/** A system whose lookups end when the test says so. */
function slowSystem() {
  const asked = new Map<string, (addresses: readonly string[]) => void>();
  const lookup = (host: string) =>
    new Promise<readonly string[]>((resolve) => {
      asked.set(host, resolve);
    });
  return { asked, lookup };
}

it('names that were never answered quickly hold half of the threads at most, and the others always find one', async () => {
  const clock = new FakeClock();
  const { asked, lookup } = slowSystem();
  const names = new NameLookup(lookup, 4, () => clock.monotonicNow());
  const proven = ['good-1', 'good-2'];
  for (const host of proven) {
    const found = names.addressesOf(host);
    asked.get(host)?.(['192.0.2.1']);
    await found;
  }
  asked.clear();
  const late = ['dead-1', 'dead-2', 'dead-3'].map((host) => names.addressesOf(host));
  for (const host of proven) void names.addressesOf(host);
  expect([...asked.keys()]).toEqual(['dead-1', 'dead-2', ...proven]);
  const refused = await late[2]?.catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(NotYourTurn);

  // A good name that hangs is no longer one of those for whom there is always a thread.
  clock.freeze(1000);
  asked.get('good-1')?.(['192.0.2.1']);
  asked.get('dead-1')?.(['192.0.2.1']);
  await (refused as NotYourTurn).turn.then(() => expect(asked.has('dead-3')).toBe(true));
});

it('to wait for a turn is no latency, and what never had one is void', async () => {
  const clock = new FakeClock();
  const server = await during(serveHttp((_request, response) => response.end('fine')));
  const { asked, lookup } = slowSystem();
  vi.stubEnv('UV_THREADPOOL_SIZE', '8');
  onTestFinished(() => void vi.unstubAllEnvs());
  const probing = prober({ clock, lookup });
  const dead = ['dead-0.test', 'dead-1.test'];
  const hanging = dead.map((host) => probing.probe(tcpService(host, 80), unwanted));
  const waiting = ['one.test', 'two.test'].map((host) =>
    probing.probe(httpService(`http://${host}:${server.port}/`), unwanted),
  );
  await clock.advance(9000);
  asked.get('dead-0.test')?.([]);
  await expect.poll(() => asked.has('one.test')).toBe(true);
  await clock.advance(5000);
  expect(told((await waiting[1]) ?? never())).toBe(
    "void: its name was not looked up: lookups that hang hold this machine's threads",
  );
  asked.get('one.test')?.(['127.0.0.1']);
  expect(await waiting[0]).toMatchObject({ outcome: 'response', latencyMs: 5000, timings: { dnsMs: 5000 } });
  const sentences = (await Promise.all(hanging)).map(told);
  expect(sentences[0]).toBe('name-not-found: the name dead-0.test does not exist');
  expect(sentences[1]).toContain('dns: no address for the name dead-1.test within 10 s');
});

function never(): never {
  throw new Error('there are two');
}

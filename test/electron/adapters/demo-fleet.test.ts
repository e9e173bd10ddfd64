import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startDemoFleet } from '../../../electron/adapters/demo-fleet.ts';
import {
  DEMO_CYCLE_MS,
  DEMO_SERVICES,
  behaviourAt,
  type DemoBehaviour,
} from '../../../electron/adapters/demo-script.ts';
import { createProber } from '../../../electron/adapters/prober/create-prober.ts';
import type { Config } from '../../../shared/config/config.ts';
import { decodeConfig } from '../../../shared/config/decode-config.ts';
import { classify } from '../../../shared/domain/sample.ts';
import { err } from '../../../shared/lib/result.ts';
import { Story, type Outcome } from '../../builders/story.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

async function fleet() {
  const clock = new FakeClock();
  const started = await startDemoFleet(clock);
  onTestFinished(() => started.close());
  return { clock, config: decoded(started.configText), close: () => started.close() };
}

function decoded(text: string): Config {
  const config = decodeConfig(text, {
    file: 'demo.yaml',
    format: 'yaml',
    resolve: () => err('a demo has no references'),
    absolutePath: (path) => path,
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  return config.value;
}

const OUTCOMES = {
  well: 'up',
  slow: 'slow',
  failing: 'http-status',
  'wrong-body': 'body',
  hanging: 'timeout',
  stopped: 'refused',
} as const satisfies Record<DemoBehaviour, Outcome>;

/** What a probe of each service finds at this moment: status and cause. */
async function round(clock: FakeClock, config: Config): Promise<Record<string, string>> {
  const prober = createProber({ clock, version: '0.0.0' });
  const signal = new AbortController().signal;
  const open = new Set(config.services);
  const found = config.services.map(async (service) => {
    const result = await prober.probe(service, signal);
    open.delete(service);
    if (result.outcome === 'void') return [service.id, 'void'];
    const { status, cause } = classify(result, service, clock.wallNow());
    return [service.id, cause === null ? status : `${status} ${cause}`];
  });
  // The sockets are real and take the time they take, while pretend answers wait for the clock.
  while (open.size > 0) {
    await setImmediate();
    await clock.advance(1);
  }
  await prober.close();
  return Object.fromEntries(await Promise.all(found));
}

const ALL_WELL = Object.fromEntries(
  DEMO_SERVICES.map(({ id }) => [id, expect.stringMatching(/^up$|^degraded slow$/)]),
);

it('nine services answer from the start, and the configuration that watches them has no fault', async () => {
  const { clock, config } = await fleet();
  expect(config.services).toHaveLength(9);
  expect(config.warnings).toEqual([]);
  expect(config.services.every(({ loopback, address }) => loopback && address.includes('127.0.0.1'))).toBe(
    true,
  );
  expect(await round(clock, config)).toEqual(ALL_WELL);
});

it('shows every kind of trouble, takes it back, and begins again', async () => {
  const { clock, config } = await fleet();
  const at = async (second: number) => {
    await clock.advance(second * 1000 - clock.monotonicNow());
    return await round(clock, config);
  };
  expect(await at(30)).toMatchObject({ payments: 'down refused', search: expect.stringContaining('slow') });
  expect(await at(60)).toMatchObject({ payments: 'down refused', checkout: 'down http-status' });
  expect(await at(110)).toEqual({ ...ALL_WELL, shipping: 'down timeout' });
  expect(await at(145)).toEqual({ ...ALL_WELL, cart: 'down body' });
  expect(await at(170)).toEqual(ALL_WELL);
  expect(await at(290)).toEqual(ALL_WELL);
  expect(await at(330)).toMatchObject({ payments: 'down refused' });
});

it('tells of each service that is in trouble, and of no other', async () => {
  const { config } = await fleet();
  const story = new Story(...config.services);
  for (let second = 0; second < DEMO_CYCLE_MS / 1000; second += 5) {
    for (const service of DEMO_SERVICES) {
      const { behaviour } = behaviourAt(service, second * 1000);
      story.sample(`${second}s`, OUTCOMES[behaviour], service.id);
    }
  }
  const alarms = story.told.filter((told) => !told.endsWith(', resolved)'));
  expect(alarms.map((told) => told.replace(/^\S+ (.*) \(.*$/, '$1'))).toEqual([
    'Search is degraded',
    'Payments is down',
    'Shipping is down',
    'Cart is down',
    'Accounts fails 5 of 12 probes',
    'Storefront is degraded',
    'Search is degraded',
  ]);
});

it('leaves nothing behind, whatever it was just doing', async () => {
  const { clock, config, close } = await fleet();
  // Payments is stopped, shipping hangs: both have to end as well.
  await clock.advance(30_000);
  const hanging = fetch(`http://${config.services[0]?.address.replace(/^http:\/\//, '')}`).catch(
    () => 'ended',
  );
  await setImmediate();
  await close();
  expect(await hanging).toBe('ended');
  expect(clock.pendingTimers).toBe(0);
  const servers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap');
  await vi.waitFor(() => expect(servers()).toEqual([]));
});

it('shows up, degraded and down, longer than the holds, within the first two minutes', () => {
  const seen = new Map<string, number>();
  for (const service of DEMO_SERVICES) {
    for (let second = 0; second < 120; second++) {
      const { behaviour } = behaviourAt(service, second * 1000);
      seen.set(behaviour, (seen.get(behaviour) ?? 0) + 1);
    }
  }
  expect([...seen.keys()].sort()).toEqual(['failing', 'hanging', 'slow', 'stopped', 'well']);
  expect([...seen.values()].every((seconds) => seconds >= 20)).toBe(true);
});

it('each service begins and ends a cycle well, and its spells are in order', () => {
  for (const service of DEMO_SERVICES) {
    expect(behaviourAt(service, 0).behaviour).toBe('well');
    expect(behaviourAt(service, DEMO_CYCLE_MS - 1).behaviour).toBe('well');
    const times = service.spells.flatMap(({ from, to }) => [from, to]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
});

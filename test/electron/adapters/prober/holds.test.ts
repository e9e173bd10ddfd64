import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../../../shared/domain/probe-result.ts';
import type { Service } from '../../../../shared/domain/service.ts';
import { rule } from '../../../builders/service.ts';
import { httpService, prober, tcpService, told } from './probe.ts';

interface Ports {
  readonly http: number;
  readonly https: number;
  readonly silent: number;
  readonly impatient: number;
  readonly resetting: number;
}

let services: Worker;
let ports: Ports;
beforeAll(async () => {
  services = new Worker(new URL('./beside-holds.ts', import.meta.url));
  [ports] = (await once(services, 'message')) as [Ports];
});
afterAll(() => services.terminate());

/** Nothing of this thread runs, as if the process were stopped. */
function hold(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** The connection is asked for, and nobody has looked yet whether it stands. */
async function itConnects(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  // Node itself connects in a tick of its own.
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
}

type Holds = (isOver: () => boolean) => Promise<void>;
const again =
  (ms: number, pauseMs: number): Holds =>
  async (isOver) => {
    while (!isOver()) {
      hold(ms);
      await after(pauseMs);
    }
  };
const HOLDS = {
  'longer than the timeout, as it connects': async () => {
    await itConnects();
    hold(1100);
  },
  'longer than the timeout, as it waits': async () => {
    await after(150);
    hold(1100);
  },
  'up to the timeout': async () => {
    await after(50);
    hold(550);
  },
  'over and over': again(550, 20),
  'in many small parts': again(60, 15),
} as const satisfies Record<string, Holds>;

async function probeHeld(service: Service, holds: Holds): Promise<ProbeResult> {
  let over = false;
  const probing = prober()
    .probe(service, new AbortController().signal)
    .finally(() => (over = true));
  await holds(() => over);
  return await probing;
}

/** Patient with latencies, with 600 ms to answer. */
const PATIENT = { timeoutMs: 600, degradedAfterMs: 50_000, downAfterMs: 60_000 };
const KINDS = {
  http: () => httpService(`http://127.0.0.1:${ports.http}/`, {}, PATIENT),
  https: () =>
    httpService(`https://127.0.0.1:${ports.https}/`, { tls: { verify: false, caFile: null } }, PATIENT),
  'a redirect': () => httpService(`http://127.0.0.1:${ports.http}/redirect`, {}, PATIENT),
  'a body': () => httpService(`http://127.0.0.1:${ports.http}/body`, { expectBody: 'fine' }, PATIENT),
  tcp: () => tcpService('127.0.0.1', ports.http, PATIENT),
} as const satisfies Record<string, () => Service>;

describe.each(Object.entries(HOLDS))('a process that is held %s', (name, holds) => {
  const kinds = Object.entries(name.startsWith('longer') ? KINDS : { http: KINDS.http });
  it.each(kinds)('takes no service for dead: %s', async (_, service) => {
    // What hardly ran may not know.
    const known = name === 'over and over' ? /^(?:answered|void: this machine)/ : /^answered/;
    expect(told(await probeHeld(service(), holds))).toMatch(known);
  });
});

it('a reset that is heard of before the connection says the same as after it, whatever the other addresses say', async () => {
  const probing = prober({ names: { 'dual.example': ['127.0.0.1', '127.0.0.2'] } });
  const probeLate = async (service: Service) => {
    const result = probing.probe(service, new AbortController().signal);
    await itConnects();
    hold(300);
    return told(await result);
  };
  expect(await probeLate(tcpService('dual.example', ports.resetting))).toBe('answered');
  expect(await probeLate(httpService(`http://dual.example:${ports.resetting}/`))).toMatch(
    /^reset: dual\.example:\d+.* closed the connection before it answered$/,
  );
});

it('a service that never answers is told as such, however the process is held', async () => {
  const silent = httpService(`http://127.0.0.1:${ports.silent}/`, {}, PATIENT);
  for (const holds of [HOLDS['longer than the timeout, as it waits'], HOLDS['in many small parts']]) {
    expect(told(await probeHeld(silent, holds))).toBe('timeout: connected, but no answer within 600 ms');
  }
});

describe('a latency', () => {
  const held = 'void: this machine did not let Bellwether run while a probe was open';
  const longHold = HOLDS['longer than the timeout, as it connects'];

  it.each([
    ['degraded', { degradedAfterMs: 1000 }],
    ['down', { downAfterMs: 1050 }],
    ['an alert', { rules: [rule({ condition: { kind: 'latency-above', thresholdMs: 1000 } })] }],
  ])('that is past the threshold of %s only by a hold says nothing', async (_, thresholds) => {
    const service = { ...KINDS.http(), ...thresholds };
    expect(told(await probeHeld(service, longHold))).toBe(held);
  });

  it('that is past none counts', async () => {
    expect(told(await probeHeld(KINDS.http(), longHold))).toBe('answered 200');
  });

  it('of a wrong answer does not count when it is past one only by a hold; the answer does', async () => {
    const expectStatus = [{ from: 204, to: 204 }];
    const thresholds = { ...PATIENT, degradedAfterMs: 1000 };
    const service = httpService(`http://127.0.0.1:${ports.http}/`, { expectStatus }, thresholds);
    const result = await probeHeld(service, longHold);
    expect(result).toMatchObject({ outcome: 'failure', cause: 'http-status', latencyMs: null });
  });
});

it.each([
  ['hangs up', () => `http://127.0.0.1:${ports.impatient}/`],
  ['says 408', () => `http://127.0.0.1:${ports.http}/hurry`],
])('a service that %s on a process that was held is not blamed for it', async (_, url) => {
  const result = await probeHeld(
    httpService(url(), {}, PATIENT),
    HOLDS['longer than the timeout, as it connects'],
  );
  expect(result.outcome).toBe('void');
});

import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randoms } from '../fixtures/randoms.ts';
import { openSqliteHistory } from '../../electron/adapters/sqlite-history.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import { serviceId } from '../builders/service.ts';
import type { Life } from '../soak/lost-samples.ts';
import { silentLogger } from '../fixtures/storage/silent-logger.ts';
import { noSmallDisk, runOnSmallDisk } from '../fixtures/storage/child.ts';
import { end, launch, runToEnd, type Instance } from '../fixtures/program.ts';

let folder: string;
let data: string;
let file: string;
let server: Server;
/** What the watched service does: an HTTP status, or `hang`. */
let behaviour: number | 'hang';
let instances: Instance[];
/** When answers had left, epoch ms. */
let answered: number[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bellwether-process-'));
  data = join(folder, 'data');
  file = join(folder, 'bellwether.yaml');
  behaviour = 200;
  instances = [];
  answered = [];
  server = createServer((_, response) => {
    response.once('finish', () => answered.push(Date.now()));
    if (behaviour !== 'hang') response.writeHead(behaviour).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await writeFile(file, document());
});

afterEach(async () => {
  for (const { child } of instances) await end(child, 'SIGKILL');
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function document(extra = ''): string {
  const { port } = server.address() as AddressInfo;
  return `version: 1
defaults: { interval: 1s, timeout: 1500ms, degradedAfter: 500ms, downAfter: 1s }
services:
  - { id: orders, http: { url: "http://127.0.0.1:${port}/health" } }
rules:
  - { id: service-down, when: down, for: 1s, severity: critical, cooldown: 1h }
${extra}`;
}

async function start(nodeWords: readonly string[] = []): Promise<Instance> {
  const instance = await launch(['--config', file, '--data-dir', data], nodeWords).ready;
  instances.push(instance);
  return instance;
}

async function ask(instance: Instance, path: string): Promise<unknown> {
  return (await fetch(instance.url + path)).json();
}

function samplesOf(id: string): readonly Sample[] {
  const opened = openSqliteHistory(join(data, 'history.sqlite'), { wallNow: () => Date.now() }, silentLogger);
  if (!opened.ok) throw new Error(opened.error.message);
  const { history } = opened.value;
  const samples = history.samples(serviceId(id), 0, Number.MAX_SAFE_INTEGER, 100_000);
  history.close();
  return samples;
}

describe('killed at ten random points', () => {
  it(
    'starts again each time with whole files, loses the last samples at most, and tells of one outage once',
    { timeout: 180_000 },
    async () => {
      behaviour = 500;
      const random = randoms(20_261_123);
      const lives: Life[] = [];
      for (let run = 0; run < 10; run++) {
        const from = Date.now();
        const instance = await start();
        const lived = random() * 3000;
        await new Promise((resolve) => {
          setTimeout(resolve, lived);
        });
        lives.push({ from, to: Date.now() });
        await end(instance.child, 'SIGKILL');
        const database = new DatabaseSync(join(data, 'history.sqlite'));
        expect(database.prepare('PRAGMA quick_check').get()).toEqual({ quick_check: 'ok' });
        database.close();
        const state: unknown = JSON.parse(await readFile(join(data, 'state.json'), 'utf8'));
        expect(state).toMatchObject({ version: 7 });
      }
      const last = await start();
      await expect
        .poll(() => ask(last, '/api/v1/alerts'), { timeout: 60_000 })
        .toMatchObject({ alerts: [{ rule: 'service-down', service: 'orders', state: 'firing' }] });
      await expect
        .poll(() => ask(last, '/api/v1/notifications'), { timeout: 60_000 })
        .toMatchObject({ notifications: [{ reason: 'fired', title: 'orders is down' }] });
      const { notifications } = (await ask(last, '/api/v1/notifications')) as { notifications: unknown[] };
      expect(notifications).toHaveLength(1);
      const { incidents } = (await ask(last, '/api/v1/incidents')) as { incidents: unknown[] };
      expect(incidents).toHaveLength(1);
      await end(last.child, 'SIGTERM');
      const kept = samplesOf('orders').map(({ at }) => at);
      for (const { from, to } of lives) {
        const within = (at: number) => at >= from && at <= to;
        // Written each second: two may be waiting while a service is suspect, and one be under way.
        const lost = answered.filter(within).length - kept.filter(within).length;
        expect(lost).toBeGreaterThanOrEqual(0);
        expect(lost).toBeLessThanOrEqual(3);
      }
      expect(kept.length).toBeGreaterThan(answered.length / 2);
      expect(readdirSync(data).filter((name) => name.includes('corrupt'))).toEqual([]);
    },
  );
});

describe('stopped and continued with a probe in flight', () => {
  it('voids the probe, shows the gap and raises no alarm', { timeout: 180_000 }, async () => {
    const instance = await start();
    await expect.poll(() => ask(instance, '/health'), { timeout: 60_000 }).toMatchObject({ overall: 'up' });
    behaviour = 'hang';
    const hanging = once(server, 'request');
    await hanging;
    const stoppedAt = performance.now();
    instance.child.kill('SIGSTOP');
    behaviour = 200;
    // The length of the freeze is what is tested: longer than the watchdog's three seconds and the probe's timeout.
    while (performance.now() - stoppedAt < 5000) {
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
    instance.child.kill('SIGCONT');
    await expect
      .poll(() => ask(instance, '/api/v1/services/orders/history'), { timeout: 60_000 })
      .toMatchObject({ gaps: [{ reason: 'frozen' }] });
    await expect.poll(() => ask(instance, '/health'), { timeout: 60_000 }).toMatchObject({ overall: 'up' });
    expect(await ask(instance, '/api/v1/incidents')).toMatchObject({ incidents: [] });
    expect(await ask(instance, '/api/v1/notifications')).toMatchObject({ notifications: [] });
  });
});

describe('a wall clock that is set an hour forwards, and back again', () => {
  it(
    'is a gap, then a notice; probes keep their pace and nobody is alarmed',
    { timeout: 180_000 },
    async () => {
      const shifted = new URL('../fixtures/shifted-clock.ts', import.meta.url).href;
      const instance = await start(['--import', shifted]);
      await expect.poll(() => ask(instance, '/health'), { timeout: 60_000 }).toMatchObject({ overall: 'up' });
      instance.child.send(3_600_000);
      await expect
        .poll(() => ask(instance, `/api/v1/services/orders/history?from=${Date.now() - 60_000}`), {
          timeout: 5000,
        })
        .toMatchObject({ gaps: [{ reason: 'frozen' }] });
      instance.child.send(0);
      await expect
        .poll(() => ask(instance, '/api/v1/overview'), { timeout: 60_000 })
        .toMatchObject({ notices: [{ id: 'clock' }] });
      const before = answered.length;
      await expect.poll(() => answered.length, { timeout: 60_000 }).toBeGreaterThan(before + 2);
      expect(await ask(instance, '/health')).toMatchObject({ overall: 'up' });
      expect(await ask(instance, '/api/v1/incidents')).toMatchObject({ incidents: [] });
      expect(await ask(instance, '/api/v1/notifications')).toMatchObject({ notifications: [] });
      expect(await end(instance.child, 'SIGTERM')).toBe(0);
      const times = samplesOf('orders').map(({ at }) => at);
      expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
      expect(times.length).toBeGreaterThanOrEqual(before);
    },
  );
});

describe('what cannot start', () => {
  it.each([
    ['an unknown key', 'colour: red\n', 'colour'],
    ['a duplicate id', 'x-services: []\n', 'x-services'],
    ['a port out of range', 'server: { port: 70000 }\n', 'server.port'],
    ['a rule that names nobody', 'groups: { nobody: { rules: { no-such-rule: off } } }\n', 'no-such-rule'],
  ])('%s in the configuration: 78, named with its place, nothing written', async (_, extra, named) => {
    await writeFile(file, document(extra));
    const { code, stderr } = await runToEnd('headless', [
      '--config',
      file,
      '--data-dir',
      data,
      '--port',
      '0',
    ]);
    expect([code, existsSync(data)]).toEqual([78, false]);
    expect(stderr).toContain(named);
    expect(stderr).toMatch(/bellwether\.yaml:\d+:\d+/);
  });

  const missing = noSmallDisk();
  it.skipIf(missing !== null)(
    `the first settings on a full disk: said, nothing left ${missing ?? ''}`,
    () => {
      const outcome = runOnSmallDisk('300k', folder, 'serve-on-full-disk.ts');
      expect(outcome).toEqual({
        status: 1,
        stderr: expect.stringMatching(/config\.json: the disk is full$/m),
        left: [],
      });
    },
  );

  it('a second instance on the same data folder: 3, and the first goes on', async () => {
    const first = await start();
    const { code, stderr } = await runToEnd('headless', [
      '--config',
      file,
      '--data-dir',
      data,
      '--port',
      '0',
    ]);
    expect(code).toBe(3);
    expect(stderr).toContain(String(first.child.pid));
    expect(await ask(first, '/health/live')).toMatchObject({ status: 'pass' });
  });

  it('on a port that is taken: 4, with the way out', async () => {
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await runToEnd('headless', [
      '--config',
      file,
      '--data-dir',
      data,
      '--port',
      `${port}`,
    ]);
    expect(code).toBe(4);
    expect(stderr).toContain(`port ${port}`);
    expect(stderr).toContain('--port');
  });
});

describe('the configuration file edited while it runs', () => {
  it('is taken over when good, and named with its fault when bad while the last good one runs on', async () => {
    const instance = await start();
    await expect.poll(() => ask(instance, '/health'), { timeout: 60_000 }).toMatchObject({ overall: 'up' });
    await writeFile(file, document('nonsense: 1\n'));
    await expect
      .poll(() => ask(instance, '/api/v1/overview'), { timeout: 60_000 })
      .toMatchObject({ notices: [{ id: 'config', severity: 'error' }] });
    expect(await ask(instance, '/health')).toMatchObject({ overall: 'up' });
    const renamed = document().replace('id: orders,', 'id: orders, name: Orders desk,');
    await writeFile(file, renamed);
    await expect
      .poll(() => ask(instance, '/api/v1/services'), { timeout: 60_000 })
      .toMatchObject({ services: [{ id: 'orders', name: 'Orders desk', status: 'up' }] });
    expect(await ask(instance, '/api/v1/overview')).toMatchObject({ notices: [] });
  });
});

it('ends with SIGTERM: exit 0, nothing left behind but its records', async () => {
  const instance = await start();
  expect(await end(instance.child, 'SIGTERM')).toBe(0);
  expect(existsSync(join(data, 'instance.json'))).toBe(false);
  await expect(fetch(`${instance.url}/health/live`)).rejects.toThrow();
});

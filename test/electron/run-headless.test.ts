import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeConfig } from '../../shared/config/decode-config.ts';
import { err, ok } from '../../shared/lib/result.ts';
import type { InstanceInfo } from '../../electron/adapters/data-folder-lock.ts';
import { runHeadless, type HeadlessFault } from '../../electron/run-headless.ts';
import type { Logger } from '../../electron/ports.ts';
import type { Result } from '../../shared/lib/result.ts';

let folder: string;
let service: Server;
let answer: { status: number; body: string };
const running: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bellwether-headless-'));
  answer = { status: 200, body: 'ok' };
  service = createServer((_, response) => {
    response.writeHead(answer.status).end(answer.body);
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
});

afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
  service.closeAllConnections();
  service.close();
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  readonly info: InstanceInfo;
  readonly log: string[];
  readonly stop: () => Promise<Result<void, HeadlessFault>>;
}

function document(): string {
  return `version: 1
defaults: { interval: 1s, timeout: 2s }
services:
  - { id: orders, http: { url: "http://127.0.0.1:${(service.address() as AddressInfo).port}/health" } }
rules:
  - { id: service-down, when: down, for: 1s, severity: critical, cooldown: 1s }
`;
}

async function start(port = 0, text = document()): Promise<Result<Running, HeadlessFault>> {
  const decoded = decodeConfig(text, {
    file: 'bellwether.yaml',
    format: 'yaml',
    resolve: () => err('nothing to refer to'),
    absolutePath: (path) => path,
  });
  if (!decoded.ok) throw new Error(decoded.error.map(({ message }) => message).join('\n'));
  const config = { ...decoded.value, server: { ...decoded.value.server, port } };
  const log: string[] = [];
  const note = (event: string) => {
    log.push(event);
  };
  const console: Logger = { debug: note, info: note, warn: note, error: note };
  const ending = new AbortController();
  const ready = Promise.withResolvers<InstanceInfo>();
  const end = runHeadless({
    config,
    configStore: { path: 'bellwether.yaml', load: () => ok(config), watch: () => () => {} },
    override: (next) => next,
    dataFolder: folder,
    rendererFolder: join(folder, 'no-page'),
    version: '1.2.3',
    demo: false,
    folderMove: null,
    death: null,
    console,
    signal: ending.signal,
    onReady: ready.resolve,
  });
  const begun = await Promise.race([ready.promise, end]);
  if ('ok' in begun) return begun.ok ? err({ kind: 'fault', message: 'it ended at once' }) : begun;
  const stop = () => {
    ending.abort();
    return end;
  };
  running.push(stop);
  return ok({ info: begun, log, stop });
}

async function started(text = document()): Promise<Running> {
  const run = await start(0, text);
  if (!run.ok) throw new Error(run.error.message);
  return run.value;
}

async function get(info: InstanceInfo, path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${info.url ?? ''}${path}`);
  return { status: response.status, body: await response.json() };
}

describe('a headless run', () => {
  it('polls a real service, judges, alerts, and publishes it all', async () => {
    const { info, log, stop } = await started();
    await expect
      .poll(async () => (await get(info, '/health')).body, { timeout: 60_000 })
      .toMatchObject({
        status: 'pass',
        version: '1.2.3',
        counts: { up: 1, degraded: 0, down: 0, unknown: 0 },
      });
    answer = { status: 503, body: 'no' };
    await expect
      .poll(async () => (await get(info, '/api/v1/alerts')).body, { timeout: 60_000 })
      .toMatchObject({
        alerts: [{ rule: 'service-down', service: 'orders', severity: 'critical', state: 'firing' }],
      });
    expect((await get(info, '/health')).status).toBe(503);
    answer = { status: 200, body: 'ok' };
    await expect
      .poll(async () => (await get(info, '/api/v1/notifications')).body, { timeout: 60_000 })
      .toMatchObject({
        notifications: [
          { reason: 'resolved', title: 'orders is up again', notifier: 'log', delivered: true },
          { reason: 'fired', title: 'orders is down', notifier: 'log', delivered: true },
        ],
      });
    expect((await get(info, '/api/v1/incidents')).body).toMatchObject({
      incidents: [{ service: 'orders', cause: 'http-status', alerts: ['service-down'] }],
    });
    expect(log).toContain('notification: orders is down');
    expect(await stop()).toEqual(ok(undefined));
  });

  it('remembers a firing alert and its incident across a restart, and does not tell again', async () => {
    answer = { status: 500, body: '' };
    const first = await started();
    await expect
      .poll(async () => (await get(first.info, '/api/v1/alerts')).body, { timeout: 60_000 })
      .toMatchObject({ alerts: [{ state: 'firing' }] });
    await first.stop();
    const second = await started();
    expect((await get(second.info, '/api/v1/alerts')).body).toMatchObject({
      alerts: [{ rule: 'service-down', state: 'firing' }],
    });
    await expect
      .poll(async () => (await get(second.info, '/health')).body, { timeout: 60_000 })
      .toMatchObject({ counts: { down: 1 } });
    const { body } = await get(second.info, '/api/v1/notifications');
    expect(body).toMatchObject({ notifications: [{ reason: 'fired' }] });
    expect((body as { notifications: unknown[] }).notifications).toHaveLength(1);
  });

  it('is refused on a data folder that another one owns, and says who', async () => {
    const { info } = await started();
    const second = await start();
    expect(second).toMatchObject({ ok: false, error: { kind: 'owned' } });
    expect(!second.ok && second.error.message).toContain(`process ${info.pid}`);
  });

  it('is refused on a port that another program holds, and leaves the data folder free', async () => {
    const { port } = service.address() as AddressInfo;
    const taken = await start(port);
    expect(taken).toMatchObject({ ok: false, error: { kind: 'port-taken' } });
    expect(!taken.ok && taken.error.message).toContain(String(port));
    await started();
  });

  it('watches a thousand services, each at its turn, over a bounded number of sockets', async () => {
    const asked = new Map<string, number>();
    let mostAsked = 0;
    let open = 0;
    let mostOpen = 0;
    service.removeAllListeners('request').on('request', ({ url = '' }, response) => {
      // Until everybody was asked once: how many turns follow before this test looks depends on the machine.
      if (asked.size < 1000) mostAsked = Math.max(mostAsked, (asked.get(url) ?? 0) + 1);
      asked.set(url, (asked.get(url) ?? 0) + 1);
      // Slower than the turns come: without a bound, all thousand would be open at once.
      setTimeout(() => response.end('ok'), 900);
    });
    service.on('connection', (socket) => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      socket.once('close', () => (open -= 1));
    });
    const { port } = service.address() as AddressInfo;
    const services = Array.from({ length: 1000 }, (_, index) => ({
      id: `s${index}`,
      http: { url: `http://127.0.0.1:${port}/${index}` },
    }));
    const defaults = { interval: '1s', timeout: '10s', degradedAfter: '5s', downAfter: '9s' };
    const { info } = await started(JSON.stringify({ version: 1, defaults, services }));
    await expect
      .poll(async () => (await get(info, '/health')).body, { timeout: 60_000 })
      .toMatchObject({ counts: { up: 1000, degraded: 0, down: 0, unknown: 0 } });
    expect(asked.size).toBe(1000);
    expect(mostOpen).toBeGreaterThan(200);
    // 256 probes; the server may see the end of some later than the beginning of the next.
    expect(mostOpen).toBeLessThan(400);
    // Nobody is asked again before everybody was: the longest waiting goes first.
    expect(mostAsked).toBeLessThanOrEqual(2);
  });
});

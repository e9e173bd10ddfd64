import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readInstance } from '../../electron/adapters/data-folder-lock.ts';
import { logPath } from '../../electron/adapters/log-files.ts';
import { openSqliteHistory } from '../../electron/adapters/sqlite-history.ts';
import { serviceId } from '../builders/service.ts';
import { end, launch, runToEnd, type Instance } from '../fixtures/program.ts';
import { silentLogger } from '../fixtures/storage/silent-logger.ts';

let folder: string;
let data: string;
let file: string;
let server: Server;
let answered: number;
/** The parent; what it starts ends with it. */
let keeper: Instance | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bellwether-keep-alive-'));
  data = join(folder, 'data');
  file = join(folder, 'bellwether.yaml');
  keeper = null;
  answered = 0;
  server = createServer((_, response) => {
    response.once('finish', () => answered++);
    response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await writeFile(
    file,
    `version: 1
defaults: { interval: 1s }
services: [{ id: orders, http: { url: "http://127.0.0.1:${port}/" } }]
rules: [{ id: service-down, when: down, for: 30s, severity: critical }]
`,
  );
});

afterEach(async () => {
  if (keeper !== null) {
    await end(keeper.child, 'SIGKILL');
    // A monitor that did not notice is the failure of a test; it must not outlive it.
    for (const { pid } of announced(keeper))
      if (readInstance(data)?.pid === pid) process.kill(pid, 'SIGKILL');
    while (readInstance(data) !== null) await setTimeout(50);
  }
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<Instance> {
  keeper = await launch(['--keep-alive', '--config', file, '--data-dir', data]).ready;
  return keeper;
}

interface Announcement {
  readonly pid: number;
  readonly url: string;
}

/** Of each monitor so far, as it said where it is. */
function announced(instance: Instance): readonly Announcement[] {
  return instance
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{"id"'))
    .map((line) => JSON.parse(line) as Announcement);
}

/** The one with this number, as soon as there is one. */
async function monitor(instance: Instance, number: number): Promise<Announcement> {
  await expect.poll(() => announced(instance).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(number);
  return announced(instance)[number - 1]!;
}

function logged(): readonly string[] {
  return readFileSync(logPath(data), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly event: string }).event);
}

it('starts the monitor again after kill -9, and says so among the notices, in status and in the log', async () => {
  const instance = await start();
  const first = await monitor(instance, 1);
  expect(first.pid).not.toBe(instance.child.pid);
  const { notices } = (await (await fetch(`${first.url}/api/v1/overview`)).json()) as { notices: unknown[] };
  expect(notices).toEqual([]);
  const killedAt = Date.now();
  process.kill(first.pid, 'SIGKILL');
  const second = await monitor(instance, 2);
  expect(second.pid).not.toBe(first.pid);
  expect(await (await fetch(`${second.url}/api/v1/overview`)).json()).toMatchObject({
    notices: [
      {
        severity: 'warning',
        message: 'The monitor was restarted after it died (signal SIGKILL).',
        since: expect.toSatisfy((since: number) => since > killedAt && since <= Date.now()),
      },
    ],
  });
  const { stdout } = await runToEnd('cli', ['status', '--data-dir', data]);
  expect(stdout).toMatch(
    /^warning: The monitor was restarted after it died \(signal SIGKILL\)\. \(since\s\d\d:\d\d:\d\d\)$/m,
  );
  const log = await runToEnd('cli', ['logs', '--level', 'warn', '--data-dir', data]);
  expect(log.stdout).toMatch(/ warn {3}restarted after it died {2}how="signal SIGKILL" diedAt=\d{4}-/);
  expect(instance.output()).toContain('bellwether: the monitor died (signal SIGKILL) after');
  expect(await end(instance.child, 'SIGTERM')).toBe(0);
});

it.each(['SIGTERM', 'SIGINT'] as const)(
  'ends both in order on %s to the parent, with all records written',
  async (signal) => {
    const instance = await start();
    await expect.poll(() => answered, { timeout: 60_000 }).toBeGreaterThan(1);
    const asked = answered;
    expect(await end(instance.child, signal)).toBe(0);
    expect(existsSync(join(data, 'instance.json'))).toBe(false);
    expect(logged().at(-1)).toBe('stopped');
    const opened = openSqliteHistory(
      join(data, 'history.sqlite'),
      { wallNow: () => Date.now() },
      silentLogger,
    );
    if (!opened.ok) throw new Error(opened.error.message);
    const samples = opened.value.history.samples(serviceId('orders'), 0, Number.MAX_SAFE_INTEGER, 1000);
    opened.value.history.close();
    expect(samples.length).toBeGreaterThanOrEqual(asked - 1);
  },
);

it('leaves no orphan: the monitor ends in order when the parent is killed', async () => {
  const instance = await start();
  await end(instance.child, 'SIGKILL');
  await expect.poll(() => readInstance(data), { timeout: 60_000 }).toBeNull();
  expect(existsSync(join(data, 'instance.json'))).toBe(false);
  expect(logged().at(-1)).toBe('stopped');
});

it('is stopped for good by "bellwether stop", while the monitor runs', async () => {
  const instance = await start();
  const closed = once(instance.child, 'close');
  expect(await runToEnd('cli', ['stop', '--data-dir', data])).toMatchObject({ code: 0 });
  await closed;
  expect([instance.child.exitCode, announced(instance).length]).toEqual([0, 1]);
});

it('is stopped for good by "bellwether stop" between two monitors, when the parent keeps their place', async () => {
  const instance = await start();
  // After the third death there are four seconds.
  for (const number of [1, 2, 3]) process.kill((await monitor(instance, number)).pid, 'SIGKILL');
  await expect.poll(() => readInstance(data)?.pid, { timeout: 60_000 }).toBe(instance.child.pid);
  const status = await runToEnd('cli', ['status', '--data-dir', data]);
  expect([status.code, status.stderr]).toEqual([
    1,
    `bellwether: the monitor died and is about to be started again (process ${instance.child.pid} keeps it alive); ask again in a minute\n`,
  ]);
  const closed = once(instance.child, 'close');
  expect(await runToEnd('cli', ['stop', '--data-dir', data])).toMatchObject({
    code: 0,
    stdout: `stopped the instance on ${data} (process ${instance.child.pid})\n`,
  });
  await closed;
  expect([instance.child.exitCode, announced(instance).length]).toEqual([0, 3]);
});

it('does not try a wrong configuration again: 78, told once', async () => {
  await writeFile(file, 'version: 1\ncolour: red\n');
  const { code, stderr } = await runToEnd('headless', ['--keep-alive', '--config', file, '--data-dir', data]);
  expect(code).toBe(78);
  expect(stderr.match(/the configuration has/g)).toHaveLength(1);
  expect(stderr).not.toContain('died');
});

it('is nothing for the demo', async () => {
  expect(await runToEnd('demo', ['--keep-alive'])).toEqual({
    code: 64,
    stdout: '',
    stderr: 'bellwether: the demo is not kept alive: leave out --keep-alive\n',
  });
});

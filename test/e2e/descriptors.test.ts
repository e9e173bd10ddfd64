import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { serveTcp, type FaultServer } from '../fixtures/fault-servers.ts';
import { end, launch, runToEnd, type Instance } from '../fixtures/program.ts';

const SERVICES = 70;

let folder: string;
let silent: FaultServer;
let instance: Instance | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bellwether-descriptors-'));
  silent = await serveTcp(() => {});
});

afterEach(async () => {
  if (instance !== null) await end(instance.child, 'SIGKILL');
  await silent.close();
  await rm(folder, { recursive: true });
});

/** 64 descriptors and 70 services that accept and never answer. */
async function serveWithFew(): Promise<Instance> {
  const services = Array.from({ length: SERVICES }, (_, index) => ({
    id: `s${index}`,
    http: { url: `http://127.0.0.1:${silent.port}/${index}`, reuseConnection: index % 2 === 0 },
  }));
  const file = join(folder, 'bellwether.json');
  const defaults = { interval: '10s', timeout: '2s', downAfter: '1s', degradedAfter: '500ms' };
  await writeFile(file, JSON.stringify({ version: 1, defaults, services }));
  return launch(['--config', file, '--data-dir', join(folder, 'data')], [], { descriptors: 64 }).ready;
}

it.skipIf(process.platform === 'win32')(
  'with few descriptors the page, the commands and the log are served, whatever probes hold',
  async () => {
    instance = await serveWithFew();
    const { url } = instance;
    const get = async (path: string) =>
      (await fetch(url + path, { headers: { connection: 'close' } })).status;
    let probed = 0;
    while (probed < SERVICES / 2) {
      expect([await get('/'), await get('/health/live')]).toEqual([200, 200]);
      const answer = await fetch(`${url}/api/v1/services`, { headers: { connection: 'close' } });
      const { services } = (await answer.json()) as { services: readonly { at: number | null }[] };
      probed = services.filter(({ at }) => at !== null).length;
    }
    const data = join(folder, 'data');
    expect((await runToEnd('cli', ['status', '--data-dir', data])).code).toBe(2);
    const log = await readFile(join(data, 'logs', 'bellwether.log'), 'utf8');
    expect(log).not.toMatch(/EMFILE|in trouble/);
    expect((await runToEnd('cli', ['stop', '--data-dir', data])).code).toBe(0);
    instance = null;
  },
);

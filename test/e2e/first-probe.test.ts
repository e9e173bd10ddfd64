import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { serveHttp } from '../fixtures/fault-servers.ts';
import { builtProgram, end, launch } from '../fixtures/program.ts';

const RECORDER = pathToFileURL(join(import.meta.dirname, '..', 'fixtures', 'tell-connections.mjs')).href;

const portsIn = (text: string) =>
  [...text.matchAll(/^connected to (\d+)$/gm)].map(([, port]) => Number(port));

async function watchedService() {
  const server = await serveHttp((_request, response) => response.end('ok'));
  const folder = await mkdtemp(join(tmpdir(), 'bellwether-first-'));
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  const file = join(folder, 'bellwether.json');
  const services = [{ id: 'orders', http: { url: `${server.url}/` } }];
  await writeFile(file, JSON.stringify({ version: 1, services }));
  return { port: server.port, words: ['--config', file, '--data-dir', join(folder, 'data')] };
}

it.each([
  ['check', ['check']],
  ['explain', ['explain', 'orders']],
])('%s probes a socket of its own before a service', async (_name, command) => {
  const { port, words } = await watchedService();
  const argv = ['--import', RECORDER, builtProgram('cli'), ...command, ...words];
  const stderr = await new Promise<string>((resolve) => {
    execFile(process.execPath, argv, (_error, _stdout, text) => {
      resolve(text);
    });
  });
  expect(portsIn(stderr)).toHaveLength(2);
  expect(portsIn(stderr).indexOf(port)).toBe(1);
});

it('the monitor probes a socket of its own before a service', async () => {
  const { port, words } = await watchedService();
  const instance = await launch(words, ['--import', RECORDER]).ready;
  await expect.poll(() => portsIn(instance.output()).includes(port), { timeout: 60_000 }).toBe(true);
  await end(instance.child, 'SIGTERM');
  expect(portsIn(instance.output()).indexOf(port)).toBe(1);
});

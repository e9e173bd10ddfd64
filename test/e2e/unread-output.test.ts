import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInstance, type InstanceInfo } from '../../electron/adapters/data-folder-lock.ts';
import { logPath } from '../../electron/adapters/log-files.ts';
import { builtProgram, end } from '../fixtures/program.ts';

const UNREAD = join(import.meta.dirname, '..', 'fixtures', 'unread.py');
const noPython =
  process.platform !== 'linux' || spawnSync('python3', ['-c', 'import pty']).status !== 0
    ? '(skipped: needs Linux and python3)'
    : null;

let folder: string;
let data: string;
let words: readonly string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bellwether-unread-'));
  data = join(folder, 'data');
  const file = join(folder, 'bellwether.yaml');
  await writeFile(
    file,
    'version: 1\ndefaults: { interval: 1s }\nservices: [{ id: gone, tcp: { host: 127.0.0.1, port: 1 } }]\nrules: []\n',
  );
  words = ['--port', '0', '--config', file, '--data-dir', data];
});

afterEach(async () => {
  const left = readInstance(data);
  if (left !== null) process.kill(left.pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** The monitor that owns the data folder, as soon as it says so. */
async function running(): Promise<InstanceInfo> {
  await expect.poll(() => readInstance(data)?.url ?? null, { timeout: 30_000 }).not.toBeNull();
  const found = readInstance(data);
  if (found === null) throw new Error('it has ended');
  return found;
}

async function events(): Promise<readonly string[]> {
  const lines = (await readFile(logPath(data), 'utf8')).trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { readonly event: string }).event);
}

describe.skipIf(noPython !== null)(`output that nobody reads ${noPython ?? ''}`, () => {
  it.each(['terminal', 'pipe'])('holds neither the monitor nor its end: a %s', async (kind) => {
    const program = [UNREAD, kind, process.execPath, builtProgram('headless'), ...words];
    const child = spawn('python3', program, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    const { url, pid } = await running();
    // It has something to say, and goes on.
    await expect.poll(events, { timeout: 60_000 }).toContain('status changed');
    expect((await fetch(`${url}/health/live`)).ok).toBe(true);
    process.kill(pid, 'SIGTERM');
    await ended;
    expect(child.exitCode).toBe(0);
    expect((await events()).at(-1)).toBe('stopped');
  });

  it('a closed terminal ends the monitor in order', async () => {
    const program = [UNREAD, 'terminal', process.execPath, builtProgram('headless'), ...words];
    const child = spawn('python3', program, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    const { pid } = await running();
    process.kill(pid, 'SIGHUP');
    await ended;
    expect([child.exitCode, (await events()).at(-1)]).toEqual([0, 'stopped']);
  });
});

describe('without a terminal', () => {
  it.each([[], ['--keep-alive']])(
    'SIGHUP reads the configuration again, as with nohup %s',
    async (...more) => {
      const out = openSync(join(folder, 'nohup.out'), 'a');
      const child = spawn(process.execPath, [builtProgram('headless'), ...words, ...more], {
        stdio: ['ignore', out, out],
      });
      closeSync(out);
      const { url, id } = await running();
      process.kill(child.pid ?? 0, 'SIGHUP');
      await expect.poll(events, { timeout: 60_000 }).toContain('configuration taken over');
      expect((await fetch(`${url}/health/live`)).ok).toBe(true);
      expect(readInstance(data)?.id).toBe(id);
      expect(await end(child, 'SIGTERM')).toBe(0);
    },
  );
});

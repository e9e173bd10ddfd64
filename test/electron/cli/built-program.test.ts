import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { builtProgram, end, runToEnd, serve } from '../../fixtures/program.ts';
import { CLOSED_PORT, configFile, emptyFolder, startService } from './cli-world.ts';

/** One that is up and one that is down. */
async function twoServices(): Promise<string> {
  const port = await startService((_, response) => response.end('ok'));
  return configFile(`version: 1
services:
  - { id: orders, http: { url: "http://127.0.0.1:${port}/" } }
  - { id: closed, tcp: { host: 127.0.0.1, port: ${CLOSED_PORT} } }
rules: [{ id: service-down, when: down, for: 30s, severity: critical }]
`);
}

async function instance() {
  const folder = await emptyFolder();
  const words = ['--config', await twoServices(), '--data-dir', folder];
  const started = await serve(words);
  onTestFinished(async () => void (await end(started.child, 'SIGKILL')));
  return { ...started, folder, words };
}

function start(words: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [builtProgram('cli'), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => void (await end(child, 'SIGKILL')));
  return child;
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (part: string) => (text += part));
  return () => text;
}

/** Runs as a user of whom the system knows nothing but a number, as a container has it. */
async function runHomeless(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [builtProgram('cli'), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    uid: 471_100,
    gid: 471_100,
    cwd: '/',
    env: { PATH: process.env['PATH'], ...environment },
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  await once(child, 'close');
  return { code: child.exitCode, stdout: stdout(), stderr: stderr() };
}

describe.skipIf(process.getuid?.() !== 0)('a user without a home', () => {
  const COMMANDS = [
    ['status'],
    ['stop'],
    ['alerts'],
    ['history'],
    ['logs'],
    ['explain', 'orders'],
    ['token', 'list'],
    ['token', 'create', 'ann'],
    ['config', 'path'],
    ['config', 'check'],
    ['config', 'show'],
    ['check'],
    ['doctor'],
    ['serve', '--port', '0', '--config', '/nowhere.yaml'],
  ];

  it.each(COMMANDS.map((words) => [words.join(' '), words] as const))(
    '%s: works with --data-dir',
    async (_, words) => {
      const folder = await emptyFolder();
      chownSync(folder, 471_100, 471_100);
      const { code, stderr, stdout } = await runHomeless([...words, '--data-dir', folder]);
      expect(stderr + stdout).not.toMatch(/defect|homedir|undefined/);
      expect(code).not.toBe(70);
    },
  );

  it.each([{}, { HOME: '' }, { HOME: '.' }])(
    'says so in one sentence without it: %j',
    async (environment) => {
      for (const words of [['status'], ['serve'], ['token', 'list'], ['doctor']]) {
        const { code, stdout, stderr } = await runHomeless(words, environment);
        expect([code, stdout, stderr]).toEqual([
          1,
          '',
          'bellwether: this user has no home folder to keep data in (HOME is not set); name a folder with --data-dir\n',
        ]);
      }
    },
  );

  it('is watched for with a data folder', async () => {
    const folder = await emptyFolder();
    chownSync(folder, 471_100, 471_100);
    const config = await twoServices();
    chmodSync(dirname(config), 0o755);
    const child = spawn(
      process.execPath,
      [builtProgram('cli'), 'serve', '--json', '--port', '0', '--config', config, '--data-dir', folder],
      { stdio: ['ignore', 'pipe', 'pipe'], uid: 471_100, gid: 471_100, cwd: '/', env: {} },
    );
    onTestFinished(async () => void (await end(child, 'SIGKILL')));
    const stdout = collect(child.stdout);
    await expect.poll(stdout, { timeout: 60_000 }).toContain('"url"');
    expect(await end(child, 'SIGTERM')).toBe(0);
    expect(existsSync(join(folder, 'history.sqlite'))).toBe(true);
  });
});

describe('the built program', () => {
  it('on a Node without what it needs says which it needs', async () => {
    const words = [
      '--no-experimental-sqlite',
      builtProgram('cli'),
      'serve',
      '--data-dir',
      await emptyFolder(),
    ];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    const stderr = collect(child.stderr);
    await once(child, 'close');
    expect([child.exitCode, stderr()]).toEqual([
      64,
      `bellwether: this is Node ${process.version}; it needs Node 24, which "npm start" brings\n`,
    ]);
  });

  it('serves, answers, and ends when it is told to', async () => {
    const { child, url, folder, words } = await instance();
    const closed = once(child, 'close');

    const second = await runToEnd('cli', ['serve', ...words, '--port', '0']);
    expect(second).toEqual({
      code: 3,
      stdout: '',
      stderr: `bellwether: another Bellwether (process ${child.pid}, ${url}) owns the data folder ${folder}; stop it, or choose another folder with --data-dir\n`,
    });

    const status = await runToEnd('cli', ['status', '--json', '--data-dir', folder]);
    expect(JSON.parse(status.stdout)).toMatchObject({ instance: { pid: child.pid, url } });
    const explained = await runToEnd('cli', ['explain', 'closed', '--data-dir', folder]);
    expect(explained.stdout).toContain('nothing is listening on 127.0.0.1:1');

    expect(await runToEnd('cli', ['stop', '--data-dir', folder])).toEqual({
      code: 0,
      stdout: `stopped the instance on ${folder} (process ${child.pid})\n`,
      stderr: '',
    });
    await closed;
    expect(child.exitCode).toBe(0);
    expect(await runToEnd('cli', ['status', '--data-dir', folder])).toMatchObject({ code: 1 });
  });

  it.each([
    ['does not answer', {}, 'does not answer: .*'],
    ['cannot be told from others', { certificate: '/gone/cert.pem' }, 'cannot be told from others: .*'],
  ])('ends what %s, when that holds the lock', async (_, published, trouble) => {
    const folder = await emptyFolder();
    const owner = fork(join(import.meta.dirname, '..', '..', 'fixtures', 'keep-alive', 'silent-owner.ts'), [
      folder,
    ]);
    onTestFinished(() => void owner.kill('SIGKILL'));
    await once(owner, 'message');
    const said = join(folder, 'instance.json');
    writeFileSync(said, JSON.stringify({ ...JSON.parse(readFileSync(said, 'utf8')), ...published }));
    const ended = once(owner, 'exit');
    expect(await runToEnd('cli', ['stop', '--data-dir', folder])).toEqual({
      code: 0,
      stdout: `stopped the instance on ${folder} (process ${owner.pid})\n`,
      stderr: expect.stringMatching(
        `^bellwether: the running instance \\(process \\d+\\) ${trouble}; it owns the data folder, so it is asked to end with a signal\n$`,
      ),
    });
    await ended;
    expect(owner.signalCode).toBe('SIGTERM');
  });

  it('shares its page with whoever has a token, until that is revoked', async () => {
    const folder = await emptyFolder();
    const config = await configFile('version: 1\nservices: []\nserver: { names: [monitor.lan] }\n');
    const words = ['--share', '--host', '127.0.0.1', '--config', config, '--data-dir', folder];
    const shared = await serve(words);
    onTestFinished(async () => void (await end(shared.child, 'SIGKILL')));
    const [, port = '', secret = ''] =
      /"http:\/\/monitor\.lan:(\d+)\/#token=([\w-]+)"/.exec(shared.output()) ?? [];
    const listed = await runToEnd('cli', ['token', 'list', '--json', '--data-dir', folder]);
    expect(JSON.parse(listed.stdout)).toMatchObject({ tokens: [{ name: 'team', role: 'viewer' }] });

    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, {
      headers: { host: `monitor.lan:${port}`, authorization: `Bearer ${secret}` },
    });
    onTestFinished(() => socket.terminate());
    await once(socket, 'message');
    const closed = once(socket, 'close');
    await runToEnd('cli', ['token', 'revoke', 'team', '--data-dir', folder]);
    expect((await closed)[0]).toBe(1008);
    const log = await readFile(join(folder, 'logs', 'bellwether.log'), 'utf8');
    expect(log).not.toContain(secret);
  });

  it('refuses an address that others can reach with 64', async () => {
    const folder = join(await emptyFolder(), 'data');
    const { code } = await runToEnd('cli', ['serve', '--host', '0.0.0.0', '--data-dir', folder]);
    expect(code).toBe(64);
    expect(existsSync(folder)).toBe(false);
  });

  it('ends quietly when nobody reads any more', async () => {
    const words = ['check', '--continuous', '--interval', '1', '--json', '--config', await twoServices()];
    const child = start(words);
    const stderr = collect(child.stderr);
    const closed = once(child, 'close');
    child.stdout?.once('data', () => child.stdout?.destroy());
    await closed;
    expect({ code: child.exitCode, signal: child.signalCode, stderr: stderr() }).toEqual({
      code: 2,
      signal: null,
      stderr: '',
    });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends a continuous check on %s as its last round says',
    async (signal) => {
      const child = start(['check', '--continuous', '--config', await twoServices()]);
      const stdout = collect(child.stdout);
      child.stdout?.once('data', () => child.kill(signal));
      await once(child, 'close');
      expect(child.exitCode).toBe(2);
      expect(stdout()).toContain('1 up, 1 down');
    },
  );

  it('ends a single check with 130 on Ctrl+C', async () => {
    const asked = Promise.withResolvers<void>();
    const port = await startService(() => asked.resolve());
    const config = await configFile(`version: 1
services: [{ id: silent, http: { url: "http://127.0.0.1:${port}/" } }]
`);
    const child = start(['check', '--config', config]);
    const stdout = collect(child.stdout);
    await asked.promise;
    child.kill('SIGINT');
    await once(child, 'close');
    expect({ code: child.exitCode, stdout: stdout() }).toEqual({ code: 130, stdout: '' });
  });

  it('takes its width from COLUMNS in a pipe', async () => {
    const words = [builtProgram('cli'), 'check', 'closed', '--config', await twoServices()];
    const child = spawn(process.execPath, words, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, COLUMNS: '40' },
    });
    const stdout = collect(child.stdout);
    await once(child, 'close');
    expect(stdout().split('\n').slice(0, 2)).toEqual([
      '  ✗ down      closed  –    –',
      '    nothing is listening on 127.0.0.1:1',
    ]);
  });
});

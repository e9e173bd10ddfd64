import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { FreshClone } from '../fixtures/fresh-clone.ts';

/** `npm ci` with a cold cache on a slow machine; a limit for hangs only. */
const INSTALL_LIMIT_MS = 300_000;
const BUILD_LIMIT_MS = 300_000;

const BELLWETHER = ['run', '--silent', 'bellwether', '--'];

describe('a fresh clone', () => {
  const clone = new FreshClone();
  afterAll(() => {
    clone.remove();
  });

  it(
    'runs with its very first command, and says what it does',
    async () => {
      const { code, stdout, stderr } = await clone.npm([...BELLWETHER, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
      expect(stdout).toMatch(/^bellwether \d/);
      expect(stderr).toMatch(/^Installing the packages .*\n(.*\n)*Building what changed/);
    },
    INSTALL_LIMIT_MS,
  );

  it('does nothing but run the second time', async () => {
    const { code, stdout, stderr } = await clone.npm([...BELLWETHER, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^bellwether \d/);
  });

  it('passes the exit code on', async () => {
    const { code } = await clone.npm([...BELLWETHER, 'no-such-command']);
    expect(code).toBe(64);
  });

  it(
    'runs without a desktop where none can start, says why in one line, and ends cleanly at one signal',
    async () => {
      const words = [
        'build/bootstrap.mjs',
        'start',
        '--json',
        '--port',
        '0',
        '--data-dir',
        clone.path('data'),
      ];
      const child = clone.start('node', words, { DISPLAY: '', WAYLAND_DISPLAY: '' });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      let stdout = '';
      await new Promise<void>((resolve, reject) => {
        child.once('close', () => reject(new Error(`it ended by itself: ${stderr}`)));
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          stdout += text;
          if (stdout.includes('"url"')) resolve();
        });
      });
      child.kill('SIGINT');
      await once(child, 'close');
      expect(stderr).toMatch(/^The desktop cannot start \(.+\), so Bellwether runs without one\.\n/);
      expect({ code: child.exitCode, signal: child.signalCode }).toEqual({ code: 0, signal: null });
    },
    BUILD_LIMIT_MS,
  );

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'ends with npm when that is ended by %s',
    async (signal) => {
      const words = ['start', '--', '--headless', '--json', '--port', '0', '--data-dir', clone.path('data')];
      const child = clone.start('npm', words);
      child.stderr.resume();
      let stdout = '';
      const url = await new Promise<string>((resolve) => {
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          stdout += text;
          const found = /"url":\s*"([^"]+)"/.exec(stdout)?.[1];
          if (found !== undefined) resolve(found);
        });
      });
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      child.kill(signal);
      await expect.poll(() => fetch(`${url}/health/live`).catch(() => 'gone')).toBe('gone');
      // Everything that npm had started held the other end.
      await once(child.stdout, 'close');
    },
    BUILD_LIMIT_MS,
  );

  it(
    'builds again after a source file changed, only what it goes into, and once when two commands ask',
    async () => {
      appendFileSync(clone.path('electron', 'cli.ts'), '// changed\n');
      const both = await Promise.all([
        clone.npm([...BELLWETHER, '--help']),
        clone.npm([...BELLWETHER, '--help']),
      ]);
      expect(both.map(({ code }) => code)).toEqual([0, 0]);
      const told = both.map(({ stderr }) => stderr).join('');
      expect(told.match(/command line built/g)).toHaveLength(1);
      expect(told).not.toMatch(/page built/);
    },
    BUILD_LIMIT_MS,
  );

  it(
    'never takes a failed build for a finished one, and gets over a lock whose owner is gone',
    async () => {
      const file = clone.path('electron', 'cli.ts');
      const good = readFileSync(file, 'utf8');
      writeFileSync(file, 'this is no program');
      for (const attempt of ['first', 'second']) {
        const failed = await clone.npm([...BELLWETHER, '--help']);
        expect({ attempt, code: failed.code, stdout: failed.stdout }).toEqual({
          attempt,
          code: 1,
          stdout: '',
        });
        expect(failed.stderr).toMatch(/could not be built/);
      }

      writeFileSync(file, good);
      const { pid } = spawnSync(process.execPath, ['-e', '']);
      writeFileSync(clone.path('dist', 'bootstrap.lock'), String(pid));
      const mended = await clone.npm([...BELLWETHER, '--help']);
      expect(mended.code).toBe(0);
      expect(mended.stderr).toMatch(/command line built/);
      expect(existsSync(clone.path('dist', 'bootstrap.lock'))).toBe(false);
    },
    BUILD_LIMIT_MS,
  );

  it('refuses a command that it does not know', async () => {
    const child = clone.start('node', ['build/bootstrap.mjs', 'sart']);
    child.stdout.resume();
    child.stderr.resume();
    await once(child, 'close');
    expect(child.exitCode).toBe(64);
  });
});

describe('a clone that cannot be installed', () => {
  let clone = new FreshClone();
  afterEach(() => {
    clone.remove();
    clone = new FreshClone();
  });
  afterAll(() => {
    clone.remove();
  });

  it(
    'gives up offline in one sentence, without what npm prints',
    async () => {
      const { code, stdout, stderr } = await clone.npm([...BELLWETHER, '--help'], await offline());
      expect(code).toBe(1);
      expect(stdout).toBe('');
      // How long it takes to give up is the machine's.
      const lines = stderr
        .trimEnd()
        .split('\n')
        .filter((line) => !line.startsWith('  still installing'));
      expect(lines).toEqual([
        expect.stringMatching(/^Installing the packages/),
        'The packages cannot be installed because the npm registry cannot be reached (ECONNREFUSED): connect to the network and run the command again.',
      ]);
    },
    BUILD_LIMIT_MS,
  );

  it(
    'gives up on a registry that never answers, in the same sentence',
    async () => {
      const registry = await listening(createServer());
      const { code, stderr } = await clone.npm([...BELLWETHER, '--help'], nothingCached(registry));
      expect(code).toBe(1);
      expect(stderr).toMatch(/because the npm registry cannot be reached \(\w+\): connect to the network/);
    },
    BUILD_LIMIT_MS,
  );

  it(
    'shows the end of what npm says about other trouble',
    async () => {
      const registry = await listening(
        createHttpServer((_request, response) => {
          response.writeHead(404).end();
        }),
      );
      const { code, stderr } = await clone.npm([...BELLWETHER, '--help'], nothingCached(registry));
      expect(code).toBe(1);
      expect(stderr).toMatch(/npm ci said at its end:\n(.*\n)*.*404 Not Found/);
    },
    BUILD_LIMIT_MS,
  );

  it(
    'does not take an install that was cut off for a whole one',
    async () => {
      mkdirSync(clone.path('node_modules', 'vite'), { recursive: true });
      const { code, stderr } = await clone.npm([...BELLWETHER, '--help'], await offline());
      expect(code).toBe(1);
      expect(stderr).toMatch(/^Installing the packages/);
      expect(existsSync(clone.path('node_modules', '.bellwether-installed'))).toBe(false);
    },
    BUILD_LIMIT_MS,
  );

  /** A registry at a port where nothing listens, and nothing in the cache. */
  async function offline(): Promise<NodeJS.ProcessEnv> {
    const server = createServer();
    const registry = await listening(server);
    server.close();
    await once(server, 'close');
    return nothingCached(registry);
  }

  function nothingCached(registry: string): NodeJS.ProcessEnv {
    return { npm_config_registry: registry, npm_config_cache: clone.path('cache') };
  }
});

/** Until the test is over. */
async function listening(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}

import { readdirSync } from 'node:fs';
import { expect, describe, it } from 'vitest';
import { runCli } from '../../../electron/cli/run-cli.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeTerminal } from '../../fakes/fake-terminal.ts';
import { bellwether, CLOSED_PORT, configFile, emptyFolder, PROGRAM, startService } from './cli-world.ts';

const NINE_O_CLOCK = 1_767_603_600_000;

/** An open one, one that fails, one that is not there, one of TCP. With a clock that stands, every latency is 0 ms. */
async function fleet(): Promise<string> {
  const good = await startService((_, response) => response.end('ok'));
  const failing = await startService((_, response) => response.writeHead(503).end());
  return configFile(`version: 1
services:
  - { id: api-gateway, name: API gateway, group: core, http: { url: "http://127.0.0.1:${good}/health" } }
  - { id: mcp-server, group: core, http: { url: "http://127.0.0.1:${CLOSED_PORT}/health" } }
  - { id: frontend, name: Frontend 東京, group: front, http: { url: "http://127.0.0.1:${failing}/" } }
  - { id: cache, tcp: { host: 127.0.0.1, port: ${good} } }
groups: { core: { name: Core services }, front: { name: Frontend } }
`);
}

async function one(status: number, id = 'orders'): Promise<string> {
  const port = await startService((_, response) => response.writeHead(status).end());
  return configFile(`version: 1
services: [{ id: ${id}, http: { url: "http://127.0.0.1:${port}/" } }]
`);
}

describe('bellwether check', () => {
  it('shows one round at 80 columns', async () => {
    const { code, stdout, stderr } = await bellwether(['check', '--config', await fleet()]);
    expect(stdout.split('\n')).toEqual([
      'Core services',
      '  ✓ up        API gateway    0 ms  200',
      '  ✗ down      mcp-server        –    –  nothing is listening on 127.0.0.1:1',
      '',
      'Frontend',
      '  ✗ down      Frontend 東京  0 ms  503  answered 503 Service Unavailable',
      '',
      'Without a group',
      '  ✓ up        cache          0 ms    –',
      '',
      '2 up, 2 down · 0 ms',
      '',
    ]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  });

  it('shows it at 40 columns', async () => {
    const terminal = new FakeTerminal({ columns: 40 });
    const { stdout } = await bellwether(
      ['check', '--config', await fleet(), 'mcp-server', 'frontend'],
      terminal,
    );
    expect(stdout.split('\n')).toEqual([
      'Core services',
      '  ✗ down      mcp-server        –    –',
      '    nothing is listening on 127.0.0.1:1',
      '',
      'Frontend',
      '  ✗ down      Frontend 東京  0 ms  503',
      '    answered 503 Service Unavailable',
      '',
      '2 down · 0 ms',
      '',
    ]);
  });

  it('prints the documented JSON', async () => {
    const { code, stdout } = await bellwether([
      'check',
      '--json',
      '--config',
      await fleet(),
      'api-gateway',
      'mcp-server',
    ]);
    expect(JSON.parse(stdout)).toEqual({
      overall: 'down',
      services: [
        {
          id: 'api-gateway',
          name: 'API gateway',
          group: 'core',
          status: 'up',
          latencyMs: 0,
          httpStatus: 200,
          cause: null,
          message: null,
          at: NINE_O_CLOCK,
        },
        {
          id: 'mcp-server',
          name: 'mcp-server',
          group: 'core',
          status: 'down',
          latencyMs: null,
          httpStatus: null,
          cause: 'refused',
          message: 'nothing is listening on 127.0.0.1:1',
          at: NINE_O_CLOCK,
        },
      ],
    });
    expect(code).toBe(2);
  });

  it('exits with 0 when all are up', async () => {
    expect(await bellwether(['check', '--config', await one(204)])).toMatchObject({ code: 0 });
  });

  it('exits with 1 when one is degraded', async () => {
    const clock = new FakeClock();
    const port = await startService((_, response) => {
      void clock.advance(1400).then(() => response.end());
    });
    const config = await configFile(`version: 1
services: [{ id: orders, http: { url: "http://127.0.0.1:${port}/" } }]
`);
    const { code, stdout } = await bellwether(['check', '--config', config], new FakeTerminal({ clock }));
    expect(code).toBe(1);
    expect(stdout).toContain('▲ degraded  orders  1.4 s  200  answered in 1.4 s, slower than 1 s');
  });

  it('refuses services that are not configured, with the near ones', async () => {
    const { code, stdout, stderr } = await bellwether([
      'check',
      '--config',
      await fleet(),
      'api-gatewya',
      'cache',
    ]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toBe('bellwether: there is no service "api-gatewya"; did you mean api-gateway?\n');
  });

  it('lists all faults of a bad configuration', async () => {
    const config = await configFile(
      'version: 1\nservices: [{ id: a, tcp: { host: localhost, prt: 1 } }]\ncolour: red\n',
    );
    const { code, stdout, stderr } = await bellwether(['check', '--config', config]);
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    expect(stderr.split('\n').slice(0, -1)).toEqual([
      'bellwether: the configuration has 3 faults',
      expect.stringContaining(`${config}:2:`),
      expect.stringContaining('did you mean `port`?'),
      expect.stringContaining(`${config}:3:1: colour: unknown key`),
    ]);
  });

  it('writes nothing, not even the settings that it does without', async () => {
    const folder = await emptyFolder();
    const { stdout } = await bellwether(['check', 'saga-orchestrator', '--json', '--data-dir', folder]);
    expect(JSON.parse(stdout)).toMatchObject({ services: [{ id: 'saga-orchestrator' }] });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('counts in a terminal while services are slow, and leaves nothing of it', async () => {
    const slow = Promise.withResolvers<void>();
    const port = await startService((_, response) => void slow.promise.then(() => response.end()));
    const config = await configFile(`version: 1
services:
  - { id: slow, http: { url: "http://127.0.0.1:${port}/" } }
  - { id: closed, tcp: { host: 127.0.0.1, port: ${CLOSED_PORT} } }
`);
    const terminal = new FakeTerminal({ isTerminal: true });
    const ended = bellwether(['check', '--config', config], terminal);
    await terminal.stderr.until((text) => text.includes('probed 1 of 2, waiting for slow'));
    expect(terminal.stdout.text).toBe('');
    slow.resolve();
    await ended;
    expect(terminal.stderr.writes.at(-1)).toBe('\r\u001b[K');
  });

  it('ends with 130 on Ctrl+C and shows no half a round', async () => {
    const asked = Promise.withResolvers<void>();
    const port = await startService(() => asked.resolve());
    const config = await configFile(`version: 1
services: [{ id: silent, http: { url: "http://127.0.0.1:${port}/" } }]
`);
    const terminal = new FakeTerminal();
    const ended = bellwether(['check', '--config', config], terminal);
    await asked.promise;
    terminal.pressCtrlC();
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: '' });
  });

  it.each([
    ['a terminal', true, {}, true],
    ['a pipe', false, {}, false],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['a dumb terminal', true, { TERM: 'dumb' }, false],
    ['a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
    ['a pipe with NO_COLOR and FORCE_COLOR', false, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('colours for %s: see the table', async (_, isTerminal, env: Record<string, string>, coloured) => {
    const terminal = new FakeTerminal({ isTerminal, env });
    const { stdout } = await bellwether(['check', '--config', await one(200)], terminal);
    expect(stdout.includes('\u001b[32m✓ up')).toBe(coloured);
    expect(stdout.includes('\u001b')).toBe(coloured);
  });

  it('lets nothing that was typed or configured act on the terminal', async () => {
    const config = await configFile(
      `version: 1\nservices: [{ id: evil, name: "a\\u202Eb\\u009B31m", tcp: { host: h, port: 1 } }]\n`,
    );
    const configured = await bellwether(['check', '--config', config]);
    const typed = await bellwether(['check', '--config', await one(200), '\u001b[2J\u202e']);
    expect(configured.stderr).toContain('"a\\u{202e}b\\u{9b}31m"');
    expect(typed.stderr).toContain('there is no service "\\u{1b}[2J\\u{202e}"');
  });
});

describe('bellwether check --continuous', () => {
  /** A service that a test turns off and on. */
  async function switchable() {
    const service = { status: 200 };
    const port = await startService((_, response) => response.writeHead(service.status).end());
    const config = await configFile(`version: 1
services:
  - { id: orders, http: { url: "http://127.0.0.1:${port}/" } }
  - { id: closed, tcp: { host: 127.0.0.1, port: ${CLOSED_PORT} } }
`);
    return { service, config };
  }

  const rounds = (text: string) => text.split('\n').length - 1;

  it('prints one object per round with --json, and exits as the last round says', async () => {
    const { service, config } = await switchable();
    const clock = new FakeClock();
    const terminal = new FakeTerminal({ clock });
    const words = ['check', '--continuous', '--interval', '10', '--json', '--config', config, 'orders'];
    const ended = runCli(words, terminal, PROGRAM);
    await terminal.stdout.until((text) => rounds(text) === 1);
    service.status = 500;
    await clock.advance(9999);
    expect(rounds(terminal.stdout.text)).toBe(1);
    await clock.advance(1);
    await terminal.stdout.until((text) => rounds(text) === 2);
    terminal.pressCtrlC();
    expect(await ended).toBe(2);
    expect(terminal.stdout.lines.map((line) => JSON.parse(line))).toMatchObject([
      { overall: 'up', services: [{ id: 'orders', status: 'up', at: NINE_O_CLOCK }] },
      { overall: 'down', services: [{ id: 'orders', cause: 'http-status', at: NINE_O_CLOCK + 10_000 }] },
    ]);
  });

  it('prints changes of status and a line per round where nobody watches', async () => {
    const { service, config } = await switchable();
    const clock = new FakeClock();
    const terminal = new FakeTerminal({ clock });
    const ended = runCli(['check', '--continuous', '--config', config], terminal, PROGRAM);
    const sums = (count: number) => (text: string) => text.split(' · ').length - 1 === count;
    await terminal.stdout.until(sums(1));
    service.status = 500;
    await clock.advance(30_000);
    await terminal.stdout.until(sums(2));
    await clock.advance(30_000);
    await terminal.stdout.until(sums(3));
    terminal.pressCtrlC();
    await ended;
    expect(terminal.stdout.lines).toEqual([
      '2026-01-05 09:00:00  ✓ up        orders: answered in 0 ms',
      '2026-01-05 09:00:00  ✗ down      closed: nothing is listening on 127.0.0.1:1',
      '2026-01-05 09:00:00  1 up, 1 down · 0 ms',
      '2026-01-05 09:00:30  ✗ down      orders: answered 500 Internal Server Error',
      '2026-01-05 09:00:30  2 down · 0 ms',
      '2026-01-05 09:01:00  2 down · 0 ms',
    ]);
  });

  it('redraws in a terminal, follows its size, and gives it back', async () => {
    const { config } = await switchable();
    const terminal = new FakeTerminal({ isTerminal: true, env: { NO_COLOR: '1' } });
    const ended = runCli(['check', '--continuous', '--config', config], terminal, PROGRAM);
    await terminal.stdout.until((text) => text.includes('next at 09:00:30'));
    expect(frameOf(terminal.stdout.writes.at(-1) ?? '')).toEqual([
      'bellwether check, every 30 s',
      '',
      '  ✓ up        orders  0 ms  200',
      '  ✗ down      closed     –    –  nothing is listening on 127.0.0.1:1',
      '',
      '1 up, 1 down · 0 ms',
      'probed at 09:00:00, next at 09:00:30 · Ctrl+C ends',
    ]);
    terminal.resize(30, 7);
    expect(frameOf(terminal.stdout.writes.at(-1) ?? '')).toEqual([
      'bellwether check, every 30 s',
      '',
      '  ✗ down      closed     –',
      '  … the rest does not fit in…',
      '',
      '1 up, 1 down · 0 ms',
      'probed at 09:00:00, next at 0…',
    ]);
    terminal.pressCtrlC();
    expect(await ended).toBe(2);
    expect(terminal.stdout.writes[0]).toBe('\u001b[?1049h\u001b[?25l\u001b[?7l');
    expect(terminal.stdout.writes.at(-2)).toBe('\u001b[?7h\u001b[?25h\u001b[?1049l');
    expect(terminal.stdout.writes.at(-1)).toContain('1 up, 1 down');
    expect(terminal.watchers).toBe(0);
  });

  it('exits with 130 when there was no round yet', async () => {
    const terminal = new FakeTerminal({ isTerminal: true });
    terminal.pressCtrlC();
    const { config } = await switchable();
    expect(await runCli(['check', '--continuous', '--config', config], terminal, PROGRAM)).toBe(130);
    expect(terminal.stdout.writes.at(-1)).toBe('\u001b[?7h\u001b[?25h\u001b[?1049l');
  });
});

/** The lines of one write of the live screen. */
function frameOf(write: string): readonly string[] {
  expect(write.startsWith('\u001b[H')).toBe(true);
  expect(write.endsWith('\u001b[J')).toBe(true);
  return write.replaceAll(/\u001b\[[HJK]/g, '').split('\r\n');
}

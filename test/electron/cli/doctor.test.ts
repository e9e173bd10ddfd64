import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { nodeClock } from '../../../electron/adapters/node-clock.ts';
import { runCli } from '../../../electron/cli/run-cli.ts';
import { displayWidth } from '../../../electron/cli/text.ts';
import { CHECK_NAMES } from '../../../electron/self-test/check-runner.ts';
import { openHistory } from '../adapters/storage-fixture.ts';
import { engineHealth, FakeDashboard } from '../../fakes/fake-dashboard.ts';
import { CertificateFolder } from '../../fixtures/certificate-folder.ts';
import { FakeTerminal } from '../../fakes/fake-terminal.ts';
import { folderFacts } from '../../fixtures/folder-facts.ts';
import { builtProgram, end, serve } from '../../fixtures/program.ts';
import { firstWords, start } from '../../fixtures/storage/child.ts';
import { configFile, emptyFolder, PROGRAM } from './cli-world.ts';
import { startInstance } from './running-instance.ts';

/** As the README documents it. */
const DOCUMENT = z.strictObject({
  version: z.literal('1.2.3'),
  counts: z.strictObject({
    well: z.number(),
    warning: z.number(),
    failed: z.number(),
    notTested: z.number(),
  }),
  checks: z.array(
    z.strictObject({
      check: z.enum(CHECK_NAMES),
      verdict: z.enum(['well', 'warning', 'failed', 'not-tested']),
      found: z.string(),
      toDo: z.array(z.string()),
      tookMs: z.number(),
    }),
  ),
});

/** For temporary files, not only those of the self test. */
let temporary = '';
beforeEach(async () => {
  temporary = await emptyFolder();
  const usual = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporary;
  onTestFinished(() => {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
  });
});

function leftovers(): readonly string[] {
  return readdirSync(temporary).filter((name) => name.startsWith('bellwether-doctor-'));
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

async function document(services: string, port?: string): Promise<string> {
  return configFile(`version: 1
services: [${services}]
rules: [{ id: service-down, when: down, for: 30s, severity: critical }]
server: { port: ${port ?? (await freePort())} }
`);
}

const ORDERS = '{ id: orders, tcp: { host: localhost, port: 5432 } }';

async function builtPage(): Promise<string> {
  const folder = await emptyFolder();
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="/app.js"></script>');
  writeFileSync(join(folder, 'app.js'), '');
  return folder;
}

interface Setting {
  readonly config: string;
  readonly dataFolder?: string;
  readonly rendererFolder?: string;
  readonly json?: boolean;
}

async function doctor({ config, dataFolder, rendererFolder, json = false }: Setting) {
  const terminal = new FakeTerminal({ clock: nodeClock });
  const folder = dataFolder ?? join(await emptyFolder(), 'none');
  const words = ['doctor', '--config', config, '--data-dir', folder, ...(json ? ['--json'] : [])];
  const program = { ...PROGRAM, rendererFolder: rendererFolder ?? (await builtPage()) };
  const code = await runCli(words, terminal, program);
  expect(leftovers()).toEqual([]);
  return { code, text: terminal.stdout.text, lines: terminal.stdout.lines, stderr: terminal.stderr.text };
}

describe('doctor', () => {
  it('finds a good installation well, prints an aligned line for each check, and changes nothing', async () => {
    const dataFolder = await emptyFolder();
    openHistory(dataFolder).history.close();
    const before = folderFacts(dataFolder);
    const { code, lines, stderr } = await doctor({ config: await document(ORDERS), dataFolder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const names = lines.map((line) => /^✓ ([\w ]{13}) {2}\S/.exec(line)?.[1]?.trimEnd());
    expect(names.filter((name) => name !== undefined)).toEqual([...CHECK_NAMES]);
    expect(lines.filter((line) => displayWidth(line) > 80 || line !== line.trimEnd())).toEqual([]);
    expect(lines.at(-1)).toBe('15 checks: 15 well');
    expect(folderFacts(dataFolder)).toEqual(before);
  });

  it('warns with 1, as one JSON document', async () => {
    const config = await document('{ id: orders, tcp: { host: no-such-host.invalid, port: 80 } }');
    const { code, text } = await doctor({ config, json: true });
    const { counts, checks } = DOCUMENT.parse(JSON.parse(text));
    expect(code).toBe(1);
    expect(counts).toEqual({ well: 14, warning: 1, failed: 0, notTested: 0 });
    expect(checks.map(({ check }) => check)).toEqual([...CHECK_NAMES]);
    expect(checks.find(({ verdict }) => verdict === 'warning')).toMatchObject({
      check: 'DNS',
      found: '1 of 1 name cannot be looked up',
    });
  });

  it('fails with 2, names the place of a fault, and counts what could not be tested', async () => {
    const config = await configFile('version: 1\nservices:\n  - { id: orders, tcp: { host: localhost } }\n');
    const { code, text, lines } = await doctor({ config });
    expect(code).toBe(2);
    expect(text.replaceAll(/\s+/g, '')).toContain(`${config}:3:`);
    expect(lines.filter((line) => line.startsWith('?'))).toEqual(
      ['port         ', 'DNS          ', 'alert        '].map(
        (name) => `? ${name}  not tested: needs "configuration", which failed`,
      ),
    );
    expect(lines.at(-1)).toBe('15 checks: 11 well, 1 failed, 3 not tested');
    expect(lines.filter((line) => displayWidth(line) > 80)).toEqual([]);
  });

  it('says how to mend a page that is not built', async () => {
    const { code, lines } = await doctor({ config: await document(ORDERS), rendererFolder: '/nowhere' });
    expect(code).toBe(2);
    const from = lines.findIndex((line) => line.startsWith('✗'));
    expect(lines.slice(from)).toEqual([
      expect.stringMatching(/^✗ page {11}http:\/\/127\.0\.0\.1:\d+\/ has not been built$/),
      '                 → Build it with "npm run build" and start Bellwether again; of',
      '                   an installed package, install it anew.',
      '',
      '15 checks: 14 well, 1 failed',
    ]);
  });

  it('asks the running instance, too, and leaves it running', async () => {
    const dataFolder = await emptyFolder();
    const words = ['--config', await document(ORDERS), '--data-dir', dataFolder];
    const { child, url } = await serve(words);
    onTestFinished(async () => void (await end(child, 'SIGKILL')));
    const { port } = new URL(url);
    const config = await document(ORDERS, port);
    const { code, text } = await doctor({ config, dataFolder, json: true });
    const { checks } = DOCUMENT.parse(JSON.parse(text));
    const found = Object.fromEntries(checks.map((one) => [one.check, one.found]));
    // It is of another version than this test.
    expect({ code, warnings: checks.filter(({ verdict }) => verdict !== 'well') }).toEqual({
      code: 1,
      warnings: [expect.objectContaining({ check: 'instance', verdict: 'warning' })],
    });
    expect(found).toMatchObject({
      instance: expect.stringContaining(`process ${child.pid} answers at ${url}`),
      port: `${port} on 127.0.0.1 is held by our own instance (process ${child.pid})`,
      history: 'the running instance has it open, and writes it',
      socket: 'a snapshot came from a server of its own, and one of 1 service from the running instance',
      page: `served with its policy and its script, also at ${url}/`,
    });
    expect(child.exitCode).toBe(null);
  });

  it('asks an instance that serves https, too', async () => {
    const dataFolder = await emptyFolder();
    const certificates = new CertificateFolder();
    const { certificate: file } = certificates.files;
    const { url } = await startInstance(dataFolder, new FakeDashboard(), null, {
      source: certificates.source(),
      file,
    });
    const { text } = await doctor({ config: await document(ORDERS), dataFolder, json: true });
    const { checks } = DOCUMENT.parse(JSON.parse(text));
    expect(Object.fromEntries(checks.map((one) => [one.check, one]))).toMatchObject({
      instance: { verdict: 'well', found: expect.stringContaining(`answers at ${url}`) },
      socket: { verdict: 'well', found: expect.stringContaining('and one of 1 service from the running') },
      // There is no page at /nowhere.
      page: { verdict: 'failed', found: `${url}/ has not been built` },
    });
  });

  it('ends with 130 on Ctrl+C in the middle of a check, and leaves nothing behind', async () => {
    const dataFolder = await emptyFolder();
    const asked = Promise.withResolvers<void>();
    // An instance whose socket never opens: by then the self test has a server of its own running.
    const instance = createHttpServer((_, response) => {
      const live = { status: 'pass', version: '1.2.3', instance: 'first', pid: 1, uptimeMs: 1 };
      response.end(JSON.stringify({ ...live, engine: engineHealth() }));
    });
    instance.on('upgrade', (_, connection) => {
      onTestFinished(() => void connection.destroy());
      asked.resolve();
    });
    const holder = start('hold-lock.ts', dataFolder, String(await listen(instance)));
    expect(await firstWords(holder)).toBe('locked\n');

    const words = ['doctor', '--config', await document(ORDERS), '--data-dir', dataFolder];
    const child = spawn(process.execPath, [builtProgram('cli'), ...words], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    onTestFinished(async () => void (await end(child, 'SIGKILL')));
    await asked.promise;
    expect(leftovers()).toHaveLength(1);
    const closed = once(child, 'close');
    child.kill('SIGINT');
    await closed;
    expect({ code: child.exitCode, left: leftovers() }).toEqual({ code: 130, left: [] });
  });
});

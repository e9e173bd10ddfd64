import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { pinoLogger } from '../../../electron/adapters/pino-logger.ts';
import { builtProgram, end, launch, runToEnd } from '../../fixtures/program.ts';
import { CLOSED_PORT, configFile, emptyFolder, startService } from './cli-world.ts';

const clock = { wallNow: () => Date.now() };

/** The built `logs --follow` on a log that a test writes to. */
async function follow() {
  const folder = await emptyFolder();
  const log = pinoLogger(folder, clock);
  onTestFinished(() => log.stop());
  log.logger.info('before');
  const child = spawn(process.execPath, [builtProgram('cli'), 'logs', '--follow', '--data-dir', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => void (await end(child, 'SIGKILL')));
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  return { child, log: log.logger };
}

/** As soon as it has printed the event. */
function printed({ stdout }: ChildProcess, event: string): Promise<void> {
  return new Promise((resolve) => {
    stdout?.on('data', (text: string) => {
      if (text.includes(event)) resolve();
    });
  });
}

it('follows the log of another process until Ctrl+C', async () => {
  const { child, log } = await follow();
  await printed(child, 'before');
  log.warn('after');
  await printed(child, 'after');
  expect(await end(child, 'SIGINT')).toBe(0);
});

it('ends quietly when nobody reads any more', async () => {
  const { child, log } = await follow();
  let stderr = '';
  child.stderr.on('data', (text: string) => (stderr += text));
  await printed(child, 'before');
  const closed = once(child, 'close');
  child.stdout.destroy();
  log.info('for nobody');
  await closed;
  expect([child.exitCode, child.signalCode, stderr]).toEqual([0, null, '']);
});

it('finds no secret in the log of services that send all of them back', async () => {
  const secret = 'kiwi-horse7staple';
  const answers = [
    `HTTP/1.1 500 no ${secret}`,
    `HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:${CLOSED_PORT}/?leak=${secret}`,
    `HTTP/1.1 302 Found\r\nLocation: http://ann:${secret}@127.0.0.1:${CLOSED_PORT}/`,
    `HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/${secret}`,
    `HTTP/1.1 200 OK\r\nSet-Cookie: id=${secret}\r\nbroken ${secret}`,
    secret,
    'HTTP/1.1 200 OK',
  ];
  const port = await startService((request, response) => {
    const [, id = '', token] = /^\/(\d)\?token=(.*)$/.exec(request.url ?? '') ?? [];
    const known = token === secret && request.headers['x-plain'] === secret;
    const answer = known ? answers[Number(id)] : 'HTTP/1.1 400 the secrets did not arrive';
    response.socket?.end(`${answer}\r\nConnection: close\r\n\r\n{"status":"${secret}"}`);
  });
  const folder = await emptyFolder();
  const key = join(folder, 'key');
  await writeFile(key, secret);
  const services = answers.map(
    (_, id) => `  - id: service-${id}
    http:
      url: "http://127.0.0.1:${port}/${id}?token=\${file:${key}}"
      headers: { X-Plain: "\${file:${key}}", Authorization: "Bearer \${file:${key}}" }
      followRedirects: 3
      expectJson: { status: ok }
`,
  );
  const document = `version: 1
defaults: { interval: 1s, timeout: 800ms, degradedAfter: 300ms, downAfter: 500ms }
services:
${services.join('')}rules: [{ id: service-down, when: down, for: 0s, severity: critical }]
`;
  const config = await configFile(document);
  const instance = await launch(['--config', config, '--data-dir', folder]).ready;
  onTestFinished(async () => void (await end(instance.child, 'SIGKILL')));
  await fetch(`${instance.url}/api/v1/requests?token=${secret}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'pause', comment: `password=${secret}` }),
  });
  await writeFile(config, `${document}secret: ${secret}\n`);
  const told = [
    ...services.map((_, id) => `notification: service-${id} is down`),
    'configuration not taken over',
  ];
  await expect
    .poll(() => told.filter((event) => !instance.output().includes(event)), { timeout: 60_000 })
    .toEqual([]);
  await end(instance.child, 'SIGTERM');
  const files = readdirSync(join(folder, 'logs')).map((name) =>
    readFileSync(join(folder, 'logs', name), 'utf8'),
  );
  const { code, stdout, stderr } = await runToEnd('cli', ['logs', '--data-dir', folder]);
  expect([code, told.filter((event) => !stdout.includes(event))]).toEqual([0, []]);
  expect(
    [...files, instance.output(), stdout, stderr].filter((text) => text.toLowerCase().includes(secret)),
  ).toEqual([]);
});

import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { explainListenError } from '../../../electron/web/listen-fault.ts';
import { startWebServer } from '../../../electron/web/start-web-server.ts';
import { sessionsOf } from '../../builders/sessions.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeDashboard } from '../../fakes/fake-dashboard.ts';
import { MemoryTokens } from '../../fakes/memory-tokens.ts';
import { recordingLogger, serve } from './serve.ts';

async function faultOf(host: string, port: number) {
  const [dashboard, clock] = [new FakeDashboard(), new FakeClock()];
  const logger = recordingLogger([]);
  const tokens = new MemoryTokens();
  const started = await startWebServer({
    dashboard,
    tokens,
    sessions: sessionsOf(tokens, clock, logger),
    sharing: null,
    trustLoopback: true,
    tls: null,
    clock,
    logger,
    host,
    port,
    version: '1.2.3',
    rendererFolder: '',
  });
  if (started.ok) {
    await started.value.close();
    throw new Error('it listens');
  }
  expect([dashboard.listeners, clock.pendingTimers]).toEqual([0, 0]);
  return started.error;
}

async function occupy(server: Server, host = '127.0.0.1'): Promise<number> {
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

function stranger(answer: RequestListener): Server {
  return createServer(answer);
}

it('names the Bellwether that has the port', async () => {
  const { port } = await serve();
  expect(await faultOf('127.0.0.1', port)).toEqual({
    code: 'port-taken',
    message: `port ${port} on 127.0.0.1 is in use by another Bellwether (instance test-instance, process 4711); stop it or choose another port with --port`,
  });
});

it.each([
  ['speaks another language', createTcpServer((connection) => connection.end('220 hello\r\n'))],
  ['says nothing', createTcpServer((connection) => connection.on('error', () => undefined).resume())],
  ['is another web server', stranger((_, response) => response.end('{"status":"pass"}'))],
  [
    'plays with the terminal',
    stranger((_, response) =>
      response.end('{"status":"pass","version":"1","instance":"\\u001b[2J","pid":1,"uptimeMs":1}'),
    ),
  ],
  ['answers without end', stranger((_, response) => response.write('x'.repeat(100_000)))],
])('calls it another program when what has the port %s', async (_, server) => {
  const port = await occupy(server);
  expect(await faultOf('127.0.0.1', port)).toEqual({
    code: 'port-taken',
    message: `port ${port} on 127.0.0.1 is in use by another program; stop it or choose another port with --port`,
  });
});

it('has the port beside a stranger on the other loopback, and names the address that is its own', async ({
  skip,
}) => {
  const other = stranger((_, response) => response.end('stranger'));
  const port = await occupy(other, '::1').catch(() => null);
  if (port === null) return skip('this machine has no IPv6 loopback');
  const { server } = await serve(undefined, null, null, port);
  expect(server.url).toBe(`http://127.0.0.1:${port}`);
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
});

it.each(['0.0.0.0', '::', '192.0.2.1', 'example.com'])('does not listen on %s', async (host) => {
  expect(await faultOf(host, 0)).toEqual({
    code: 'not-loopback',
    message: `${host} could be reached from other machines, and it is not shared; use --host 127.0.0.1, or --share`,
  });
});

it('explains what the system refuses, and passes on what it does not expect', async () => {
  const refusal = (code: string) => Object.assign(new Error(code), { code });
  expect(await explainListenError(refusal('EADDRNOTAVAIL'), '::1', 9999)).toEqual({
    code: 'address-not-available',
    message: 'this machine has no address ::1; use --host 127.0.0.1',
  });
  expect(await explainListenError(refusal('EACCES'), '127.0.0.1', 80)).toEqual({
    code: 'not-permitted',
    message: 'listening on port 80 of 127.0.0.1 is not permitted; choose a port from 1024 on with --port',
  });
  await expect(explainListenError(refusal('EMFILE'), '127.0.0.1', 9999)).rejects.toThrow(
    'listening on 127.0.0.1:9999',
  );
});

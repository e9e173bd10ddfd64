import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { ServerSettings } from '../../../shared/config/config.ts';
import { connectInstance } from '../../../electron/adapters/instance-client.ts';
import { checkPort } from '../../../electron/self-test/port.ts';
import { FakeDashboard } from '../../fakes/fake-dashboard.ts';
import { temporaryFolder } from '../adapters/storage-fixture.ts';
import { startInstance } from '../cli/running-instance.ts';
import { serverSettings } from '../../builders/server.ts';

const NONE = { client: null };

function settings(port: number, host = '127.0.0.1'): ServerSettings {
  return serverSettings({ host, port });
}

async function occupied(): Promise<number> {
  const server = createServer((connection) => connection.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function running() {
  const folder = temporaryFolder();
  await startInstance(folder, new FakeDashboard());
  const connected = await connectInstance(folder, new AbortController().signal);
  if (!connected.ok) throw new Error('the instance does not answer');
  return connected.value;
}

it('is free, and is free again afterwards', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  for (let turn = 0; turn < 2; turn++)
    expect(await checkPort(settings(port), NONE)).toMatchObject({
      verdict: 'well',
      found: `${port} on 127.0.0.1 is free`,
    });
});

it('is held by a stranger', async () => {
  const port = await occupied();
  expect(await checkPort(settings(port), NONE)).toEqual({
    verdict: 'failed',
    found: `port ${port} on 127.0.0.1 is in use by another program`,
    toDo: [
      expect.stringMatching(/^End what has the port; ".*\d+.*" names it\.$/),
      'Or take another port: write it as `port:` under `server:` in the configuration, or start with "serve --port".',
    ],
  });
});

it('is held by our own instance, or by another Bellwether', async () => {
  const client = await running();
  const { port } = client.instance;
  if (port === null) throw new Error('it has no port');
  expect(await checkPort(settings(port), { client })).toMatchObject({
    verdict: 'well',
    found: `${port} on 127.0.0.1 is held by our own instance (process 4711)`,
  });
  expect(await checkPort(settings(port), NONE)).toMatchObject({
    verdict: 'failed',
    found: `port ${port} on 127.0.0.1 is in use by another Bellwether (instance test-instance, process 4711)`,
  });
});

it('is free while our own instance uses another, or taken all the same', async () => {
  const client = await running();
  expect(await checkPort(settings(await occupied()), { client })).toMatchObject({ verdict: 'failed' });
});

it('is of an address that this machine does not have', async () => {
  expect(await checkPort(settings(9999, '192.0.2.1'), NONE)).toEqual({
    verdict: 'failed',
    found: 'this machine has no address 192.0.2.1',
    toDo: ['Write `host: 127.0.0.1` under `server:` in the configuration, or leave `host` out.'],
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { boundConnections } from '../../../electron/web/bound-connections.ts';
import { serviceView } from '../../fakes/fake-dashboard.ts';
import { dial, exchange, serve } from './serve.ts';

it('answers while hundreds of connections say nothing, and is rid of them soon', async () => {
  const { port, server } = await serve();
  const silent = await Promise.all(Array.from({ length: 500 }, () => dial(port, '')));
  const gone = silent.map((connection) => {
    connection.resume();
    return connection.destroyed ? Promise.resolve() : once(connection, 'close');
  });
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  await Promise.all(gone);
});

it('keeps connections that ask again, and drops the longest idle one when it is full', async () => {
  const { port } = await serve();
  const request = `GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
  const first = await dial(port, request);
  const second = await dial(port, request);
  await Promise.all([once(first, 'data'), once(second, 'data')]);
  first.write(request);
  await once(first, 'data');
  const longest = once(second, 'close');
  const others = await Promise.all(Array.from({ length: 255 }, () => dial(port, request)));
  await Promise.all([longest, ...others.map((other) => once(other, 'data'))]);
  first.write(request);
  const [answer]: unknown[] = await once(first, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
});

it('lets the next one in when it is full of those who read slowly: the one who began first gives way', async () => {
  // More than the system's own buffers between the two take.
  const long = Buffer.alloc(16 * 2 ** 20);
  const server = createServer((request, response) => response.end(request.url === '/long' ? long : 'short'));
  boundConnections(server, 3);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const slow: Socket[] = [];
  for (let count = 0; count < 3; count++) {
    const reader = await dial(port, 'GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await once(reader, 'readable');
    slow.push(reader);
  }
  const next = await exchange(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(next).toMatchObject({ status: 200, body: 'short' });
  const wholly = slow.map(async (reader) => {
    let received = 0;
    reader.on('data', (chunk: Buffer) => (received += chunk.length));
    await once(reader, 'close');
    return received > long.length;
  });
  expect(await Promise.all(wholly)).toEqual([false, true, true]);
});

it('closes what sends the head of a request slowly, or the body of a change', async () => {
  const { port, tokens } = await serve();
  tokens.add('secret', 'ada', 'operator');
  const host = `HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
  const change =
    `POST /api/v1/requests ${host}Authorization: Bearer secret\r\n` +
    'Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n{';
  const answers = await Promise.all([drip(port, `GET /health ${host}`), drip(port, change)]);
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});

it('ends a connection that asks a thousand times without waiting for an answer, and answers few', async () => {
  const { port, server, dashboard } = await serve();
  const host = `Host: 127.0.0.1:${port}\r\n\r\n`;
  for (const more of ['', 'Expect: wonders\r\n', 'Expect: 100-continue\r\n']) {
    dashboard.asked.length = 0;
    const request = `GET /api/v1/services HTTP/1.1\r\n${more}${host}`;
    const greedy = await dial(port, request.repeat(1000));
    await new Promise((resolve) => greedy.resume().once('close', resolve));
    expect(dashboard.asked.length).toBeLessThanOrEqual(4);
  }
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});

it('ends a connection on which an answer waits to be read', async () => {
  const { port, dashboard } = await serve();
  // More than the system's own buffers between the two take.
  const answerBytes = 32 * 2 ** 20;
  dashboard.services = [serviceView({ message: 'x'.repeat(answerBytes) })];
  const before = openSockets();
  const stuck = await dial(port, `GET /api/v1/services HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  await once(stuck, 'readable');
  expect(openSockets()).toBe(before + 2);
  await expect.poll(openSockets, { timeout: 60_000 }).toBe(before + 1);
  let received = 0;
  stuck.on('data', (chunk: Buffer) => (received += chunk.length));
  await once(stuck, 'close');
  expect(received).toBeLessThan(answerBytes);
});

/** Both ends of each connection: this process has them all. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

it('does not wait for a body', async () => {
  const { port } = await serve();
  const answer = await exchange(
    port,
    `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 1000000\r\n\r\n{`,
  );
  expect(answer.status).toBe(405);
});

/** What comes back until the server ends a connection on which a byte is sent every now and then. */
async function drip(port: number, text: string): Promise<string> {
  const connection = await dial(port, text);
  const dripping = setInterval(() => connection.write('X'), 100);
  let received = '';
  connection.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
  await once(connection, 'close');
  clearInterval(dripping);
  return received;
}

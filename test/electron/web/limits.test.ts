import { once } from 'node:events';
import { expect, it } from 'vitest';
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

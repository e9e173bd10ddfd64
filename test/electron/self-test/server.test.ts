import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { nodeClock } from '../../../electron/adapters/node-clock.ts';
import { startOwnServer } from '../../../electron/self-test/own-server.ts';
import { checkPage } from '../../../electron/self-test/page.ts';
import { checkSocket } from '../../../electron/self-test/socket.ts';
import { securityHeaders } from '../../../electron/web/response-headers.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { temporaryFolder } from '../adapters/storage-fixture.ts';
import { startService } from '../cli/cli-world.ts';
import { serve } from '../web/serve.ts';

const never = new AbortController().signal;

const BUILD =
  'Build it with "npm run build" and start Bellwether again; of an installed package, install it anew.';

async function service(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await startService(answer)}`;
}

/** A server that takes sockets and says `text`, or nothing. */
async function talker(text: string | null): Promise<string> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    if (text !== null) socket.send(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it has no port');
  return `http://127.0.0.1:${address.port}`;
}

describe('a server of its own', () => {
  it('serves the page and live updates of a service until it is ended', async () => {
    const temporary = temporaryFolder();
    const rendererFolder = join(temporary, 'page');
    await mkdir(rendererFolder);
    await writeFile(join(rendererFolder, 'index.html'), '<script src="/app.js"></script>');
    await writeFile(join(rendererFolder, 'app.js'), '');
    const ending = new AbortController();
    const ends: Promise<unknown>[] = [];
    const started = await startOwnServer({
      version: '1.2.3',
      rendererFolder,
      temporaryFolder: temporary,
      signal: ending.signal,
      onEnd: (ended) => ends.push(ended),
    });
    if (started.verdict !== 'well') throw new Error(started.found);
    const url = started.value;
    expect(await checkSocket(url, null, nodeClock, never)).toMatchObject({
      verdict: 'well',
      found: 'a snapshot came from a server of its own',
    });
    expect(await checkPage(url, null, never)).toMatchObject({
      verdict: 'well',
      found: 'served with its policy and its script by a server of its own',
    });
    ending.abort();
    await Promise.all(ends);
    expect(existsSync(join(temporary, 'server', 'instance.json'))).toBe(false);
    expect(await checkSocket(url, null, nodeClock, never)).toMatchObject({ verdict: 'failed' });
  });

  it('fails without a folder to write to', async () => {
    const temporary = temporaryFolder();
    await mkdir(join(temporary, 'server', 'lock.sqlite'), { recursive: true });
    const ends: Promise<unknown>[] = [];
    const started = await startOwnServer({
      version: '1.2.3',
      rendererFolder: '/nowhere',
      temporaryFolder: temporary,
      signal: never,
      onEnd: (ended) => ends.push(ended),
    });
    await Promise.all(ends);
    expect(started).toEqual({
      verdict: 'failed',
      found: expect.stringContaining(`cannot take over the data folder ${join(temporary, 'server')}`),
      toDo: [
        'It needs a free port of 127.0.0.1 and a temporary folder: let security software or a sandbox allow both.',
      ],
    });
  });
});

describe('the socket', () => {
  it('is asked of the running instance, too', async () => {
    const own = await serve();
    const running = await serve();
    expect(
      await checkSocket(own.server.url, { url: running.server.url, trust: null }, nodeClock, never),
    ).toMatchObject({
      verdict: 'well',
      found: 'a snapshot came from a server of its own, and one of 1 service from the running instance',
    });
  });

  it.each([
    ['nobody listens', () => Promise.resolve('http://127.0.0.1:1'), 'connect ECONNREFUSED 127.0.0.1:1'],
    [
      'it takes no sockets',
      () => service((_, response) => response.writeHead(503).end()),
      'Unexpected server response: 503',
    ],
    ['another word comes first', () => talker('{"type":"heartbeat"}'), 'what came first is no snapshot'],
  ])('fails when %s', async (_, start, found) => {
    const own = await serve();
    const url = await start();
    expect(await checkSocket(url, null, nodeClock, never)).toEqual({
      verdict: 'failed',
      found: `${url}/ws: ${found}`,
      toDo: [
        'Something comes between programs of this machine: let security software allow WebSockets to 127.0.0.1.',
      ],
    });
    expect(await checkSocket(own.server.url, { url, trust: null }, nodeClock, never)).toEqual({
      verdict: 'failed',
      found: `${url}/ws: ${found}`,
      toDo: ['A server of its own sends a snapshot, the running instance does not: start it again.'],
    });
  });
});

it('waits four seconds for a snapshot', async () => {
  const url = await talker(null);
  const clock = new FakeClock();
  const checking = checkSocket(url, null, clock, never);
  await clock.advance(4000);
  expect(await checking).toMatchObject({ verdict: 'failed', found: `${url}/ws: no snapshot within 4 s` });
  expect(clock.pendingTimers).toBe(0);
});

describe('the page', () => {
  it('is asked of the running instance, too', async () => {
    const own = await serve();
    const running = await serve();
    expect(await checkPage(own.server.url, { url: running.server.url, trust: null }, never)).toMatchObject({
      verdict: 'well',
      found: `served with its policy and its script, also at ${running.server.url}/`,
    });
  });

  const headers = securityHeaders([]);
  const page = '<script src="/app.js"></script>';
  it.each<[string, () => Promise<string>, string]>([
    ['it is not built', async () => (await serve({})).server.url, 'has not been built'],
    [
      'its script is missing',
      async () => (await serve({ 'index.html': page })).server.url,
      'names /app.js, which is answered with 404',
    ],
    ['it has no script', async () => (await serve({ 'index.html': '' })).server.url, 'has no script in it'],
    [
      'something else stands in for its script',
      () => service((_, response) => response.setHeaders(new Map(Object.entries(headers))).end(page)),
      'names /app.js, which is no script',
    ],
    [
      'it comes without its policy',
      () => service((_, response) => response.end(page)),
      `is served without default-src 'none' and script-src 'self' and require-trusted-types-for 'script' and trusted-types 'none' in its policy`,
    ],
    [
      'nobody listens',
      () => Promise.resolve('http://127.0.0.1:1'),
      'cannot be had: connect ECONNREFUSED 127.0.0.1:1',
    ],
  ])('fails when %s', async (_, start, found) => {
    const own = await serve();
    const url = await start();
    expect(await checkPage(url, null, never)).toEqual({
      verdict: 'failed',
      found: `${url}/ ${found}`,
      toDo: [BUILD],
    });
    expect(await checkPage(own.server.url, { url, trust: null }, never)).toEqual({
      verdict: 'failed',
      found: `${url}/ ${found}`,
      toDo: ['It reads the page when it starts, and it started before this one was built: start it again.'],
    });
  });
});

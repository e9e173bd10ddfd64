import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { findUpdate, watchForUpdates, type Update } from '../../../electron/desktop/update-check.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

let server: Server | null = null;
afterEach(() => server?.close());

async function feed(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.json`;
}

const offer = (version: string, url = 'https://example.com/bellwether') =>
  feed((_, response) => response.end(JSON.stringify({ version, url })));

describe('the check for updates', () => {
  it.each([
    ['1.2.3', '1.2.4', true],
    ['1.2.3', '1.10.0', true],
    ['1.9.0', '2.0.0', true],
    ['1.2.3', '1.2.3', false],
    ['1.2.3', '1.1.9', false],
    ['1.2.3-beta', '1.2.3', false],
  ])('with %s running and %s offered tells: %s', async (running, offered, told) => {
    const found = await findUpdate(await offer(offered), running);
    expect(found).toEqual({
      ok: true,
      value: told ? { version: offered, url: 'https://example.com/bellwether' } : null,
    });
  });

  it.each<[string, RequestListener, string]>([
    ['an error', (_, response) => response.writeHead(500).end(), 'the feed answered 500'],
    ['no JSON', (_, response) => response.end('<html>'), 'the feed cannot be read'],
    ['another document', (_, response) => response.end('{"version":"next"}'), 'the feed is not understood'],
    [
      'an address that is no web page',
      (_, response) => response.end('{"version":"9.9.9","url":"javascript:alert(1)"}'),
      'the feed is not understood',
    ],
    ['endless text', (_, response) => response.end(' '.repeat(100_000)), 'the feed is too large'],
  ])('says what is wrong with %s', async (_, answer, fault) => {
    const found = await findUpdate(await feed(answer), '0.1.0');
    expect(found.ok ? '' : found.error).toContain(fault);
  });

  it('asks a minute after the start, and then once a day', async () => {
    let asked = 0;
    const url = await feed((_, response) => {
      asked += 1;
      response.end(JSON.stringify({ version: '9.0.0', url: 'https://example.com' }));
    });
    const clock = new FakeClock();
    const updates: (Update | null)[] = [];
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const stop = watchForUpdates(url, '0.1.0', clock, log, (update) => updates.push(update));
    await clock.advance(59_000);
    expect(asked).toBe(0);
    await clock.advance(1000);
    await expect.poll(() => updates.length).toBe(1);
    await clock.advance(24 * 3_600_000);
    await expect.poll(() => updates.length).toBe(2);
    stop();
    await clock.advance(48 * 3_600_000);
    expect(asked).toBe(2);
  });
});

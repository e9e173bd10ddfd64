import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClientEvent } from '../../../renderer/client/dashboard-client.ts';
import { createWindowClient } from '../../../renderer/client/window-client.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { decodeClientRequest } from '../../../shared/protocol/decode-client-request.ts';
import type { RequestFault } from '../../../shared/protocol/protocol.ts';
import { serviceDetail, serviceView, snapshot } from '../../fixtures/page-fleet.ts';
import { desktopView } from '../../fixtures/page-bridge.ts';

const AT = 1_700_000_000_000;
const orders = serviceView(AT, { name: 'Zahlung\u202Etxt.exe' });
const SNAPSHOT = { type: 'snapshot', snapshot: snapshot(AT, [orders]) };
const HEARTBEAT = { type: 'heartbeat', revision: 1, at: AT };

type Answer = Result<unknown, RequestFault>;

/** A bridge that answers what a test says, and a client that listens to it. */
function scene(answer: (request: unknown) => Promise<Answer> = () => Promise.resolve(ok(undefined))) {
  const listeners = new Set<(event: unknown) => void>();
  const asked: unknown[] = [];
  const heard: ClientEvent[] = [];
  const client = createWindowClient({
    request: (request) => {
      asked.push(request);
      return answer(request);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const stop = client.subscribe((event) => heard.push(event));
  return {
    client,
    asked,
    heard,
    stop,
    tell: (event: unknown) => {
      for (const listener of listeners) listener(event);
    },
    connections: () => heard.flatMap((event) => (event.type === 'connection' ? event.connection.state : [])),
    resyncs: () => asked.filter((request) => JSON.stringify(request) === '{"type":"resync"}').length,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the stream of events', () => {
  it('is asked for at once, and live with the first snapshot', () => {
    const { tell, heard, asked, connections } = scene();
    expect(asked).toEqual([{ type: 'resync' }]);
    tell(HEARTBEAT);
    expect(heard).toEqual([]);
    tell(SNAPSHOT);
    expect(connections()).toEqual(['live']);
    expect(heard.at(-1)).toMatchObject({ type: 'server', event: { type: 'snapshot' } });
  });

  it('hands over what the desktop says, and where it wants to go', () => {
    const { tell, heard } = scene();
    const desktop = { type: 'desktop', desktop: desktopView() };
    const open = { type: 'open', place: { kind: 'service', id: 'orders' } };
    tell(desktop);
    tell(open);
    expect(heard).toEqual([desktop, open]);
  });

  it('makes invisible characters visible', () => {
    const { tell, heard } = scene();
    tell(SNAPSHOT);
    expect(JSON.stringify(heard)).toContain(String.raw`Zahlung\\u202etxt.exe`);
  });

  it.each([
    ['nothing', undefined],
    ['text', '{"type":"heartbeat"}'],
    ['an unknown type', { type: 'party', place: { kind: 'services' } }],
    ['a place without an id', { type: 'open', place: { kind: 'service' } }],
    ['an unknown place', { type: 'open', place: { kind: 'moon' } }],
    ['a desktop without its parts', { type: 'desktop', desktop: { firstRun: true } }],
  ])('passes over %s', (_, event) => {
    const { tell, heard } = scene();
    tell(event);
    expect(heard).toEqual([]);
  });

  it('is lost after two missed heartbeats, asked for anew, and live again with a snapshot only', () => {
    const { tell, connections, resyncs } = scene();
    tell(SNAPSHOT);
    vi.advanceTimersByTime(30_000);
    tell(HEARTBEAT);
    vi.advanceTimersByTime(30_999);
    expect(connections()).toEqual(['live']);
    vi.advanceTimersByTime(1);
    expect(connections()).toEqual(['live', 'reconnecting']);
    tell(HEARTBEAT);
    vi.advanceTimersByTime(1000);
    expect(resyncs()).toBe(2);
    expect(connections()).toEqual(['live', 'reconnecting']);
    tell(SNAPSHOT);
    expect(connections()).toEqual(['live', 'reconnecting', 'live']);
  });

  it('is tried again and again, later each time, while nobody answers', async () => {
    const { connections, resyncs } = scene(() => Promise.reject(new Error('no handler')));
    await vi.advanceTimersByTimeAsync(0);
    expect(connections()).toEqual(['reconnecting']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(resyncs()).toBe(2);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(resyncs()).toBeLessThan(16);
  });

  it('ends with the stop', async () => {
    const { tell, stop, heard, resyncs } = scene();
    stop();
    tell(SNAPSHOT);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(heard).toEqual([]);
    expect(resyncs()).toBe(1);
  });
});

describe('questions', () => {
  const none = new AbortController().signal;

  it('travel as text, as the decoder of both doors expects them', async () => {
    const { client, asked } = scene();
    const request = { type: 'history' as const, id: 'orders', from: 5, to: 9 };
    await client.request(request, none);
    expect(asked.at(-1)).toEqual({ type: 'history', id: 'orders', from: '5', to: '9' });
    expect(decodeClientRequest(asked.at(-1))).toEqual(ok(request));
  });

  it('are answered, with their invisible characters made visible', async () => {
    const { client } = scene(() => Promise.resolve(ok(serviceDetail(orders))));
    const answer = await client.request({ type: 'service', id: 'orders' }, none);
    expect(answer.ok && answer.value.service.name).toBe(String.raw`Zahlung\u202etxt.exe`);
  });

  it.each([
    [
      'the fault as it is',
      () => Promise.resolve(err({ code: 'not-found', message: 'no such service' } as const)),
      'no such service',
    ],
    ['a fault for a crash', () => Promise.reject(new Error('gone')), 'Bellwether does not answer.'],
    ['a fault for something else', () => Promise.resolve(ok({ party: true })), 'Bellwether does not answer.'],
  ])('give %s', async (_, answer, message) => {
    const { client } = scene(answer);
    const result = await client.request({ type: 'service', id: 'orders' }, none);
    expect(!result.ok && result.error.message).toBe(message);
  });
});

describe('requests of a person', () => {
  it('keep their numbers, and bring back what became of them', async () => {
    const fault = { code: 'unavailable', message: 'Orders has nothing to recover from' } as const;
    const { client, asked } = scene((request) =>
      Promise.resolve(JSON.stringify(request).includes('recovery') ? err(fault) : ok(undefined)),
    );
    const silence = { type: 'silence', service: 'orders', until: AT } as const;
    expect(await client.window?.change(silence)).toEqual(ok(undefined));
    expect(asked.at(-1)).toEqual(silence);
    expect(await client.window?.change({ ...silence, until: 'recovery' })).toEqual(err(fault));
    expect(await client.window?.desktop({ type: 'copy-link' })).toEqual(ok(undefined));
  });
});

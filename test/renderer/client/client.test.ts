import { describe, expect, it } from 'vitest';
import { decodeEvent } from '../../../renderer/client/decode-event.ts';
import { reconnectDelayMs } from '../../../renderer/client/reconnect-delay.ts';
import { requestPath } from '../../../renderer/client/request-path.ts';
import { serviceView, snapshot } from '../../fixtures/page-fleet.ts';

describe('reconnecting', () => {
  it('waits from 1 s to 30 s, twice as long each time', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map((failures) => reconnectDelayMs(failures, 0))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
  });

  it('takes up to half away by chance', () => {
    expect(reconnectDelayMs(6, 1)).toBe(15_000);
  });
});

describe('messages of the socket', () => {
  const facts = snapshot(1000, [serviceView(1000, { name: 'Zahlung\u202Etxt.exe \u0000' })]);

  it('are taken when their frame is whole', () => {
    const heartbeat = { type: 'heartbeat', revision: 1, at: 1000 };
    expect(decodeEvent(JSON.stringify(heartbeat))).toEqual(heartbeat);
  });

  it('lose their invisible characters', () => {
    const event = decodeEvent(JSON.stringify({ type: 'snapshot', snapshot: facts }));
    expect(event?.type === 'snapshot' && event.snapshot.services[0]?.name).toBe(
      'Zahlung\\u202etxt.exe \\u0000',
    );
  });

  it.each([
    ['no text', new ArrayBuffer(2)],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an unknown type', '{"type":"party"}'],
    ['a snapshot without its parts', '{"type":"snapshot","snapshot":{"revision":1,"at":1}}'],
    ['changes without services', '{"type":"changes","changes":{"revision":1,"at":1,"overview":{}}}'],
    ['a heartbeat without a time', '{"type":"heartbeat","revision":1}'],
  ])('are passed over when they are %s', (_, data) => {
    expect(decodeEvent(data)).toBeNull();
  });
});

it.each([
  [{ type: 'overview' as const }, '/api/v1/overview'],
  [{ type: 'service' as const, id: 'a/b?c' }, '/api/v1/services/a%2Fb%3Fc'],
  [
    { type: 'history' as const, id: 'orders', from: 5, step: 60_000 },
    '/api/v1/services/orders/history?from=5&step=60000',
  ],
  [{ type: 'incidents' as const, service: 'orders', limit: 20 }, '/api/v1/incidents?service=orders&limit=20'],
  [{ type: 'notifications' as const }, '/api/v1/notifications'],
])('asks %j at its path', (request, path) => {
  expect(requestPath(request)).toBe(path);
});

import { describe, expect, it } from 'vitest';
import { decodeClientRequest, decodeSocketRequest } from '../../../shared/protocol/decode-client-request.ts';

describe('a question in a URL', () => {
  it.each([
    [{ type: 'alerts' }, { type: 'alerts' }],
    [
      { type: 'service', id: 'orders' },
      { type: 'service', id: 'orders' },
    ],
    [
      { type: 'history', id: 'orders', from: '0', to: '8640000000000000' },
      { type: 'history', id: 'orders', from: 0, to: 8.64e15 },
    ],
    [
      { type: 'history', id: 'orders', step: '5m' },
      { type: 'history', id: 'orders', step: 300_000 },
    ],
    [
      { type: 'history', id: 'orders', step: '7200000' },
      { type: 'history', id: 'orders', step: 7_200_000 },
    ],
    [
      { type: 'incidents', limit: '200' },
      { type: 'incidents', limit: 200 },
    ],
  ])('%j is read as %j', (value, request) => {
    expect(decodeClientRequest(value)).toEqual({ ok: true, value: request });
  });

  it.each([
    [{ type: 'history', id: 'a', from: '8640000000000001' }, 'from: expected a time in epoch milliseconds'],
    [{ type: 'history', id: 'a', from: '-1' }, 'from: expected a time in epoch milliseconds'],
    [{ type: 'history', id: 'a', to: '1e3' }, 'to: expected a time in epoch milliseconds'],
    [{ type: 'history', id: 'a', from: '7', to: '7' }, 'from: expected a time before to'],
    [
      { type: 'history', id: 'a', step: '90s' },
      'step: expected whole minutes below an hour or whole hours, such as "5m" or "6h"',
    ],
    [
      { type: 'history', id: 'a', step: '90m' },
      'step: expected whole minutes below an hour or whole hours, such as "5m" or "6h"',
    ],
    [
      { type: 'history', id: 'a', step: '0' },
      'step: expected whole minutes below an hour or whole hours, such as "5m" or "6h"',
    ],
    [
      { type: 'history', id: 'a', step: 'day' },
      'step: expected whole minutes below an hour or whole hours, such as "5m" or "6h"',
    ],
    [{ type: 'incidents', limit: '201' }, 'limit: expected a whole number from 1 to 200'],
    [{ type: 'incidents', limit: '' }, 'limit: expected a whole number from 1 to 200'],
    [{ type: 'incidents', service: '' }, 'service: expected a name'],
    [{ type: 'incidents', before: ['a', 'b'] }, 'before: expected a name'],
    [{ type: 'notifications', before: 'x'.repeat(201) }, 'before: expected at most 200 characters'],
    [{ type: 'notifications', before: '7,only-one-key' }, 'before: expected the "next" of the page before'],
    [{ type: 'alerts', ['x'.repeat(300)]: '' }, `unknown parameter "${'x'.repeat(50)}"`],
  ])('%j is refused', (value, message) => {
    expect(decodeClientRequest(value)).toEqual({ ok: false, error: { code: 'invalid', message } });
  });
});

it('knows two words of a viewer, and nothing else', () => {
  expect(decodeSocketRequest('{"type":"resync"}')).toEqual({ type: 'resync' });
  expect(decodeSocketRequest(' {"type": "ping"} ')).toEqual({ type: 'ping' });
  const others = [
    '',
    'ping',
    'null',
    '[]',
    '{}',
    '{"type":"subscribe"}',
    '{"type":"ping","x":1}',
    '{"type":"ping"',
  ];
  expect(others.map(decodeSocketRequest)).toEqual(others.map(() => null));
});

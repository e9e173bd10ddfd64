import { describe, expect, it } from 'vitest';
import {
  decodeOperatorRequest,
  isOperatorRequest,
} from '../../../shared/protocol/decode-operator-request.ts';

const AT = Date.UTC(2026, 0, 5, 9);

describe('a request to change something', () => {
  it.each([
    { type: 'probe-now' },
    { type: 'probe-now', service: 'orders' },
    { type: 'acknowledge', service: 'orders' },
    { type: 'acknowledge', service: 'orders', comment: 'on it – Zoë' },
    { type: 'unacknowledge', service: 'orders' },
    { type: 'silence', service: 'orders', until: AT },
    { type: 'silence', service: 'orders', until: 'recovery', comment: '' },
    { type: 'unsilence', service: 'orders' },
    { type: 'silence-all', until: AT, comment: 'talk' },
    { type: 'unsilence-all' },
    { type: 'pause', until: AT, comment: 'x'.repeat(500) },
    { type: 'pause', until: null },
    { type: 'resume' },
  ])('is read: %j', (request) => {
    expect(decodeOperatorRequest(structuredClone(request))).toEqual({ ok: true, value: request });
    expect(isOperatorRequest(request.type)).toBe(true);
  });

  it.each<[unknown, string]>([
    [undefined, 'not a request to change something'],
    ['resume', 'not a request to change something'],
    [[], 'not a request to change something'],
    [{ type: 'services' }, 'not a request to change something'],
    [{ type: 'toString' }, 'not a request to change something'],
    [{ type: 'resume', service: 'orders' }, 'unknown parameter "service"'],
    [{ type: 'acknowledge' }, 'service: expected the id of a service'],
    [{ type: 'acknowledge', service: '' }, 'service: expected the id of a service'],
    [{ type: 'acknowledge', service: 7 }, 'service: expected the id of a service'],
    [{ type: 'acknowledge', service: 'o'.repeat(201) }, 'service: expected at most 200 characters'],
    [{ type: 'acknowledge', service: 'o', comment: null }, 'comment: expected a text'],
    [
      { type: 'acknowledge', service: 'o', comment: 'x'.repeat(501) },
      'comment: expected at most 500 characters',
    ],
    [
      { type: 'acknowledge', service: 'o', comment: 'a\u001b[2Jb' },
      'comment: expected a text without control characters',
    ],
    // What forgets to name its service silences no other.
    [{ type: 'silence', until: AT }, 'service: expected the id of a service'],
    [{ type: 'unsilence' }, 'service: expected the id of a service'],
    [{ type: 'silence-all', until: 'recovery' }, 'until: expected a time in epoch milliseconds'],
    [{ type: 'silence-all', service: 'o', until: AT }, 'unknown parameter "service"'],
    [{ type: 'silence', service: 'o' }, 'until: expected a time in epoch milliseconds, or "recovery"'],
    [
      { type: 'silence', service: 'o', until: null },
      'until: expected a time in epoch milliseconds, or "recovery"',
    ],
    [
      { type: 'silence', service: 'o', until: 'soon' },
      'until: expected a time in epoch milliseconds, or "recovery"',
    ],
    [
      { type: 'silence', service: 'o', until: `${AT}` },
      'until: expected a time in epoch milliseconds, or "recovery"',
    ],
    [{ type: 'silence', service: 'o', until: -1 }, 'until: expected a time in epoch milliseconds'],
    [{ type: 'silence', service: 'o', until: 1.5 }, 'until: expected a time in epoch milliseconds'],
    [{ type: 'silence', service: 'o', until: 9e15 }, 'until: expected a time in epoch milliseconds'],
    [{ type: 'pause' }, 'until: expected a time in epoch milliseconds, or null'],
    [{ type: 'pause', until: Number.NaN }, 'until: expected a time in epoch milliseconds, or null'],
    [{ type: 'pause', until: 'recovery' }, 'until: expected a time in epoch milliseconds, or null'],
  ])('is refused, with what is wrong: %j', (request, message) => {
    const decoded = decodeOperatorRequest(request);
    expect(decoded).toMatchObject({ ok: false, error: { code: 'invalid' } });
    expect(!decoded.ok && decoded.error.message).toContain(message);
  });
});

import { expect, it } from 'vitest';
import { refusalOf } from '../../../renderer/client/refusal.ts';

const words = (status: number, answer: unknown = null, retryAfter: string | null = null) =>
  refusalOf(status, answer, retryAfter).message;

it.each([
  [401, /refused \(401\).*Sign in/],
  [403, /refused \(403\).*Sign in/],
  [404, /no Bellwether at this address \(404\).*Check the address/],
  [421, /name in the address.*\(421\).*`names`/],
  [429, /Too many requests.*within a minute/],
  [431, /cookies.*delete those/],
  [500, /failed.*\(500\).*logs/],
  [502, /answered 502.*proxy/],
  [503, /answered 503.*proxy/],
  [504, /answered 504.*proxy/],
  [400, /was 400.*Load the page anew/],
  [405, /was 405.*Load the page anew/],
  [418, /was 418.*Load the page anew/],
])('says of %i what was answered and what to do', (status, expected) => {
  expect(words(status)).toMatch(expected);
  expect(words(status)).not.toMatch(/npm start|has probably been stopped/);
});

it('lets Bellwether speak for itself', () => {
  expect(words(503, { error: { code: 'unavailable', message: 'history is being repaired' } })).toBe(
    'history is being repaired',
  );
  for (const other of ['<html>', { error: 'x' }, { error: { message: 5 } }, [], null])
    expect(words(503, other)).toMatch(/answered 503/);
});

it('waits as long as it was told, within bounds', () => {
  const waits = ['42', '0', '999999', 'Mon, 30 Nov 2026 04:00:00 GMT', '-1', '', null];
  expect(waits.map((text) => refusalOf(429, null, text).retryAfterMs)).toEqual([
    42_000, 0, 300_000, 0, 0, 0, 0,
  ]);
  expect(words(429, null, '42')).toContain('in 42 s');
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../shared/lib/duration.ts';

it.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['7d', 604_800_000],
])('reads %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(['', '30', 's', '-5s', '30 s', '1h nonsense', '30s!', 'NaNs', '99999999999999999999d'])(
  'does not take "%s" for a duration',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

it.each([
  [0, '0 ms'],
  [420, '420 ms'],
  [999.6, '1 s'],
  [1400, '1.4 s'],
  [1960, '2 s'],
  [9960, '10 s'],
  [59_600, '1 min'],
  [185_000, '3 min 5 s'],
  [3_599_700, '1 h'],
  [7_800_000, '2 h 10 min'],
  [349_200_000, '4 d 1 h'],
  [-5, '0 ms'],
])('says %d ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it('never throws, whatever is typed', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const ms = parseDuration(text);
      expect(ms === null || (Number.isSafeInteger(ms) && ms >= 0)).toBe(true);
    }),
  );
});

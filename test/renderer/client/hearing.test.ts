import { expect, it } from 'vitest';
import { heardNow, look, type Hearing, type Look } from '../../../renderer/client/hearing.ts';

/** Looks after so many milliseconds each; the verdicts. */
function verdicts(looks: readonly number[], urged = false, from: Hearing = heardNow(0)): Look['verdict'][] {
  let hearing = from;
  let now = 0;
  return looks.map((ms) => {
    const seen = look(hearing, (now += ms), urged);
    ({ hearing } = seen);
    return seen.verdict;
  });
}

const seconds = (count: number) => Array.from({ length: count }, () => 1000);

it('is well for two heartbeats, and lost by the next look', () => {
  expect(verdicts(seconds(30))).toEqual([...seconds(29).map(() => 'well'), 'lost']);
});

it('is lost at once by a clock that went on while nothing ran', () => {
  expect(verdicts([1000, 8 * 3_600_000])).toEqual(['well', 'lost']);
  expect(verdicts([1000, 29_000])).toEqual(['well', 'lost']);
});

it('is asked for after a short jump, once, and lost when nothing is heard', () => {
  expect(verdicts([1000, 5000, ...seconds(5)])).toEqual([
    'well',
    'ask',
    'well',
    'well',
    'well',
    'well',
    'lost',
  ]);
});

it('is asked for when the clock was set back, whatever it was heard at', () => {
  const late = { heardAt: 9_000_000, lookedAt: 9_000_000, askedAt: null };
  expect(verdicts([1000, ...seconds(5)], false, late)).toEqual([
    'ask',
    'well',
    'well',
    'well',
    'well',
    'lost',
  ]);
});

it('is asked for when something makes it doubtful, but not over and over', () => {
  expect(verdicts([500, 500, 200, 1000], true)).toEqual(['well', 'ask', 'well', 'well']);
  const { hearing } = look(heardNow(0), 2000, true);
  expect(look(heardNow(2100), 2500, true).verdict).toBe('well');
  expect(hearing.askedAt).toBe(2000);
});

it('is well again as soon as anything is heard', () => {
  const asked = look(heardNow(0), 10_000, false);
  expect(asked.verdict).toBe('ask');
  expect(look(heardNow(10_050), 15_500, false).verdict).toBe('ask');
  expect(look(heardNow(15_000), 15_500, false).verdict).toBe('well');
});

import { expect, it } from 'vitest';
import { untilNextRound } from '../../../shared/lib/rounds.ts';

it('brings everybody who looks to the same moments, whenever they began', () => {
  const meetings = [0, 0.25, 700, 999.5].map((now) => now + untilNextRound(now, 1000));
  expect(meetings).toEqual([1000, 1000, 1000, 1000]);
  expect(700 + untilNextRound(700, 2000)).toBe(2000);
});

it('leaves a whole round between two looks', () => {
  expect(untilNextRound(4000, 2000)).toBe(2000);
});

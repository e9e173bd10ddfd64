import { describe, expect, it } from 'vitest';
import { lossOf } from './lost-samples.ts';
import { risesAbove, slopeOf } from './slope.ts';

describe('the samples that were lost', () => {
  const lives = [
    { from: 0, to: 2500 },
    { from: 3000, to: 5200 },
  ];
  const answered = [100, 1100, 2100, 3100, 4100, 5100];

  it('are the last answers of a life without one', () => {
    expect(lossOf(lives, answered, [101, 1102, 3101, 4101])).toEqual({
      samples: 2,
      longestMs: 400,
      strange: 0,
    });
    expect(lossOf(lives, answered, [101, 3101, 4101, 5101])).toEqual({
      samples: 2,
      longestMs: 1400,
      strange: 0,
    });
  });

  it('are not to be taken for samples out of nowhere, or missing amid others', () => {
    expect(lossOf(lives, answered, [101, 2101, 3101, 4101, 5101])).toMatchObject({ strange: 1 });
    expect(lossOf(lives, [100], [101, 1101])).toMatchObject({ strange: 1 });
  });
});

describe('a slope', () => {
  it('is that of the line, with what chance leaves open', () => {
    expect(slopeOf([0, 1, 2, 3].map((x) => [x, 5 + 2 * x]))).toEqual({ perUnit: 2, error: 0 });
    const noisy = slopeOf([0, 1, 2, 3, 4, 5].map((x) => [x, x % 2 === 0 ? 0 : 10]));
    expect([noisy.error > 1, risesAbove(noisy, 0), risesAbove({ perUnit: 2, error: 0 }, 1)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

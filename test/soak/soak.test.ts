import { describe, expect, it } from 'vitest';
import { notification, sample } from '../builders/record.ts';
import { deskFindings, type DeskRecord } from './desk-verdicts.ts';
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

describe('the desk', () => {
  const faults = [{ id: 'cart', words: 'an outage', from: 100_000, to: 200_000 }];
  const told = (id: string, at: number, reason: 'fired' | 'resolved') =>
    notification(at, { service: id, reason });
  const judge = (changes: Partial<DeskRecord>) =>
    deskFindings({
      samples: new Map([
        ['cart', [sample(5000, { service: 'cart' }), sample(150_000, { service: 'cart', status: 'down' })]],
        ['orders', [sample(5000), sample(150_000)]],
      ]),
      notifications: [told('cart', 139_000, 'fired'), told('cart', 205_000, 'resolved')],
      gaps: [],
      faults,
      holdMs: 30_000,
      ...changes,
    })
      .filter(({ holds }) => holds === false)
      .map(({ property }) => property);

  it('holds where a fault was told once and in time, and nothing else was', () => {
    expect(judge({})).toEqual([]);
    const gaps = [{ from: 90_000, to: 110_000, reason: 'frozen' }] as const;
    expect(
      judge({ gaps, notifications: [told('cart', 149_000, 'fired'), told('cart', 205_000, 'resolved')] }),
    ).toEqual([]);
  });

  it.each<[string, Partial<DeskRecord>, string]>([
    ['a fault that nobody is told of', { notifications: [] }, 'an outage is told once, in time'],
    [
      'a fault that is told late',
      { notifications: [told('cart', 141_000, 'fired'), told('cart', 205_000, 'resolved')] },
      'an outage is told once, in time',
    ],
    [
      'a fault that is told twice, also once it is over',
      {
        notifications: [
          told('cart', 139_000, 'fired'),
          told('cart', 205_000, 'resolved'),
          told('cart', 210_000, 'fired'),
        ],
      },
      'an outage is told once, in time',
    ],
    [
      'a healthy service that is down',
      { samples: new Map([['orders', [sample(5000), sample(150_000, { status: 'down' })]]]) },
      'no false down',
    ],
    [
      'a healthy service that is told of',
      {
        notifications: [
          told('orders', 50_000, 'fired'),
          told('cart', 139_000, 'fired'),
          told('cart', 205_000, 'resolved'),
        ],
      },
      'no false alert',
    ],
    [
      'a first sample that is slow',
      { samples: new Map([['orders', [sample(5000, { status: 'degraded' })]]]) },
      'first samples are as true as later ones',
    ],
  ])('does not hold for %s', (_words, changes, property) => {
    expect(judge(changes)).toEqual([property]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyRollup,
  percentileOf,
  rollupsOf,
  sumRollups,
  uptimeOf,
  widenRollups,
} from '../../../shared/domain/rollup.ts';
import { sample } from '../../builders/record.ts';
import { serviceId } from '../../builders/service.ts';

const orders = serviceId('orders');

describe('rollups', () => {
  it('split a span at the borders of its buckets', () => {
    const spans = [{ serviceId: orders, status: 'down' as const, from: 50_000, to: 130_000 }];
    expect(rollupsOf('minute', [], spans).map(({ startAt, downMs }) => [startAt, downMs])).toEqual([
      [0, 10_000],
      [60_000, 60_000],
      [120_000, 10_000],
    ]);
  });

  it('of two batches add up to the rollup of both together', () => {
    const samples = fc.array(
      fc.record({
        at: fc.nat(59_999),
        latencyMs: fc.option(fc.double({ min: 0, max: 90_000, noNaN: true })),
      }),
    );
    fc.assert(
      fc.property(samples, samples, (left, right) => {
        const of = (list: typeof left) =>
          rollupsOf(
            'minute',
            list.map(({ at, latencyMs }) => sample(at, { latencyMs })),
            [],
          )[0] ?? emptyRollup(orders, 0);
        const merged = sumRollups([of(left), of(right)]);
        const together = of([...left, ...right]);
        expect({ ...merged, latencySumMs: 0 }).toEqual({ ...together, latencySumMs: 0 });
        expect(merged.latencySumMs).toBeCloseTo(together.latencySumMs);
      }),
    );
  });

  it('give percentiles that are never above the largest latency', () => {
    const samples = [10, 20, 30, 40, 2100].map((latencyMs, at) => sample(at, { latencyMs }));
    const rollup = rollupsOf('minute', samples, [])[0] ?? emptyRollup(orders, 0);
    expect(percentileOf(rollup, 0.95)).toBeCloseTo(2050.66);
    expect(percentileOf({ ...rollup, latencyMaxMs: 2049 }, 0.95)).toBe(2049);
    expect(percentileOf(rollup, 0.5)).toBeCloseTo(29.41);
    expect(percentileOf(emptyRollup(orders, 0), 0.5)).toBeNull();
  });

  it('become fewer and longer, counted from 1970', () => {
    const minutes = [0, 60_000, 600_000, 660_000].map((startAt) => ({
      ...emptyRollup(orders, startAt),
      upMs: 5,
    }));
    expect(widenRollups(minutes, 300_000).map(({ startAt, upMs }) => [startAt, upMs])).toEqual([
      [0, 10],
      [600_000, 10],
    ]);
  });
});

describe('uptime', () => {
  it('counts degraded as up, and only observed time', () => {
    const rollup = { ...emptyRollup(orders, 0), upMs: 20, degradedMs: 10, downMs: 10 };
    expect(uptimeOf(rollup, 80)).toEqual({ uptimeRatio: 0.75, coverageRatio: 0.5 });
  });

  it('is not known where nothing was observed', () => {
    expect(uptimeOf(emptyRollup(orders, 0), 1000)).toEqual({ uptimeRatio: null, coverageRatio: 0 });
  });
});

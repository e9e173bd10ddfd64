import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  bucketOf,
  countLatencies,
  latencyPercentile,
  mergeHistograms,
  RELATIVE_ERROR,
} from '../../../shared/domain/latency-histogram.ts';

const latencies = fc.array(fc.double({ min: 0.1, max: 400_000, noNaN: true }), {
  minLength: 1,
  maxLength: 50,
});
const histogramOf = (list: readonly number[]) =>
  mergeHistograms(list.map((latencyMs) => [bucketOf(latencyMs), 1]));

it('gives any percentile within its relative error', () => {
  fc.assert(
    fc.property(latencies, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const sorted = list.toSorted((a, b) => a - b);
      const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
      const read = latencyPercentile(histogramOf(list), share) ?? Number.NaN;
      expect(Math.abs(read - exact) / exact).toBeLessThanOrEqual(RELATIVE_ERROR + 1e-9);
    }),
  );
  expect(RELATIVE_ERROR).toBeLessThan(0.025);
});

it('is the same however its parts were merged', () => {
  fc.assert(
    fc.property(latencies, latencies, latencies, (first, second, third) => {
      const whole = histogramOf([...first, ...second, ...third]);
      const [a, b, c] = [histogramOf(first), histogramOf(second), histogramOf(third)];
      expect(mergeHistograms([mergeHistograms([a, b]), c])).toEqual(whole);
      expect(mergeHistograms([c, mergeHistograms([b, a])])).toEqual(whole);
      expect(countLatencies(whole)).toBe(first.length + second.length + third.length);
    }),
  );
});

it('takes what is shorter than its finest and longer than its longest bucket', () => {
  expect(latencyPercentile(histogramOf([0]), 1)).toBeCloseTo(0.1, 2);
  expect(latencyPercentile(histogramOf([9e9]), 1)).toBeGreaterThan(300_000);
  expect(latencyPercentile(histogramOf([]), 0.5)).toBeNull();
});

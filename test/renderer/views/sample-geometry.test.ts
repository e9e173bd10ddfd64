import { describe, expect, it } from 'vitest';
import { barPath, barsOf, chartOf, stripEnd } from '../../../renderer/views/sample-geometry.ts';
import { RECENT_SAMPLES } from '../../../shared/protocol/protocol.ts';
import type { RecentSample } from '../../../shared/protocol/views.ts';

const INTERVAL = 30_000;
const STANDS = INTERVAL + 10_000;
/** The strip begins at 0. */
const END = RECENT_SAMPLES * INTERVAL;
const service = { intervalMs: INTERVAL, timeoutMs: 10_000 };
const up = (at: number, latencyMs = 10): RecentSample => ({ at, status: 'up', latencyMs });

const spans = (samples: readonly RecentSample[]) =>
  barsOf(samples, END, service).map(({ from, to }) => [Math.round(from * END), Math.round(to * END)]);

describe('a strip', () => {
  it('ends one turn after now and moves in steps, which are no longer than a turn', () => {
    expect([1_800_001, 1_815_000].map((now) => stripEnd(now, INTERVAL))).toEqual([1_845_000, 1_845_000]);
    expect([5001, 10_000, 10_001].map((now) => stripEnd(now, 5000))).toEqual([15_000, 15_000, 20_000]);
  });

  it('lets a sample stand until the next one, and not longer than its interval and timeout', () => {
    expect(spans([up(0), up(30_000), up(180_000), up(600_000)])).toEqual([
      [0, 30_000],
      [30_000, 70_000],
      [180_000, 220_000],
      [600_000, 640_000],
    ]);
  });

  it('shows the newest sample in the width of a turn, and a gap as soon as it stands no more', () => {
    const now = END - INTERVAL;
    expect(spans([up(now - 1000)])).toEqual([[now - 1000, END]]);
    expect(spans([up(now - 40_000)])).toEqual([[now - 40_000, END]]);
    expect(spans([up(now - 60_000)])).toEqual([[now - 60_000, now - 20_000]]);
  });

  it('does not go on after the moment from which on nobody observed the service', () => {
    const now = END - INTERVAL;
    const bars = (samples: readonly RecentSample[], observedUntil: number) =>
      barsOf(samples, END, { intervalMs: INTERVAL, timeoutMs: 10_000 }, observedUntil).map(({ from, to }) => [
        Math.round(from * END),
        Math.round(to * END),
      ]);
    expect(bars([up(now - 60_000), up(now - 20_000)], now - 5000)).toEqual([
      [now - 60_000, now - 20_000],
      [now - 20_000, now - 5000],
    ]);
    expect(bars([up(now - 20_000)], now - 20_000)).toEqual([]);
  });

  it('cuts what lies outside of it', () => {
    expect(spans([up(-60_000), up(-10_000), up(END - 1000), up(END + 1000)])).toEqual([
      [0, 30_000],
      [END - 1000, END],
    ]);
  });

  it('draws no answer in full height and a fast answer low, but never as nothing', () => {
    const samples = [
      up(0, 1),
      up(1, 10_000),
      up(2, 90_000),
      { at: 3, status: 'down' as const, latencyMs: null },
    ];
    expect(barsOf(samples, END, service).map(({ height }) => height)).toEqual([0.14, 1, 1, 1]);
  });

  it('draws each status as one path', () => {
    const bars = [
      { status: 'up' as const, from: 0, to: 0.1, height: 0.5 },
      { status: 'down' as const, from: 0.1, to: 0.2, height: 1 },
    ];
    expect(barPath(bars, 'up', 100, 20)).toBe('M0 10h9V20h-9z');
    expect(barPath(bars, 'degraded', 100, 20)).toBe('');
  });
});

describe('a chart', () => {
  it('places time from left to right and latency by powers of ten', () => {
    const chart = chartOf([up(0, 10), up(30_000, 100), up(60_000, 1000)], STANDS);
    expect(chart.points.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [0.5, 0.5],
      [1, 1],
    ]);
    expect(chart.ticks.map(({ latencyMs }) => latencyMs)).toEqual([10, 100, 1000]);
  });

  it('breaks its line where nobody looked and where nothing answered', () => {
    const none: RecentSample = { at: 60_000, status: 'down', latencyMs: null };
    const chart = chartOf([up(0), up(30_000), none, up(90_000), up(290_000)], STANDS);
    expect(chart.joins).toEqual([0]);
    expect(chart.gaps).toEqual([{ from: 130 / 290, to: 1 }]);
    expect(chart.points[2]?.y).toBeNull();
  });

  it.each([
    [[]],
    [[up(5)]],
    [[up(5, 90_000)]],
    [[up(5, 0)]],
    [[{ at: 5, status: 'down' as const, latencyMs: null }]],
  ])('has a scale for few samples, too: %j', (samples: readonly RecentSample[]) => {
    const chart = chartOf(samples, STANDS);
    expect(chart.ticks.length).toBeGreaterThanOrEqual(2);
    expect(chart.points.every(({ x, y }) => x === 0.5 && (y === null || (y >= 0 && y <= 1)))).toBe(true);
  });
});

import type { ObservedStatus } from '../../shared/domain/sample.ts';
import { RECENT_SAMPLES } from '../../shared/protocol/protocol.ts';
import type { RecentSample, ServiceView } from '../../shared/protocol/views.ts';

/* Where samples go in a drawing. Fractions: x 0 (earliest) to 1 (latest), y 0 (bottom) to 1 (top). */

interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

interface Bar extends TimeSpan {
  readonly status: ObservedStatus;
  readonly height: number;
}

/** The strip moves in steps, so that hundreds of cards are not drawn anew each second. */
const MAX_STRIP_STEP_MS = 15_000;
/** Bars are comparable between services: from 1 ms to 10 s, by powers of ten. */
const FULL_LATENCY_MS = 10_000;
const LOWEST_BAR = 0.14;

function stripStep(intervalMs: number): number {
  return Math.min(MAX_STRIP_STEP_MS, intervalMs);
}

/** Where a strip ends: one turn after now, so that the newest sample, which matters most, is never a sliver. */
export function stripEnd(now: number, intervalMs: number): number {
  const step = stripStep(intervalMs);
  return Math.ceil(now / step) * step + intervalMs;
}

/**
 * As many turns as a page is told of at first. A sample stands until the next one, at most for the interval and timeout of
 * its service; beyond that nobody looked. The newest one fills the turn to come as long as it stands, give or take a step,
 * and ends at `observedUntil`, epoch ms, if nobody observed the service from then on.
 */
export function barsOf(
  samples: readonly RecentSample[],
  end: number,
  { intervalMs, timeoutMs }: Pick<ServiceView, 'intervalMs' | 'timeoutMs'>,
  observedUntil = Infinity,
): readonly Bar[] {
  const length = RECENT_SAMPLES * intervalMs;
  const begin = end - length;
  return samples.flatMap((sample, index) => {
    const stands = standsUntil(samples, index, intervalMs + timeoutMs);
    const isLast = index === samples.length - 1;
    const isCurrent = isLast && observedUntil >= end && stands > end - intervalMs - stripStep(intervalMs);
    const until = isCurrent ? end : Math.min(stands, end, isLast ? observedUntil : Infinity);
    if (until <= begin || sample.at >= Math.min(until, end)) return [];
    const from = Math.max(sample.at, begin);
    return [
      {
        status: sample.status,
        from: (from - begin) / length,
        to: (until - begin) / length,
        height: barHeight(sample.latencyMs),
      },
    ];
  });
}

function standsUntil(samples: readonly RecentSample[], index: number, standsMs: number): number {
  const at = samples[index]?.at ?? 0;
  return Math.min(samples[index + 1]?.at ?? Infinity, at + standsMs);
}

/** No answer is a full bar: it has to be seen. */
function barHeight(latencyMs: number | null): number {
  if (latencyMs === null) return 1;
  const share = Math.log10(Math.max(1, latencyMs)) / Math.log10(FULL_LATENCY_MS);
  return Math.min(1, LOWEST_BAR + share * (1 - LOWEST_BAR));
}

/** The bars of one status as one path, in a box of `width` x `height` with y downwards. */
export function barPath(bars: readonly Bar[], status: ObservedStatus, width: number, height: number): string {
  return bars
    .filter((bar) => bar.status === status)
    .map((bar) => {
      const span = (bar.to - bar.from) * width;
      /* The space between two bars never swallows a short one. */
      const drawn = span - Math.min(1, span * 0.25);
      const tall = bar.height * height;
      return `M${round(bar.from * width)} ${round(height - tall)}h${round(drawn)}V${height}h${round(-drawn)}z`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export interface ChartPoint<Sample> {
  readonly sample: Sample;
  readonly x: number;
  /** `null` when there was no answer to measure. */
  readonly y: number | null;
}

export interface Chart<Sample> {
  readonly points: readonly ChartPoint<Sample>[];
  /** Pairs of points without a gap between them, as indexes of the first. */
  readonly joins: readonly number[];
  /** Spans in which nobody looked, as fractions. */
  readonly gaps: readonly TimeSpan[];
  readonly ticks: readonly { readonly latencyMs: number; readonly y: number }[];
}

/** Latency over the time of these samples, by powers of ten between the 1-2-5 steps around the values. */
export function chartOf<Sample extends RecentSample>(
  samples: readonly Sample[],
  standsMs: number,
): Chart<Sample> {
  const first = samples[0]?.at ?? 0;
  const length = Math.max(1, (samples.at(-1)?.at ?? 0) - first);
  const x = (at: number) => (samples.length === 1 ? 0.5 : (at - first) / length);
  const scale = latencyScale(samples.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs])));
  const broken = (index: number) =>
    standsUntil(samples, index, standsMs) < (samples[index + 1]?.at ?? -Infinity);
  const before = samples.slice(0, -1).map((_, index) => index);
  return {
    points: samples.map((sample) => ({
      sample,
      x: x(sample.at),
      y: sample.latencyMs === null ? null : scale.place(sample.latencyMs),
    })),
    joins: before.filter(
      (index) =>
        !broken(index) && samples[index]?.latencyMs !== null && samples[index + 1]?.latencyMs !== null,
    ),
    gaps: before.filter(broken).map((index) => ({
      from: x(standsUntil(samples, index, standsMs)),
      to: x(samples[index + 1]?.at ?? 0),
    })),
    ticks: scale.ticks,
  };
}

function latencyScale(measured: readonly number[]) {
  const latencies = measured.length === 0 ? [10] : measured;
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000];
  const lowest = Math.min(...latencies);
  const highest = Math.max(...latencies);
  const start = Math.min(
    steps.length - 3,
    Math.max(
      0,
      steps.findLastIndex((step) => step <= lowest),
    ),
  );
  const reached = steps.findIndex((step) => step >= highest);
  const end = Math.max(reached === -1 ? steps.length - 1 : reached, start + 2);
  const range = steps.slice(start, end + 1);
  const low = Math.log10(range[0] ?? 1);
  const high = Math.log10(range.at(-1) ?? 10);
  const place = (ms: number) => Math.min(1, Math.max(0, (Math.log10(Math.max(1, ms)) - low) / (high - low)));
  /* More than five lines are a fence: then only the powers of ten. */
  const shown = range.length <= 5 ? range : range.filter((step) => Number.isInteger(Math.log10(step)));
  return { place, ticks: shown.map((latencyMs) => ({ latencyMs, y: place(latencyMs) })) };
}

import {
  bucketOf,
  latencyPercentile,
  mergeHistograms,
  NO_LATENCIES,
  type LatencyHistogram,
} from './latency-histogram.ts';
import type { ObservedStatus, Sample } from './sample.ts';
import type { ServiceId } from './service.ts';

export type RollupSize = 'minute' | 'hour';
export const ROLLUP_MS: Readonly<Record<RollupSize, number>> = { minute: 60_000, hour: 3_600_000 };

/** A span over which one sample stood. */
export interface ObservedSpan {
  readonly serviceId: ServiceId;
  readonly status: ObservedStatus;
  readonly from: number;
  readonly to: number;
}

/** Aggregated bucket of samples. Time that is in none of the three statuses was not observed. */
export interface Rollup {
  readonly serviceId: ServiceId;
  readonly startAt: number;
  readonly upMs: number;
  readonly degradedMs: number;
  readonly downMs: number;
  readonly upSamples: number;
  readonly degradedSamples: number;
  readonly downSamples: number;
  readonly latencySumMs: number;
  readonly latencyMaxMs: number;
  /** Of the samples that were answered. */
  readonly latencies: LatencyHistogram;
}

/** Uptime over observed time, and how much of the window was observed; both 0..1. */
export interface Uptime {
  readonly uptimeRatio: number | null;
  readonly coverageRatio: number;
}

export function emptyRollup(serviceId: ServiceId, startAt: number): Rollup {
  return {
    serviceId,
    startAt,
    upMs: 0,
    degradedMs: 0,
    downMs: 0,
    upSamples: 0,
    degradedSamples: 0,
    downSamples: 0,
    latencySumMs: 0,
    latencyMaxMs: 0,
    latencies: NO_LATENCIES,
  };
}

type GrowingRollup = { -readonly [Part in keyof Rollup]: Rollup[Part] };

/** Spreads spans and samples over the buckets they fall into: one rollup a service and bucket. */
export function rollupsOf(
  size: RollupSize,
  samples: readonly Sample[],
  spans: readonly ObservedSpan[],
): readonly Rollup[] {
  const sizeMs = ROLLUP_MS[size];
  const rollups = new Map<string, GrowingRollup>();
  function rollupAt(serviceId: ServiceId, startAt: number): GrowingRollup {
    const key = `${serviceId} ${startAt}`;
    const rollup = rollups.get(key) ?? emptyRollup(serviceId, startAt);
    rollups.set(key, rollup);
    return rollup;
  }
  for (const { serviceId, status, from: start, to: end } of spans) {
    for (let from = start; from < end;) {
      const startAt = floorTo(sizeMs, from);
      const to = Math.min(end, startAt + sizeMs);
      rollupAt(serviceId, startAt)[`${status}Ms`] += to - from;
      from = to;
    }
  }
  for (const { serviceId, status, at, latencyMs } of samples) {
    const rollup = rollupAt(serviceId, floorTo(sizeMs, at));
    rollup[`${status}Samples`] += 1;
    if (latencyMs === null) continue;
    rollup.latencySumMs += latencyMs;
    rollup.latencyMaxMs = Math.max(rollup.latencyMaxMs, latencyMs);
    rollup.latencies = mergeHistograms([rollup.latencies, [bucketOf(latencyMs), 1]]);
  }
  return [...rollups.values()];
}

/** The rollups of one service, oldest first, as fewer that are `stepMs` long: whole multiples of it since 1970. */
export function widenRollups(rollups: readonly Rollup[], stepMs: number): readonly Rollup[] {
  const groups = Map.groupBy(rollups, ({ startAt }) => floorTo(stepMs, startAt));
  return [...groups].map(([startAt, group]) => ({ ...sumRollups(group), startAt }));
}

/** Adds up at least one rollup of one service; the first one's start stays. */
export function sumRollups(rollups: readonly Rollup[]): Rollup {
  const [first, ...more] = rollups;
  if (first === undefined) throw new Error('no rollup to add up');
  if (more.length === 0) return first;
  const sum = { ...first, latencies: mergeHistograms(rollups.map(({ latencies }) => latencies)) };
  for (const rollup of more) {
    sum.upMs += rollup.upMs;
    sum.degradedMs += rollup.degradedMs;
    sum.downMs += rollup.downMs;
    sum.upSamples += rollup.upSamples;
    sum.degradedSamples += rollup.degradedSamples;
    sum.downSamples += rollup.downSamples;
    sum.latencySumMs += rollup.latencySumMs;
    sum.latencyMaxMs = Math.max(sum.latencyMaxMs, rollup.latencyMaxMs);
  }
  return sum;
}

/** Uptime is (up + degraded) / observed; `null` when nothing was observed in the window. */
export function uptimeOf({ upMs, degradedMs, downMs }: Rollup, windowMs: number): Uptime {
  const reachable = upMs + degradedMs;
  const observed = reachable + downMs;
  return {
    uptimeRatio: observed === 0 ? null : reachable / observed,
    coverageRatio: windowMs <= 0 ? 0 : Math.min(1, observed / windowMs),
  };
}

/** The latency within which `share` (0..1) of the answers came, never above the largest; `null` when there are none. */
export function percentileOf({ latencies, latencyMaxMs }: Rollup, share: number): number | null {
  const latencyMs = latencyPercentile(latencies, share);
  return latencyMs === null ? null : Math.min(latencyMs, latencyMaxMs);
}

/** The last whole multiple of `stepMs` since 1970 that is not after `at`. */
export function floorTo(stepMs: number, at: number): number {
  return Math.floor(at / stepMs) * stepMs;
}

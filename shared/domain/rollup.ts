import type { ObservedStatus, Sample } from './sample.ts';
import type { ServiceId } from './service.ts';

export type RollupSize = 'minute' | 'hour';
const ROLLUP_MS: Readonly<Record<RollupSize, number>> = { minute: 60_000, hour: 3_600_000 };

/** A span over which one sample stood. */
export interface ObservedSpan {
  readonly serviceId: ServiceId;
  readonly status: ObservedStatus;
  readonly from: number;
  readonly to: number;
}

/** Upper bounds in ms of the latency buckets; a last bucket takes the rest. Mergeable, so any window has percentiles. */
export const LATENCY_BUCKETS_MS = [
  5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 4000, 5000, 7500, 10_000,
  20_000, 60_000,
] as const;

/** Aggregated bucket of samples. Time that is in none of the three spans was not observed. */
export interface Rollup {
  readonly serviceId: ServiceId;
  readonly startAt: number;
  readonly upMs: number;
  readonly degradedMs: number;
  readonly downMs: number;
  readonly samples: number;
  readonly latencyCount: number;
  readonly latencySumMs: number;
  readonly latencyMaxMs: number;
  /** One count per entry of `LATENCY_BUCKETS_MS`, then one for all above. */
  readonly latencyBuckets: readonly number[];
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
    samples: 0,
    latencyCount: 0,
    latencySumMs: 0,
    latencyMaxMs: 0,
    latencyBuckets: Array.from({ length: LATENCY_BUCKETS_MS.length + 1 }, () => 0),
  };
}

/** Spreads spans and samples of one batch over the buckets they fall into. */
export function rollupsOf(
  size: RollupSize,
  samples: readonly Sample[],
  spans: readonly ObservedSpan[],
): readonly Rollup[] {
  const sizeMs = ROLLUP_MS[size];
  const found = new Map<string, Rollup>();
  const update = (serviceId: ServiceId, at: number, change: (rollup: Rollup) => Rollup) => {
    const startAt = Math.floor(at / sizeMs) * sizeMs;
    const key = `${serviceId} ${startAt}`;
    found.set(key, change(found.get(key) ?? emptyRollup(serviceId, startAt)));
  };
  for (const span of spans) {
    for (let from = span.from; from < span.to;) {
      const to = Math.min(span.to, (Math.floor(from / sizeMs) + 1) * sizeMs);
      const field = `${span.status}Ms` as const;
      const length = to - from;
      update(span.serviceId, from, (rollup) => ({ ...rollup, [field]: rollup[field] + length }));
      from = to;
    }
  }
  for (const sample of samples) update(sample.serviceId, sample.at, (rollup) => withSample(rollup, sample));
  return [...found.values()];
}

function withSample(rollup: Rollup, sample: Sample): Rollup {
  const counted = { ...rollup, samples: rollup.samples + 1 };
  const latencyMs = sample.latencyMs;
  if (latencyMs === null) return counted;
  const place = LATENCY_BUCKETS_MS.findIndex((bound) => latencyMs <= bound);
  const bucket = place === -1 ? LATENCY_BUCKETS_MS.length : place;
  return {
    ...counted,
    latencyCount: rollup.latencyCount + 1,
    latencySumMs: rollup.latencySumMs + latencyMs,
    latencyMaxMs: Math.max(rollup.latencyMaxMs, latencyMs),
    latencyBuckets: rollup.latencyBuckets.map((count, index) => (index === bucket ? count + 1 : count)),
  };
}

/** Adds two rollups of the same service; the first one's start stays. */
export function mergeRollups(left: Rollup, right: Rollup): Rollup {
  return {
    serviceId: left.serviceId,
    startAt: left.startAt,
    upMs: left.upMs + right.upMs,
    degradedMs: left.degradedMs + right.degradedMs,
    downMs: left.downMs + right.downMs,
    samples: left.samples + right.samples,
    latencyCount: left.latencyCount + right.latencyCount,
    latencySumMs: left.latencySumMs + right.latencySumMs,
    latencyMaxMs: Math.max(left.latencyMaxMs, right.latencyMaxMs),
    latencyBuckets: left.latencyBuckets.map((count, index) => count + (right.latencyBuckets[index] ?? 0)),
  };
}

/** Uptime is (up + degraded) / observed; `null` when nothing was observed in the window. */
export function uptimeOf(rollups: readonly Rollup[], windowMs: number): Uptime {
  const sum = (field: 'upMs' | 'degradedMs' | 'downMs') =>
    rollups.reduce((total, rollup) => total + rollup[field], 0);
  const reachable = sum('upMs') + sum('degradedMs');
  const observed = reachable + sum('downMs');
  return {
    uptimeRatio: observed === 0 ? null : reachable / observed,
    coverageRatio: windowMs <= 0 ? 0 : Math.min(1, observed / windowMs),
  };
}

/** The latency below which `share` (0..1) of the answers lie: the upper bound of its bucket, at most the maximum seen. */
export function latencyPercentile(rollup: Rollup, share: number): number | null {
  if (rollup.latencyCount === 0) return null;
  const wanted = Math.ceil(share * rollup.latencyCount);
  let seen = 0;
  for (const [index, count] of rollup.latencyBuckets.entries()) {
    seen += count;
    if (seen >= wanted)
      return Math.min(LATENCY_BUCKETS_MS[index] ?? rollup.latencyMaxMs, rollup.latencyMaxMs);
  }
  return rollup.latencyMaxMs;
}

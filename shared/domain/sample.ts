import { formatDuration } from '../lib/duration.ts';
import type { Cause, ProbeResult, Timings } from './probe-result.ts';
import type { Service, ServiceId } from './service.ts';

export const OBSERVED_STATUSES = ['up', 'degraded', 'down'] as const;
export type ObservedStatus = (typeof OBSERVED_STATUSES)[number];
/** A service's condition. `unknown` is not observed: never probed, stale, slept, cut off. */
export const STATUSES = [...OBSERVED_STATUSES, 'unknown'] as const;
export type Status = (typeof STATUSES)[number];

/** One classified, timed fact that is kept. */
export interface Sample {
  readonly serviceId: ServiceId;
  /** When the probe result was known. */
  readonly at: number;
  readonly status: ObservedStatus;
  /** `null` exactly when the status is up. */
  readonly cause: Cause | null;
  /** Why it is not up, or what is remarkable although it is. */
  readonly message: string | null;
  readonly latencyMs: number | null;
  readonly httpStatus: number | null;
  readonly timings: Timings;
  readonly certificateExpiresAt: number | null;
  /** See `ProbeResult`; not kept in the history. */
  readonly certificateHost?: string;
}

export type Thresholds = Pick<Service, 'id' | 'degradedAfterMs' | 'downAfterMs'>;
type ObservedResult = Exclude<ProbeResult, { outcome: 'void' }>;

/** Up in under `degradedAfterMs`, degraded up to and including `downAfterMs`, down beyond it or on any failure. */
export function classify(result: ObservedResult, service: Thresholds, at: number): Sample {
  const { latencyMs, httpStatus, timings, certificateExpiresAt, certificateHost } = result;
  const facts = {
    serviceId: service.id,
    at,
    latencyMs: latencyMs === null ? null : toTenths(latencyMs),
    httpStatus,
    timings,
    certificateExpiresAt,
    ...(certificateHost !== undefined && { certificateHost }),
  };
  if (result.outcome === 'failure') {
    return { ...facts, status: 'down', cause: result.cause, message: result.message };
  }
  const slow = (limitMs: number) =>
    `answered in ${formatDuration(result.latencyMs)}, slower than ${formatDuration(limitMs)}`;
  if (result.latencyMs > service.downAfterMs) {
    return { ...facts, status: 'down', cause: 'slow', message: slow(service.downAfterMs) };
  }
  if (result.latencyMs >= service.degradedAfterMs) {
    return { ...facts, status: 'degraded', cause: 'slow', message: slow(service.degradedAfterMs) };
  }
  return { ...facts, status: 'up', cause: null, message: result.remark ?? null };
}

/** Whether a good response lies past one threshold more than it would without a delay that was not the service's. */
export function isPastByDelay(
  latencyMs: number,
  delayMs: number,
  { degradedAfterMs, downAfterMs, rules }: Pick<Service, 'degradedAfterMs' | 'downAfterMs' | 'rules'>,
): boolean {
  const without = latencyMs - delayMs;
  const limits = rules.flatMap(({ condition }) =>
    condition.kind === 'latency-above' ? [condition.thresholdMs] : [],
  );
  return (
    (latencyMs >= degradedAfterMs && without < degradedAfterMs) ||
    [downAfterMs, ...limits].some((limit) => latencyMs > limit && without <= limit)
  );
}

/** What is kept and shown; finer than this is noise of the machine. */
export function toTenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

import { z } from 'zod';
import type { EngineHealth } from '../domain/engine-health.ts';
import type { OverallStatus } from '../domain/overview.ts';
import type { Counts, Overview, ServiceView } from './views.ts';

type HealthStatus = 'pass' | 'warn' | 'fail';

/** `/health`, as `application/health+json`. */
interface HealthDocument {
  readonly status: HealthStatus;
  readonly version: string;
  readonly overall: OverallStatus;
  readonly counts: Counts;
  /** One entry per service, by `<service id>:latency`. */
  readonly checks: Readonly<Record<string, readonly [HealthCheck]>>;
}

interface HealthCheck {
  readonly status: HealthStatus;
  readonly observedValue: number | null;
  readonly observedUnit: 'ms';
  /** Of the last sample, ISO 8601. */
  readonly time: string | null;
  /** Why it is not up, in one sentence. */
  readonly output: string | null;
}

/** Nothing observed is `warn`, whether not yet, cut off or paused; but nobody may rely on a monitor that is stuck. */
const HEALTH_STATUS: Readonly<Record<OverallStatus, HealthStatus>> = {
  up: 'pass',
  degraded: 'warn',
  unknown: 'warn',
  offline: 'warn',
  paused: 'warn',
  down: 'fail',
  stale: 'fail',
};

export function healthDocument(
  version: string,
  overview: Overview,
  services: readonly ServiceView[],
): HealthDocument {
  const { overall, counts } = overview;
  const checks = services.map((service) => [`${service.id}:latency`, [healthCheck(service)]] as const);
  return {
    status: HEALTH_STATUS[overall],
    version,
    overall,
    counts: { up: counts.up, degraded: counts.degraded, down: counts.down, unknown: counts.unknown },
    checks: Object.fromEntries(checks),
  };
}

export function healthHttpStatus(document: { readonly status: HealthStatus }): 200 | 503 {
  return document.status === 'fail' ? 503 : 200;
}

function healthCheck(service: ServiceView): HealthCheck {
  return {
    status: HEALTH_STATUS[service.status],
    observedValue: service.latencyMs,
    observedUnit: 'ms',
    time: service.at === null ? null : new Date(service.at).toISOString(),
    output: service.message,
  };
}

const lateness = z.object({
  windowMs: z.number(),
  total: z.number(),
  late: z.number(),
  worstMs: z.number(),
});
const since = z.number().nullable();
const engineHealth = z.object({
  status: z.enum(['pass', 'warn', 'fail']),
  concerns: z.array(z.string()).readonly(),
  probing: z.object({
    lastResultAt: since,
    silentMs: z.number(),
    longestSilenceMs: z.number().nullable(),
    starts: lateness,
  }),
  loop: lateness,
  storage: z.object({
    historyFailingSince: since,
    stateFailingSince: since,
    waiting: z.number(),
    dropped: z.number(),
  }),
  notifiers: z
    .array(
      z.object({
        name: z.string(),
        waiting: z.number(),
        failing: z.boolean(),
        lastFailure: z.object({ at: z.number(), message: z.string() }).nullable(),
      }),
    )
    .readonly(),
}) satisfies z.ZodType<EngineHealth>;

/** `/health/live`: the monitor itself. */
const liveDocument = z.object({
  /** As of the engine. */
  status: z.enum(['pass', 'warn', 'fail']),
  version: z.string().regex(/^[\w.+-]{1,50}$/),
  /** Id of the running instance. */
  instance: z.string().regex(/^[\w.:@-]{1,100}$/),
  pid: z.int().positive(),
  uptimeMs: z.number().nonnegative(),
  /** Came after the first release: an older instance says nothing of it. */
  engine: engineHealth.nullable().default(null),
});

export type LiveDocument = Readonly<z.infer<typeof liveDocument>>;

/** `null` when what answered is not a Bellwether. */
export function decodeLiveDocument(value: unknown): LiveDocument | null {
  return liveDocument.safeParse(value).data ?? null;
}

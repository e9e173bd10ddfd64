import { z } from 'zod';
import type { EngineHealth } from '../domain/engine-health.ts';
import type { OverallStatus } from '../domain/overview.ts';
import type { ShapeOf } from './shape-of.ts';
import { countsSchema, overallSchema } from './view-schemas.ts';
import type { Counts, Overview, ServiceView } from './views.ts';

export const HEALTH_STATUSES = ['pass', 'warn', 'fail'] as const;
type HealthStatus = (typeof HEALTH_STATUSES)[number];

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
  /** Why it is not up, in one sentence; of one that is up, what is remarkable all the same. */
  readonly output: string | null;
}

const healthCheckSchema = z.object({
  status: z.enum(HEALTH_STATUSES),
  observedValue: z.number().nullable(),
  observedUnit: z.literal('ms'),
  time: z.string().nullable().describe('Of the last sample, ISO 8601.'),
  output: z
    .string()
    .nullable()
    .describe('Why it is not up, in one sentence; of one that is up, what is remarkable all the same.'),
} satisfies ShapeOf<HealthCheck>);
export const healthSchema = z.object({
  status: z.enum(HEALTH_STATUSES),
  version: z.string(),
  overall: overallSchema,
  counts: countsSchema,
  checks: z
    .record(z.string(), z.tuple([healthCheckSchema]))
    .describe('One entry per service, by `<service id>:latency`.'),
} satisfies ShapeOf<HealthDocument>);

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
const engineHealth: z.ZodType<EngineHealth> = z.object({
  status: z.enum(HEALTH_STATUSES),
  concerns: z.array(z.string()).describe('One sentence for each thing that is not as it should be.'),
  probing: z.object({
    lastResultAt: since,
    silentMs: z.number(),
    longestSilenceMs: z.number().nullable(),
    starts: lateness,
    unjudged: z
      .object({ services: z.number(), since: z.number(), reasons: z.array(z.string()) })
      .nullable()
      .default(null)
      .describe('Services without a usable result for three of their intervals, since when, and why.'),
  }),
  loop: lateness,
  storage: z.object({
    historyFailingSince: since,
    stateFailingSince: since,
    waiting: z.number(),
    dropped: z.number(),
  }),
  notifiers: z.array(
    z.object({
      name: z.string(),
      waiting: z.number(),
      failing: z.boolean(),
      lastFailure: z.object({ at: z.number(), message: z.string() }).nullable(),
    }),
  ),
});

/** `/health/live`: the monitor itself. */
export const liveSchema = z.object({
  /** As of the engine. */
  status: z.enum(HEALTH_STATUSES),
  version: z.string().regex(/^[\w.+-]{1,50}$/),
  instance: z
    .string()
    .regex(/^[\w.:@-]{1,100}$/)
    .describe('Id of the running instance.'),
  pid: z.int().positive(),
  uptimeMs: z.number().nonnegative(),
  engine: engineHealth,
});

/** The engine came after the first release: an older instance says nothing of it. */
const liveDocument = liveSchema.extend({ engine: engineHealth.nullable().default(null) });

export type LiveDocument = Readonly<z.infer<typeof liveDocument>>;

/** `null` when what answered is not a Bellwether. */
export function decodeLiveDocument(value: unknown): LiveDocument | null {
  return liveDocument.safeParse(value).data ?? null;
}

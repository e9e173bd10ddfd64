import { z } from 'zod';
import type { RuleId, Severity } from './alert-rule.ts';
import type { Evidence, Exchange } from './evidence.ts';
import type { Phase } from './exchange.ts';
import type { Incident } from './incident.ts';
import type { NotificationReason, NotificationRecord } from './notification.ts';
import { CAUSES, type Timings } from './probe-result.ts';
import { OBSERVED_STATUSES } from './sample.ts';
import type { ServiceId } from './service.ts';

/* Records as they come back from disk. Ids may name what is no longer configured: that is for the engine to judge. */

export const serviceIdSchema = z.string().pipe(z.custom<ServiceId>());
export const ruleIdSchema = z.string().pipe(z.custom<RuleId>());

/* Words are listed as objects so that the compiler reports the one that was added to its union and not here. */

export const severitySchema = z.enum({ warning: 'warning', critical: 'critical' } satisfies {
  readonly [Word in Severity]: Word;
});

export const reasonSchema = z.enum({
  fired: 'fired',
  'cooldown-over': 'cooldown-over',
  'dependency-resolved': 'dependency-resolved',
  'outranking-resolved': 'outranking-resolved',
  'silence-over': 'silence-over',
  'acknowledgement-over': 'acknowledgement-over',
  'pause-over': 'pause-over',
  'cut-off-over': 'cut-off-over',
  improved: 'improved',
  resolved: 'resolved',
  notice: 'notice',
} satisfies { readonly [Word in NotificationReason]: Word });

const phaseSchema = z.enum({
  lookup: 'lookup',
  connect: 'connect',
  tls: 'tls',
  answer: 'answer',
  body: 'body',
} satisfies { readonly [Word in Phase]: Word });

export const incidentSchema: z.ZodType<Incident> = z.object({
  id: z.string(),
  serviceId: serviceIdSchema,
  startedAt: z.number(),
  resolvedAt: z.number().nullable(),
  cause: z.enum(CAUSES),
  message: z.string(),
  alerts: z.array(ruleIdSchema),
});

const nullableNumber = z.number().nullable();
export const timingsSchema = z.object({
  dnsMs: nullableNumber,
  connectMs: nullableNumber,
  tlsMs: nullableNumber,
  firstByteMs: nullableNumber,
  transferMs: nullableNumber,
}) satisfies z.ZodType<Timings>;
const headersSchema = z.array(z.tuple([z.string(), z.string()]));

export const exchangeSchema: z.ZodType<Exchange> = z.object({
  at: z.number(),
  status: z.enum(OBSERVED_STATUSES),
  cause: z.enum(CAUSES).nullable(),
  message: z.string().nullable(),
  latencyMs: nullableNumber,
  httpStatus: nullableNumber,
  timings: timingsSchema,
  certificateExpiresAt: nullableNumber,
  content: z
    .object({
      requests: z.array(z.object({ method: z.string(), url: z.string(), headers: headersSchema })),
      peer: z.string().nullable(),
      attempts: z.array(z.object({ address: z.string(), error: z.string() })),
      endedIn: phaseSchema.nullable(),
      headers: headersSchema,
      headersLeftOut: z.number(),
      body: z.object({ text: z.string(), cut: z.boolean(), compression: z.string().nullable() }).nullable(),
    })
    .nullable(),
});

export const evidenceSchema: z.ZodType<Evidence> = z.object({
  lastGood: exchangeSchema.nullable(),
  firstBad: exchangeSchema,
});

export const notificationRecordSchema: z.ZodType<NotificationRecord> = z.object({
  id: z.string(),
  at: z.number(),
  serviceId: serviceIdSchema.nullable(),
  ruleId: ruleIdSchema.nullable(),
  severity: z.union([severitySchema, z.literal('info')]),
  reason: reasonSchema,
  title: z.string(),
  body: z.string(),
  notifier: z.string(),
  delivered: z.union([z.boolean(), z.literal('unknown')]),
});

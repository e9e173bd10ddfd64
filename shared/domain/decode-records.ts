import { z } from 'zod';
import type { RuleId, Severity } from './alert-rule.ts';
import type { Incident } from './incident.ts';
import type { NotificationReason, NotificationRecord } from './notification.ts';
import { CAUSES } from './probe-result.ts';
import type { ServiceId } from './service.ts';

/* Records as they come back from disk. Ids may name what is no longer configured: that is for the engine to judge. */

export const serviceIdSchema = z.string().pipe(z.custom<ServiceId>());
export const ruleIdSchema = z.string().pipe(z.custom<RuleId>());

/* Words are listed as objects so that the compiler reports the one that was added to its union and not here. */

export const severitySchema = z.enum({ warning: 'warning', critical: 'critical' } satisfies {
  readonly [Word in Severity]: Word;
});

const reasonSchema = z.enum({
  fired: 'fired',
  'cooldown-over': 'cooldown-over',
  'dependency-resolved': 'dependency-resolved',
  'outranking-resolved': 'outranking-resolved',
  'silence-over': 'silence-over',
  'acknowledgement-over': 'acknowledgement-over',
  'pause-over': 'pause-over',
  resolved: 'resolved',
  notice: 'notice',
} satisfies { readonly [Word in NotificationReason]: Word });

export const incidentSchema: z.ZodType<Incident> = z.object({
  id: z.string(),
  serviceId: serviceIdSchema,
  startedAt: z.number(),
  resolvedAt: z.number().nullable(),
  cause: z.enum(CAUSES),
  message: z.string(),
  alerts: z.array(ruleIdSchema),
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

import { z } from 'zod';
import { decodeVersioned, type DocumentFault } from '../lib/decode-versioned.ts';
import { networkOf } from '../lib/ip-address.ts';
import type { Result } from '../lib/result.ts';
import type { Alert, Suppression, Told } from './alert.ts';
import {
  incidentSchema,
  notificationRecordSchema,
  ruleIdSchema,
  serviceIdSchema,
  severitySchema,
} from './decode-records.ts';
import type { KeptPath, KeptService, KeptState, Run } from './kept-state.ts';
import { migrateKeptState } from './migrate-kept-state.ts';
import { OBSERVED_STATUSES } from './sample.ts';
import type { Acknowledgement, Measure, Pause, Silence } from './quiet.ts';

const STATE_VERSION = 7;

/** Before it had a bound it was not counted by itself. */
const lateMsSchema = z.number().default(0);

const closingSchema = z.object({
  since: z.number(),
  frozenMs: z.number(),
  lateMs: lateMsSchema,
  goodSamples: z.union([z.literal(1), z.literal(2)]),
});

/** An object so that the compiler reports the reason that was added to the union and not here. */
const suppressionSchemas = {
  cooldown: z.object({ reason: z.literal('cooldown'), until: z.number() }),
  dependency: z.object({
    reason: z.literal('dependency'),
    serviceId: z.string(),
    awaits: z.enum(['probe', 'verdict', 'recovery', 'interval', 'sight']),
    recoveredAt: z.number().nullable(),
    until: z.number().nullable(),
  }),
  outranked: z.object({
    reason: z.literal('outranked'),
    ruleId: z.string(),
    until: z.number().nullable(),
  }),
  silenced: z.object({ reason: z.literal('silenced'), until: z.union([z.number(), z.literal('recovery')]) }),
  acknowledged: z.object({ reason: z.literal('acknowledged'), author: z.string() }),
  'cut-off': z.object({ reason: z.literal('cut-off') }),
  paused: z.object({ reason: z.literal('paused') }),
} satisfies { readonly [Reason in Suppression['reason']]: z.ZodType<Suppression & { reason: Reason }> };

const alertSchema: z.ZodType<Alert> = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('pending'),
    ruleId: ruleIdSchema,
    severity: severitySchema,
    since: z.number(),
    frozenMs: z.number(),
    lateMs: lateMsSchema,
    badSamples: z.union([z.literal(1), z.literal(2)]),
  }),
  z.object({
    state: z.literal('firing'),
    ruleId: ruleIdSchema,
    severity: severitySchema,
    since: z.number(),
    firingAt: z.number(),
    frozenMs: z.number(),
    toldAt: z.number().nullable(),
    suppression: z.union(Object.values(suppressionSchemas)).nullable(),
    clearing: closingSchema.nullable(),
  }),
]);

const measure = { at: z.number(), author: z.string(), comment: z.string() } satisfies {
  readonly [Key in keyof Measure]: z.ZodType<Measure[Key]>;
};
export const silenceSchema: z.ZodType<Silence> = z.object({
  ...measure,
  until: z.union([z.number(), z.literal('recovery')]),
});
export const acknowledgementSchema: z.ZodType<Acknowledgement> = z.object({
  ...measure,
  severity: severitySchema,
});
export const pauseSchema: z.ZodType<Pause> = z.object({ ...measure, until: z.number().nullable() });

const toldSchema: z.ZodType<Told> = z.object({
  ruleId: ruleIdSchema,
  severity: severitySchema,
  gravity: z.number(),
  since: z.number(),
  open: z.boolean(),
});

const keptServiceSchema: z.ZodType<KeptService> = z.object({
  serviceId: serviceIdSchema,
  alerts: z.array(alertSchema),
  suspect: z.boolean(),
  goodSamples: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  countsFrom: z.number().nullable(),
  incident: z
    .object({ incident: incidentSchema, unobservedMs: z.number(), closing: closingSchema.nullable() })
    .nullable(),
  toldAt: z.record(ruleIdSchema, z.number()),
  told: toldSchema.nullable(),
  silence: silenceSchema.nullable(),
  acknowledgement: acknowledgementSchema.nullable(),
});

const runSchema: z.ZodType<Run> = z.object({
  status: z.enum(OBSERVED_STATUSES),
  since: z.number(),
  unobservedMs: z.number(),
});

const keptPathSchema: z.ZodType<KeptPath> = z.object({
  network: z.string().refine((network) => networkOf(network) !== null),
  isTunnel: z.boolean(),
  besides: z.array(z.string()),
  services: z.array(z.object({ serviceId: serviceIdSchema, address: z.string() })),
  told: z.object({ at: z.number(), times: z.union([z.literal(1), z.literal(2)]) }).nullable(),
});

const keptStateSchema: z.ZodType<KeptState> = z.object({
  version: z.literal(STATE_VERSION),
  services: z.array(keptServiceSchema),
  runs: z.record(serviceIdSchema, runSchema),
  outbox: z.array(notificationRecordSchema),
  toldNotices: z.record(z.string(), z.number().nullable()),
  offlineSince: z.number().nullable(),
  offlineBy: z.enum(['route', 'silence']),
  paths: z.array(keptPathSchema),
  pause: pauseSchema.nullable(),
});

/** Reads a state document of this version or an older one. */
export function decodeKeptState(document: unknown): Result<KeptState, DocumentFault> {
  return decodeVersioned(document, STATE_VERSION, keptStateSchema, migrateKeptState);
}

import { z } from 'zod';
import { acknowledgementSchema, pauseSchema, silenceSchema } from '../domain/decode-kept-state.ts';
import { evidenceSchema, reasonSchema, severitySchema, timingsSchema } from '../domain/decode-records.ts';
import { CAUSES, UNSEEN_CAUSES } from '../domain/probe-result.ts';
import { OBSERVED_STATUSES, STATUSES } from '../domain/sample.ts';
import type { ShapeOf } from './shape-of.ts';
import type {
  AlertView,
  Counts,
  Explanation,
  HistoryPoint,
  IncidentDetail,
  IncidentView,
  Notice,
  NotificationView,
  Overview,
  DetailedSample,
  RecentSample,
  ServiceDetail,
  ServiceView,
} from './views.ts';

/* The views as other programs may rely on them: what the published document says of the answers is made of these. */

export const moment = z.number().describe('Epoch milliseconds.');
const count = z.int().nonnegative();
const milliseconds = z.number().nonnegative();
const ratio = z.number().min(0).max(1);
const cause = z.enum(CAUSES);
const viewedCause = z
  .enum([...CAUSES, ...UNSEEN_CAUSES])
  .describe('`cut-off` and `path-gone` only of a service that is unknown.');
const status = z.enum(STATUSES);

export const countsSchema = z.object({
  up: count,
  degraded: count,
  down: count,
  unknown: count,
} satisfies ShapeOf<Counts>);

export const overallSchema = z
  .enum([...STATUSES, 'offline', 'paused', 'stale'])
  .describe('`offline`: this machine is cut off; `stale`: the monitor itself brings no results.');

export const overviewSchema = z.object({
  overall: overallSchema,
  headline: z.string(),
  counts: countsSchema,
  firing: count.describe('Services with a firing alert, each once.'),
  pending: count.describe('Services whose alert is pending: its condition has not lasted long enough.'),
  pause: pauseSchema.nullable(),
} satisfies ShapeOf<Overview>);

export const serviceViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string().nullable(),
  tags: z.array(z.string()),
  kind: z.enum(['http', 'tcp']),
  address: z.string().describe('URL or host:port, secrets masked.'),
  links: z.record(z.string(), z.string()).describe('Label to URL.'),
  dependsOn: z.array(z.string()),
  intervalMs: milliseconds,
  timeoutMs: milliseconds,
  status,
  since: moment
    .nullable()
    .describe(
      'Since when it has this status: the first sample of its run, or the start of the open incident.',
    ),
  unobservedMs: milliseconds.describe('Of the time since then.'),
  cause: viewedCause.nullable(),
  message: z
    .string()
    .nullable()
    .describe('Why it is not up, in one sentence; of one that is up, what is remarkable all the same.'),
  latencyMs: milliseconds.nullable(),
  httpStatus: z.number().nullable(),
  at: moment.nullable().describe('Of the last sample.'),
  suspect: z.boolean().describe('Probed more often until the verdict.'),
  certificateExpiresAt: moment.nullable(),
  certificateHost: z
    .string()
    .exactOptional()
    .describe('Whose certificate that is, when a redirect leads to another host.'),
  skippedTurns: count,
  silence: silenceSchema.nullable(),
  acknowledgement: acknowledgementSchema.nullable(),
} satisfies ShapeOf<ServiceView>);

const sampleShape = {
  at: moment,
  status: z.enum(OBSERVED_STATUSES),
  latencyMs: milliseconds.nullable(),
} satisfies ShapeOf<RecentSample>;
export const recentSampleSchema = z.object(sampleShape);
export const detailedSampleSchema = z.object({
  ...sampleShape,
  cause: cause.nullable(),
  message: z.string().nullable(),
  clockWrong: z.literal(true).exactOptional().describe('Dated later than now, by a clock that was wrong.'),
} satisfies ShapeOf<DetailedSample>);

export const alertViewSchema = z.object({
  rule: z.string(),
  service: z.string(),
  severity: severitySchema,
  state: z.enum(['pending', 'firing']),
  since: moment,
  firingAt: moment.nullable().describe('`null` while pending.'),
  message: z.string(),
  leads: z
    .boolean()
    .describe('It stands for its service where that has one line; true of one alert a service.'),
  suppressed: z.string().nullable().describe('Why nobody is told; `null` when somebody was or will be.'),
} satisfies ShapeOf<AlertView>);

export const incidentViewSchema = z.object({
  id: z.string(),
  service: z.string(),
  startedAt: moment,
  resolvedAt: moment.nullable(),
  cause,
  message: z.string(),
  alerts: z.array(z.string()).describe('The rules that fired during it.'),
  clockWrong: z
    .boolean()
    .describe('It bears times of a clock that was wrong: dated later than now, or over before it began.'),
} satisfies ShapeOf<IncidentView>);

export const incidentDetailSchema = z.object({
  incident: incidentViewSchema,
  evidence: evidenceSchema.nullable().describe('Its `content` is for operators only.'),
} satisfies ShapeOf<IncidentDetail>);

export const notificationViewSchema = z.object({
  id: z.string(),
  at: moment,
  rule: z.string().nullable(),
  service: z.string().nullable().describe('`null` when it is about the monitor itself.'),
  severity: z.union([severitySchema, z.literal('info')]),
  reason: reasonSchema,
  title: z.string(),
  body: z.string(),
  notifier: z.string(),
  delivered: z.union([z.boolean(), z.literal('unknown')]),
  clockWrong: z
    .boolean()
    .describe('Dated later than now, by a clock that was wrong. It is listed after all others.'),
} satisfies ShapeOf<NotificationView>);

export const noticeSchema = z.object({
  id: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  since: moment,
} satisfies ShapeOf<Notice>);

export const explanationSchema = z.object({
  service: z.string(),
  status,
  why: z.string(),
  probing: z.string(),
  rules: z.array(
    z.object({
      rule: z.string(),
      condition: z.string(),
      state: z.enum(['inactive', 'pending', 'firing']),
      why: z.string(),
      next: z.string(),
    } satisfies ShapeOf<Explanation['rules'][number]>),
  ),
} satisfies ShapeOf<Explanation>);

const uptimeShape = {
  uptimeRatio: ratio.nullable().describe('Of the observed time; `null` when there is none.'),
  coverageRatio: ratio.describe('Observed share of the part of the span that is not in the future.'),
} satisfies ShapeOf<ServiceDetail['uptime']>;

export const serviceDetailSchema = z.object({
  service: serviceViewSchema,
  timings: timingsSchema.nullable(),
  recent: z.array(detailedSampleSchema).describe('Oldest first.'),
  alerts: z.array(alertViewSchema),
  incidents: z.array(incidentViewSchema),
  uptime: z.object(uptimeShape).describe('Over the last 24 hours.'),
  latency: z.object({
    p50Ms: milliseconds.nullable(),
    p95Ms: milliseconds.nullable(),
    p99Ms: milliseconds.nullable(),
  } satisfies ShapeOf<ServiceDetail['latency']>),
  explanation: explanationSchema,
} satisfies ShapeOf<ServiceDetail>);

export const historyPointSchema = z
  .object({
    startAt: moment,
    upMs: milliseconds,
    degradedMs: milliseconds,
    downMs: milliseconds,
    upSamples: count,
    degradedSamples: count,
    downSamples: count,
    ...uptimeShape,
    latencyMeanMs: milliseconds.nullable(),
    latencyP50Ms: milliseconds.nullable(),
    latencyP95Ms: milliseconds.nullable(),
    latencyP99Ms: milliseconds.nullable(),
    latencyMaxMs: milliseconds.nullable(),
  } satisfies ShapeOf<HistoryPoint>)
  .describe('Latencies are of the samples that were answered; percentiles are off by at most 2.5 %.');

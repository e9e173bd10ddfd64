import { z } from 'zod';
import type { Gap } from '../domain/gap.ts';
import type { Changes, ClientResponses, GroupView, InstanceView, ServerEvent, Snapshot } from './protocol.ts';
import type { ShapeOf } from './shape-of.ts';
import {
  alertViewSchema,
  detailedSampleSchema,
  historyPointSchema,
  incidentDetailSchema,
  incidentViewSchema,
  moment,
  noticeSchema,
  notificationViewSchema,
  overviewSchema,
  recentSampleSchema,
  serviceDetailSchema,
  serviceViewSchema,
} from './view-schemas.ts';

export const instanceSchema = z.object({
  id: z.string(),
  version: z.string(),
  pid: z.int(),
  startedAt: moment,
  demo: z.boolean().describe('The services are pretend ones.'),
} satisfies ShapeOf<InstanceView>);

const groups = z.array(z.object({ id: z.string(), name: z.string() } satisfies ShapeOf<GroupView>));
const next = z.string().nullable().describe('The `before` of the following page; `null` on the last.');

const gap = z.object({
  from: moment,
  to: moment,
  reason: z.enum(['stopped', 'frozen', 'offline', 'paused']),
} satisfies ShapeOf<Gap>);

/** What the GET of each question answers. */
export const ANSWER_SCHEMAS = {
  services: z.object({
    services: z.array(serviceViewSchema),
    groups,
  } satisfies ShapeOf<ClientResponses['services']>),
  overview: z.object({
    overview: overviewSchema,
    instance: instanceSchema,
    notices: z.array(noticeSchema),
    at: moment,
  } satisfies ShapeOf<ClientResponses['overview']>),
  alerts: z.object({ alerts: z.array(alertViewSchema) } satisfies ShapeOf<ClientResponses['alerts']>),
  service: serviceDetailSchema,
  history: z.object({
    service: z.string(),
    from: moment,
    to: moment,
    stepMs: z.number().nullable().describe('`null` for a span short enough to be answered in samples.'),
    samples: z.array(detailedSampleSchema),
    points: z
      .array(historyPointSchema)
      .describe('Oldest first; those of which nothing is known are left out.'),
    total: historyPointSchema,
    gaps: z.array(gap).describe('When nothing could be observed.'),
  } satisfies ShapeOf<ClientResponses['history']>),
  incidents: z.object({
    incidents: z.array(incidentViewSchema),
    next,
  } satisfies ShapeOf<ClientResponses['incidents']>),
  incident: incidentDetailSchema,
  notifications: z.object({
    notifications: z.array(notificationViewSchema),
    next,
  } satisfies ShapeOf<ClientResponses['notifications']>),
} satisfies { readonly [Type in keyof ClientResponses]: z.ZodType<ClientResponses[Type]> };

const revision = z.int().nonnegative();
export const snapshotSchema = z.object({
  revision,
  at: moment,
  instance: instanceSchema,
  overview: overviewSchema,
  services: z.array(serviceViewSchema),
  groups,
  alerts: z.array(alertViewSchema),
  notices: z.array(noticeSchema),
  recent: z
    .record(z.string(), z.array(recentSampleSchema))
    .describe('The last samples of each service by its id, oldest first.'),
} satisfies ShapeOf<Snapshot>);

export const changesSchema = z
  .object({
    revision,
    at: moment,
    overview: overviewSchema,
    services: z.array(serviceViewSchema),
    alerts: z
      .record(z.string(), z.array(alertViewSchema))
      .exactOptional()
      .describe('Of each service whose alerts are others than before: all that it has now, by its id.'),
    notices: z.array(noticeSchema).exactOptional(),
    notifications: z.array(notificationViewSchema).exactOptional(),
  } satisfies ShapeOf<Changes>)
  .describe(
    'Since `revision - 1`. Notices replace those before when they are there; services, and the alerts of a service, replace by id.',
  );

/** What the server says over the socket. */
export const serverEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), snapshot: snapshotSchema }),
  z.object({ type: z.literal('changes'), changes: changesSchema }),
  z.object({ type: z.literal('heartbeat'), revision, at: moment }),
]) satisfies z.ZodType<ServerEvent>;

/** Of what was let in and could not be done. */
export const errorSchema = z.object({
  error: z.object({
    code: z.enum(['invalid', 'not-found', 'unavailable', 'wrong-token', 'too-many', 'internal']),
    message: z.string().describe('What is wrong, and with which parameter.'),
  }),
});
export type ErrorCode = z.infer<typeof errorSchema>['error']['code'];

import { z } from 'zod';
import { CAUSES } from '../../shared/domain/probe-result.ts';

/* What the running instance answers, as far as the command line uses it. It may be of another version: members that are not known are left out. */

const status = z.enum(['up', 'degraded', 'down', 'unknown']);
const severity = z.enum(['warning', 'critical']);
const cause = z.enum(CAUSES);
const moment = z.number();

/* Measures came after the first release: an older instance says nothing of them. */
const measure = { at: moment, author: z.string(), comment: z.string() };
const silence = z.object({ ...measure, until: z.union([moment, z.literal('recovery')]) });
const acknowledgement = z.object({ ...measure, severity });
const pause = z.object({ ...measure, until: moment.nullable() });
export type PauseAnswer = Readonly<z.infer<typeof pause>>;

const serviceView = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string().nullable(),
  address: z.string(),
  status,
  since: moment.nullable(),
  cause: cause.nullable(),
  message: z.string().nullable(),
  latencyMs: z.number().nullable(),
  httpStatus: z.number().nullable(),
  at: moment.nullable(),
  silence: silence.nullable().default(null),
  acknowledgement: acknowledgement.nullable().default(null),
});
export type ServiceAnswer = Readonly<z.infer<typeof serviceView>>;

const overview = z.object({
  overall: z.enum(['up', 'degraded', 'down', 'unknown', 'offline', 'paused', 'stale']),
  headline: z.string(),
  counts: z.object({ up: z.number(), degraded: z.number(), down: z.number(), unknown: z.number() }),
  firing: z.number(),
  pending: z.number(),
  pause: pause.nullable().default(null),
});

const instance = z.object({
  id: z.string(),
  version: z.string(),
  pid: z.number(),
  startedAt: moment,
  demo: z.boolean(),
});

const notice = z.object({
  id: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  since: moment,
});
export type NoticeAnswer = Readonly<z.infer<typeof notice>>;

const alert = z.object({
  rule: z.string(),
  service: z.string(),
  severity,
  state: z.enum(['pending', 'firing']),
  since: moment,
  firingAt: moment.nullable(),
  message: z.string(),
  suppressed: z.string().nullable(),
});
export type AlertAnswer = Readonly<z.infer<typeof alert>>;

const incident = z.object({
  id: z.string(),
  service: z.string(),
  startedAt: moment,
  resolvedAt: moment.nullable(),
  cause,
  message: z.string(),
  alerts: z.array(z.string()),
});
export type IncidentAnswer = Readonly<z.infer<typeof incident>>;

const notification = z.object({
  id: z.string(),
  at: moment,
  rule: z.string().nullable(),
  service: z.string().nullable(),
  severity: z.enum(['warning', 'critical', 'info']),
  reason: z.string(),
  title: z.string(),
  body: z.string(),
  notifier: z.string(),
  delivered: z.union([z.boolean(), z.literal('unknown')]),
});
export type NotificationAnswer = Readonly<z.infer<typeof notification>>;

const explanation = z.object({
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
    }),
  ),
});

const figure = z.number().nullable();
const point = z.object({
  startAt: moment,
  upMs: z.number(),
  degradedMs: z.number(),
  downMs: z.number(),
  upSamples: z.number(),
  degradedSamples: z.number(),
  downSamples: z.number(),
  uptimeRatio: figure,
  coverageRatio: z.number(),
  latencyMeanMs: figure,
  latencyP50Ms: figure,
  latencyP95Ms: figure,
  latencyP99Ms: figure,
  latencyMaxMs: figure,
});
export type PointAnswer = Readonly<z.infer<typeof point>>;
const history = z.object({
  service: z.string(),
  from: moment,
  to: moment,
  stepMs: z.number(),
  points: z.array(point),
  total: point,
});
export type HistoryAnswer = Readonly<z.infer<typeof history>>;

const cursor = z.string().nullable();

/** By the path below `/api/v1`. */
export const ANSWERS = {
  overview: z.object({ overview, instance, notices: z.array(notice), at: moment }),
  services: z.object({
    services: z.array(serviceView),
    groups: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
  alerts: z.object({ alerts: z.array(alert) }),
  service: z.object({ service: serviceView, explanation }),
  history,
  incidents: z.object({ incidents: z.array(incident), next: cursor }),
  notifications: z.object({ notifications: z.array(notification), next: cursor }),
} as const;

/** Of the socket: only what concerns alerts. */
export const SOCKET_EVENT = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    snapshot: z.object({ revision: z.number(), at: moment, alerts: z.array(alert) }),
  }),
  z.object({
    type: z.literal('changes'),
    changes: z.object({
      revision: z.number(),
      at: moment,
      alerts: z.array(alert).optional(),
      notifications: z.array(notification).optional(),
    }),
  }),
  z.object({ type: z.literal('heartbeat'), revision: z.number(), at: moment }),
]);

import { z } from 'zod';
import {
  ANSWER_SCHEMAS,
  changesSchema,
  instanceSchema,
  snapshotSchema,
} from '../../shared/protocol/answer-schemas.ts';
import {
  alertViewSchema,
  explanationSchema,
  incidentViewSchema,
  moment,
  noticeSchema,
  notificationViewSchema,
  overviewSchema,
  serviceViewSchema,
} from '../../shared/protocol/view-schemas.ts';

/* What the running instance answers, as far as the command line uses it. It may be of another version: what is not used may be missing, what is not known is left out. */

/* Measures came later: an older instance says nothing of them. */
const serviceView = serviceViewSchema
  .pick({
    id: true,
    name: true,
    group: true,
    address: true,
    status: true,
    since: true,
    cause: true,
    message: true,
    latencyMs: true,
    httpStatus: true,
    at: true,
  })
  .extend({
    silence: serviceViewSchema.shape.silence.default(null),
    acknowledgement: serviceViewSchema.shape.acknowledgement.default(null),
    unobservedMs: serviceViewSchema.shape.unobservedMs.default(0),
  });
export type ServiceAnswer = Readonly<z.infer<typeof serviceView>>;

const overview = overviewSchema.extend({ pause: overviewSchema.shape.pause.default(null) });
export type PauseAnswer = NonNullable<z.infer<typeof overview>['pause']>;

export type NoticeAnswer = Readonly<z.infer<typeof noticeSchema>>;
/** Which one leads came later: of an older instance each speaks for itself. */
const alert = alertViewSchema.extend({ leads: alertViewSchema.shape.leads.default(true) });
export type AlertAnswer = Readonly<z.infer<typeof alert>>;
/** Which bear times of a wrong clock came later. */
const clockWrong = z.boolean().default(false);
const incident = incidentViewSchema.extend({ clockWrong });
export type IncidentAnswer = Readonly<z.infer<typeof incident>>;

/** A newer instance may have more reasons to tell somebody. */
const notification = notificationViewSchema.extend({ reason: z.string(), clockWrong });
export type NotificationAnswer = Readonly<z.infer<typeof notification>>;

/** Always asked for in steps. */
const history = ANSWER_SCHEMAS.history
  .pick({ service: true, from: true, to: true, points: true, total: true })
  .extend({ stepMs: z.number() });
export type HistoryAnswer = Readonly<z.infer<typeof history>>;
export type PointAnswer = HistoryAnswer['total'];

/** By the path below `/api/v1`. */
export const ANSWERS = {
  overview: z.object({ overview, instance: instanceSchema, notices: z.array(noticeSchema), at: moment }),
  services: ANSWER_SCHEMAS.services.extend({ services: z.array(serviceView) }),
  alerts: ANSWER_SCHEMAS.alerts.extend({ alerts: z.array(alert) }),
  service: z.object({ service: serviceView, explanation: explanationSchema }),
  history,
  incidents: ANSWER_SCHEMAS.incidents.extend({ incidents: z.array(incident) }),
  notifications: ANSWER_SCHEMAS.notifications.extend({ notifications: z.array(notification) }),
} as const;

/** Of the socket: only what concerns alerts. */
export const SOCKET_EVENT = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    snapshot: snapshotSchema.pick({ revision: true, at: true }).extend({ alerts: z.array(alert) }),
  }),
  z.object({
    type: z.literal('changes'),
    changes: changesSchema.pick({ revision: true, at: true }).extend({
      alerts: z.record(z.string(), z.array(alert)).exactOptional(),
      notifications: z.array(notification).optional(),
    }),
  }),
  z.object({ type: z.literal('heartbeat'), revision: z.number(), at: moment }),
]);

import { z } from 'zod';
import type { Role } from '../../shared/protocol/access.ts';
import { ANSWER_SCHEMAS, errorSchema, serverEventSchema } from '../../shared/protocol/answer-schemas.ts';
import { clientRequestSchemas, socketRequestSchema } from '../../shared/protocol/decode-client-request.ts';
import { operatorRequestSchema } from '../../shared/protocol/decode-operator-request.ts';
import { healthSchema, liveSchema } from '../../shared/protocol/health.ts';
import type { ClientRequest } from '../../shared/protocol/protocol.ts';
import { newSessionSchema, sessionSchema, signInSchema } from '../../shared/protocol/session.ts';

/* What the server does beside handing out the page. The access policy, the router and the published document are made of this table. */

export type OperationId =
  | ClientRequest['type']
  | 'health'
  | 'live'
  | 'metrics'
  | 'session'
  | 'signIn'
  | 'signOut'
  | 'change'
  | 'liveUpdates'
  | 'document';

export interface Operation {
  readonly id: OperationId;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With parameters as in `/api/v1/services/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** Rights without which it is refused; `null` when it is open to whoever reaches the server. */
  readonly needs: Role | null;
  /** In path and query, as the decoder reads them. */
  readonly parameters?: z.ZodType;
  /** As JSON. */
  readonly body?: z.ZodType;
  /** By status: what it is answered with once it is let in. */
  readonly answers: Readonly<Record<number, AnswerForm>>;
  /** Of the socket that it becomes. */
  readonly messages?: { readonly sent: z.ZodType; readonly received: z.ZodType };
}

export interface AnswerForm {
  readonly description: string;
  /** By media type. */
  readonly content?: Readonly<Record<string, z.ZodType>>;
}

const API = '/api/v1';
export const SOCKET_PATH = '/ws';

/** It is the same place. */
export function withoutFinalSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

export const JSON_MEDIA = 'application/json';
export const HEALTH_MEDIA = 'application/health+json';
export const TEXT_MEDIA = 'text/plain';
export const TEXT = { [TEXT_MEDIA]: z.string() };

const NOT_FOUND = fault('Nothing has this id.');
const INVALID = fault('A parameter is wrong; the message says which, and what was expected.');
const UNAVAILABLE = fault('It cannot be told right now.');
const DONE = { description: 'Done.' };

export const OPERATIONS: readonly Operation[] = [
  question('services', '/services', 'All services with their status, and the groups.'),
  question(
    'overview',
    '/overview',
    'The whole fleet in one line, and what a person has to know of the monitor.',
  ),
  question('alerts', '/alerts', 'Pending and firing alerts.'),
  question('service', '/services/{id}', 'One service: last samples, alerts, incidents, the day, and why.'),
  question(
    'history',
    '/services/{id}/history',
    'What is known of a span, in samples or in points of a step.',
  ),
  question('incidents', '/incidents', 'Incidents, newest first, page by page.'),
  question('incident', '/incidents/{id}', 'One incident with the last good and the first bad exchange.'),
  question('notifications', '/notifications', 'What people were told, newest first, page by page.'),
  {
    id: 'change',
    method: 'POST',
    path: `${API}/requests`,
    summary: 'Probe now, acknowledge, silence, pause and their opposites, in the name of the token.',
    needs: 'operator',
    body: operatorRequestSchema,
    answers: {
      204: DONE,
      400: INVALID,
      404: NOT_FOUND,
      503: fault('There is nothing to do that to.'),
    },
  },
  {
    id: 'session',
    method: 'GET',
    path: `${API}/session`,
    summary: 'Who the server takes its visitor for.',
    needs: null,
    answers: { 200: json('The session.', sessionSchema) },
  },
  {
    id: 'signIn',
    method: 'POST',
    path: `${API}/session`,
    summary:
      'Begins the session of a browser: a cookie out of reach of scripts, and a key. Both are needed from then on.',
    needs: null,
    body: signInSchema,
    answers: {
      200: json('The session that began.', newSessionSchema),
      400: INVALID,
      401: fault('The token opens nothing.'),
      429: fault('The token is wrong, as many before it; `retry-after` says when to try again.'),
    },
  },
  {
    id: 'signOut',
    method: 'DELETE',
    path: `${API}/session`,
    summary: 'Ends the session, in all tabs of the browser, and takes its cookie away.',
    needs: null,
    answers: { 204: DONE },
  },
  {
    id: 'document',
    method: 'GET',
    path: `${API}/openapi.json`,
    summary: 'This document.',
    needs: 'viewer',
    answers: {
      200: json('OpenAPI 3.1.', z.record(z.string(), z.unknown())),
      304: { description: 'As named by `if-none-match`.' },
      412: { description: 'Not as named by `if-match`.', content: TEXT },
    },
  },
  {
    id: 'liveUpdates',
    method: 'GET',
    path: SOCKET_PATH,
    summary:
      'A WebSocket: a snapshot, then what changes, and a heartbeat every 15 seconds. A browser that signed in says its key first.',
    needs: 'viewer',
    answers: {
      101: {
        description:
          'A WebSocket of JSON text messages from here on. Closed with 1013 for one viewer too many, and with 1008 when its rights end.',
      },
      426: { description: 'Not a WebSocket handshake.', content: TEXT },
    },
    messages: { sent: serverEventSchema, received: socketRequestSchema },
  },
  {
    id: 'health',
    method: 'GET',
    path: '/health',
    summary: 'All services as a health document. `server.openHealth` opens it to everyone.',
    needs: 'viewer',
    answers: {
      200: { description: '`pass` or `warn`.', content: { [HEALTH_MEDIA]: healthSchema } },
      503: {
        description: '`fail`, or it cannot be told right now.',
        content: { [HEALTH_MEDIA]: healthSchema, [JSON_MEDIA]: errorSchema },
      },
    },
  },
  {
    id: 'metrics',
    method: 'GET',
    path: '/metrics',
    summary:
      'Services, alerts and the monitor itself for Prometheus. `server.openMetrics` opens it to everyone.',
    needs: 'viewer',
    answers: {
      200: { description: 'In the text format, version 0.0.4.', content: TEXT },
      503: UNAVAILABLE,
    },
  },
  {
    id: 'live',
    method: 'GET',
    path: '/health/live',
    summary: 'The monitor itself: late probes, its event loop, storage, notifiers.',
    needs: 'viewer',
    answers: {
      200: { description: '`pass` or `warn`.', content: { [HEALTH_MEDIA]: liveSchema } },
      503: { description: '`fail`: it does not watch.', content: { [HEALTH_MEDIA]: liveSchema } },
    },
  },
];

function question(id: ClientRequest['type'], path: string, summary: string): Operation {
  return {
    id,
    method: 'GET',
    path: `${API}${path}`,
    summary,
    needs: 'viewer',
    parameters: clientRequestSchemas[id],
    answers: {
      200: json(summary, ANSWER_SCHEMAS[id]),
      400: INVALID,
      ...(path.includes('{') && { 404: NOT_FOUND }),
      503: UNAVAILABLE,
    },
  };
}

function json(description: string, schema: z.ZodType): AnswerForm {
  return { description, content: { [JSON_MEDIA]: schema } };
}

function fault(description: string): AnswerForm {
  return json(description, errorSchema);
}

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ok, type Result } from '../../shared/lib/result.ts';
import { decodeClientRequest } from '../../shared/protocol/decode-client-request.ts';
import { healthDocument, healthHttpStatus, type LiveDocument } from '../../shared/protocol/health.ts';
import { metricsText } from '../../shared/protocol/metrics.ts';
import type { ClientRequest, RequestFault } from '../../shared/protocol/protocol.ts';
import type { Clock, Dashboard, Logger, Sessions } from '../ports.ts';
import { sendError, sendFault, sendJson, type Handler, type Parameters } from './answers.ts';
import type { Compressor } from './compressor.ts';
import { finishAnswers } from './finish-answer.ts';
import { entrantOf, type Guard } from './guard.ts';
import { pathOf } from './http-server.ts';
import { inertJson } from './inert-json.ts';
import { openApiDocument } from './openapi-document.ts';
import { HEALTH_MEDIA, JSON_MEDIA, OPERATIONS, TEXT_MEDIA, type OperationId } from './operations.ts';
import { A_SOCKET, FAILED, NO_SUCH_PATH, NOT_BUILT, NOTHING_HERE, UNREADABLE_BODY } from './refusals.ts';
import { sessionHandlers } from './session-routes.ts';
import { staticFile, type StaticFile } from './static-files.ts';

/** Each by itself, with what GET would be answered: Fastify's own HEAD gives an answer 304 a length. */
const READING = ['GET', 'HEAD'];
/** A scraper in a hurry must not cost more than one a second. */
const FRESH_MS = 1000;
const HEALTH_TYPE = `${HEALTH_MEDIA}; charset=utf-8`;
const METRICS_TYPE = `${TEXT_MEDIA}; version=0.0.4; charset=utf-8`;
const TEXT_TYPE = `${TEXT_MEDIA}; charset=utf-8`;

interface RouteOptions {
  readonly dashboard: Dashboard;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly guard: Guard;
  readonly sessions: Sessions;
  readonly compressor: Compressor;
}

export function addRoutes(app: FastifyInstance, options: RouteOptions): void {
  const { logger, files } = options;
  const onSend = finishAnswers(options.compressor);
  const handlers = handlersOf(options);
  for (const { id, method, path, needs } of OPERATIONS) {
    app.route<Parameters>({
      method: method === 'GET' ? READING : method,
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: handlers[id],
      // What needs no rights is about sessions.
      ...(needs !== null && { onSend }),
    });
  }
  app.route({
    method: READING,
    url: '/*',
    onSend,
    handler: (request, reply) => sendPage(files, request, reply),
  });
  app.setNotFoundHandler(sendNotFound);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    // Such as a body that is no JSON; the words may quote it.
    if (error.statusCode !== undefined && error.statusCode < 500)
      return sendError(reply, error.statusCode, 'invalid', UNREADABLE_BODY);
    logger.error('web request failed', { path: pathOf(request.raw), error });
    return sendError(reply, 500, 'internal', FAILED);
  });
}

/** By operation: the compiler reports the one that nobody answers. */
function handlersOf(options: RouteOptions): Readonly<Record<OperationId, Handler>> {
  const { dashboard, clock, version } = options;
  const startedAt = clock.monotonicNow();
  const { id: instance, pid } = dashboard.snapshot().instance;
  const health = madeOnceASecond(clock, () => healthText(options));
  const metrics = madeOnceASecond(clock, () => metricsOf(options));
  const document = cachedDocument(version);
  return {
    services: answerQuestion(dashboard, 'services'),
    overview: answerQuestion(dashboard, 'overview'),
    alerts: answerQuestion(dashboard, 'alerts'),
    service: answerQuestion(dashboard, 'service'),
    history: answerQuestion(dashboard, 'history'),
    incidents: answerQuestion(dashboard, 'incidents'),
    incident: answerQuestion(dashboard, 'incident'),
    notifications: answerQuestion(dashboard, 'notifications'),
    ...sessionHandlers(options),
    health: (_, reply) => {
      const answer = health();
      if (!answer.ok) return sendFault(reply, answer.error);
      return reply.code(answer.value.httpStatus).type(HEALTH_TYPE).send(answer.value.text);
    },
    metrics: (_, reply) => {
      const answer = metrics();
      if (!answer.ok) return sendFault(reply, answer.error);
      return reply.type(METRICS_TYPE).send(answer.value);
    },
    live: (_, reply) => {
      const uptimeMs = Math.round(clock.monotonicNow() - startedAt);
      const engine = dashboard.health();
      const live = { status: engine.status, version, instance, pid, uptimeMs, engine } satisfies LiveDocument;
      return reply.code(healthHttpStatus(live)).type(HEALTH_TYPE).send(inertJson(live));
    },
    // The handshakes have been answered before.
    liveUpdates: (_, reply) => {
      reply.header('upgrade', 'websocket');
      return reply.code(426).type(TEXT_TYPE).send(A_SOCKET);
    },
    document: (_, reply) => sendFile(document(), reply),
  };
}

function answerQuestion(dashboard: Dashboard, type: ClientRequest['type']): Handler {
  return (request, reply) => {
    const question = decodeClientRequest({ ...asked(request.query), ...request.params, type });
    const role = entrantOf(request.raw)?.role;
    const answer = question.ok ? dashboard.ask(question.value, role) : question;
    return answer.ok ? sendJson(reply, 200, answer.value) : sendFault(reply, answer.error);
  };
}

/** What widgets add to get past caches, and means nothing: it is looked at nowhere. */
const AGAINST_CACHES: ReadonlySet<string> = new Set(['_', 't']);

function asked(query: Parameters['Querystring']): Parameters['Querystring'] {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !AGAINST_CACHES.has(name)));
}

/** Also for paths that cannot be decoded. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!pathOf(request.raw).startsWith('/api/')) return reply.code(404).type(TEXT_TYPE).send(NOTHING_HERE);
  return sendFault(reply, { code: 'not-found', message: NO_SUCH_PATH });
}

/** In a buffer that is kept as long, and with it how it is compressed. A fault is not kept: what was wrong may be over. */
function madeOnceASecond<Value>(
  clock: Clock,
  make: () => Result<Value, RequestFault>,
): () => Result<Value, RequestFault> {
  let kept: { readonly until: number; readonly made: Result<Value, RequestFault> } | null = null;
  return () => {
    if (kept !== null && clock.monotonicNow() < kept.until) return kept.made;
    const made = make();
    kept = made.ok ? { until: clock.monotonicNow() + FRESH_MS, made } : null;
    return made;
  };
}

function healthText({
  dashboard,
  version,
}: RouteOptions): Result<{ readonly httpStatus: number; readonly text: Buffer }, RequestFault> {
  const services = dashboard.ask({ type: 'services' });
  const overview = dashboard.ask({ type: 'overview' });
  if (!services.ok) return services;
  if (!overview.ok) return overview;
  const document = healthDocument(version, overview.value.overview, services.value.services);
  return ok({ httpStatus: healthHttpStatus(document), text: Buffer.from(inertJson(document)) });
}

function metricsOf({ dashboard, version }: RouteOptions): Result<Buffer, RequestFault> {
  const services = dashboard.ask({ type: 'services' });
  const alerts = dashboard.ask({ type: 'alerts' });
  if (!services.ok) return services;
  if (!alerts.ok) return alerts;
  const text = metricsText(version, services.value.services, alerts.value.alerts, dashboard.health());
  return ok(Buffer.from(text));
}

/** The document, made when somebody wants it: it is the same as long as the server runs. */
function cachedDocument(version: string) {
  let cached: StaticFile | null = null;
  return (): StaticFile => {
    const text = () => inertJson(openApiDocument(version));
    // Whoever keeps it asks again with its tag, and shows a token when he does.
    cached ??= staticFile(Buffer.from(text()), `${JSON_MEDIA}; charset=utf-8`, 'private, no-cache');
    return cached;
  };
}

function sendPage(
  files: ReadonlyMap<string, StaticFile>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const path = pathOf(request.raw);
  const file = files.get(path);
  if (file !== undefined) return sendFile(file, reply);
  return path === '/' ? reply.code(503).type(TEXT_TYPE).send(NOT_BUILT) : sendNotFound(request, reply);
}

function sendFile({ body, contentType, cacheControl, etag }: StaticFile, reply: FastifyReply): FastifyReply {
  return reply.headers({ 'cache-control': cacheControl, etag }).type(contentType).send(body);
}

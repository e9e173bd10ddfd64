import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { decodeClientRequest } from '../../shared/protocol/decode-client-request.ts';
import { healthDocument, healthHttpStatus, type LiveDocument } from '../../shared/protocol/health.ts';
import type { ClientRequest, RequestFault } from '../../shared/protocol/protocol.ts';
import type { Clock, Dashboard, Logger } from '../ports.ts';
import { sendError, sendFault, sendJson } from './answers.ts';
import { entrantOf, type Guard } from './guard.ts';
import { pathOf, SOCKET_PATH } from './http-server.ts';
import { inertJson } from './inert-json.ts';
import { addSessionRoutes } from './session-routes.ts';
import type { StaticFile } from './static-files.ts';

const API = '/api/v1';

const QUESTIONS: Readonly<Record<ClientRequest['type'], string>> = {
  services: '/services',
  overview: '/overview',
  alerts: '/alerts',
  service: '/services/:id',
  history: '/services/:id/history',
  incidents: '/incidents',
  incident: '/incidents/:id',
  notifications: '/notifications',
};

/** A scraper in a hurry must not cost more than one a second. */
const HEALTH_CACHE_MS = 1000;
const HEALTH_JSON = 'application/health+json; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';
const NOT_BUILT =
  'The page of the dashboard has not been built: run "npm run build" and start Bellwether again. ' +
  `What it would show is at ${API}/services and /health.\n`;

interface RouteOptions {
  readonly dashboard: Dashboard;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly guard: Guard;
}

export function addRoutes(app: FastifyInstance, options: RouteOptions): void {
  const { dashboard, clock, logger, version, files } = options;
  const startedAt = clock.monotonicNow();
  const { id: instance, pid } = dashboard.snapshot().instance;
  const health = cachedHealth(options);

  app.get('/health', (_, reply) => {
    const answer = health();
    if (!answer.ok) return sendFault(reply, answer.error);
    return reply.code(answer.value.httpStatus).type(HEALTH_JSON).send(answer.value.text);
  });
  app.get('/health/live', (_, reply) => {
    const uptimeMs = Math.round(clock.monotonicNow() - startedAt);
    const engine = dashboard.health();
    const live = { status: engine.status, version, instance, pid, uptimeMs, engine } satisfies LiveDocument;
    return reply.code(healthHttpStatus(live)).type(HEALTH_JSON).send(inertJson(live));
  });
  for (const [type, path] of Object.entries(QUESTIONS)) {
    app.get<{ Params: Record<string, string>; Querystring: Record<string, unknown> }>(
      `${API}${path}`,
      (request, reply) => {
        const question = decodeClientRequest({ ...request.query, ...request.params, type });
        const role = entrantOf(request.raw)?.role;
        const answer = question.ok ? dashboard.ask(question.value, role) : question;
        return answer.ok ? sendJson(reply, 200, answer.value) : sendFault(reply, answer.error);
      },
    );
  }
  addSessionRoutes(app, dashboard, options.guard);
  app.get(SOCKET_PATH, (_, reply) => {
    reply.header('upgrade', 'websocket');
    return reply.code(426).type(TEXT).send('Upgrade Required\n');
  });
  app.get('/*', (request, reply) => sendFile(files, request, reply));
  app.setNotFoundHandler(sendNotFound);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    // Such as a body that is no JSON; the words may quote it.
    if (error.statusCode !== undefined && error.statusCode < 500)
      return sendError(reply, error.statusCode, 'invalid', 'this request cannot be read');
    logger.error('web request failed', { path: pathOf(request.raw), error });
    return sendError(reply, 500, 'internal', 'this request failed; the log says why');
  });
}

/** Also for paths that cannot be decoded. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!pathOf(request.raw).startsWith('/api/')) return reply.code(404).type(TEXT).send('Not Found\n');
  return sendFault(reply, { code: 'not-found', message: 'there is no such path' });
}

/** Text of the health document, made anew at most once a second. */
function cachedHealth({ dashboard, clock, version }: RouteOptions) {
  let cached: { readonly until: number; readonly httpStatus: number; readonly text: string } | null = null;
  return (): Result<{ readonly httpStatus: number; readonly text: string }, RequestFault> => {
    if (cached !== null && clock.monotonicNow() < cached.until) return ok(cached);
    const services = dashboard.ask({ type: 'services' });
    const overview = dashboard.ask({ type: 'overview' });
    if (!services.ok) return err(services.error);
    if (!overview.ok) return err(overview.error);
    const document = healthDocument(version, overview.value.overview, services.value.services);
    const until = clock.monotonicNow() + HEALTH_CACHE_MS;
    cached = { until, httpStatus: healthHttpStatus(document), text: inertJson(document) };
    return ok(cached);
  };
}

function sendFile(
  files: ReadonlyMap<string, StaticFile>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const path = pathOf(request.raw);
  const file = files.get(path);
  if (file === undefined) {
    return path === '/' ? reply.code(503).type(TEXT).send(NOT_BUILT) : sendNotFound(request, reply);
  }
  reply.headers({ 'cache-control': file.cacheControl, etag: file.etag });
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  return reply.type(file.contentType).send(file.body);
}

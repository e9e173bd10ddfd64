import { explain } from '../../shared/domain/explain.ts';
import { serviceIdOf, type ServiceId } from '../../shared/domain/service.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Role } from '../../shared/protocol/access.ts';
import {
  alertViews,
  detailedSample,
  incidentDetail,
  incidentView,
  notificationView,
} from '../../shared/protocol/build-views.ts';
import type { ClientRequest, ClientResponses, RequestFault } from '../../shared/protocol/protocol.ts';
import { unknownService } from '../../shared/protocol/request-fault.ts';
import type { ServiceDetail } from '../../shared/protocol/views.ts';
import { historyOfService, totalOf } from './answer-history.ts';
import type { DashboardParts, Views } from './dashboard-parts.ts';

const DAY_MS = 86_400_000;
const DETAIL_SAMPLES = 60;
const DETAIL_INCIDENTS = 10;
const DEFAULT_PAGE = 50;

type Answer<Type extends ClientRequest['type']> = Result<ClientResponses[Type], RequestFault>;

/** Answers any client's question, from the window, the socket or the REST face alike. */
export function answerRequest<Request extends ClientRequest>(
  parts: DashboardParts,
  views: Views,
  request: Request,
  role: Role,
): Answer<Request['type']>;
export function answerRequest(
  parts: DashboardParts,
  views: Views,
  request: ClientRequest,
  role: Role,
): Answer<ClientRequest['type']> {
  switch (request.type) {
    case 'services':
      return ok({ services: views.services(), groups: views.groups() });
    case 'overview':
      return ok({
        overview: views.overview(),
        instance: parts.instance,
        notices: parts.notices.list(),
        at: parts.now(),
      });
    case 'alerts':
      return ok({ alerts: views.alerts() });
    case 'service':
      return serviceDetail(parts, views, serviceIdOf(request.id));
    case 'history':
      return historyOfService(parts, request);
    case 'incidents':
      return incidents(parts, request);
    case 'incident':
      return incident(parts, request.id, role);
    case 'notifications': {
      parts.flush();
      const now = parts.now();
      const page = parts.history.notifications({
        now,
        before: request.before,
        limit: request.limit ?? DEFAULT_PAGE,
      });
      return ok({ notifications: page.items.map((item) => notificationView(item, now)), next: page.next });
    }
  }
}

function serviceDetail(
  parts: DashboardParts,
  views: Views,
  id: ServiceId,
): Result<ServiceDetail, RequestFault> {
  const watched = parts.monitor.fleet.get(id);
  const view = views.service(id);
  if (watched === undefined || view === null) return unknownService(id);
  parts.flush();
  const now = parts.now();
  const day = totalOf(parts, id, now - DAY_MS, now);
  return ok({
    service: view,
    timings: watched.state.sample?.timings ?? null,
    recent: parts.history.lastSamples(id, DETAIL_SAMPLES, now).map((sample) => detailedSample(sample, now)),
    alerts: alertViews(watched, now),
    incidents: parts.history
      .incidents({ now, serviceId: id, limit: DETAIL_INCIDENTS })
      .items.map((item) => incidentView(item, now)),
    uptime: { uptimeRatio: day.uptimeRatio, coverageRatio: day.coverageRatio },
    latency: { p50Ms: day.latencyP50Ms, p95Ms: day.latencyP95Ms, p99Ms: day.latencyP99Ms },
    explanation: explain(watched.service, watched.state, parts.hindrance(), now),
  });
}

function incidents(
  parts: DashboardParts,
  request: Extract<ClientRequest, { type: 'incidents' }>,
): Answer<'incidents'> {
  parts.flush();
  const now = parts.now();
  const page = parts.history.incidents({
    now,
    serviceId: request.service === undefined ? undefined : serviceIdOf(request.service),
    before: request.before,
    limit: request.limit ?? DEFAULT_PAGE,
  });
  return ok({ incidents: page.items.map((item) => incidentView(item, now)), next: page.next });
}

function incident(parts: DashboardParts, id: string, role: Role): Answer<'incident'> {
  parts.flush();
  const kept = parts.history.incident(id);
  if (kept === null) return err({ code: 'not-found', message: `no incident on record has the id ${id}` });
  return ok(incidentDetail(kept.incident, kept.evidence, role, parts.now()));
}

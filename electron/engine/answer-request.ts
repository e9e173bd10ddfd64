import { explain } from '../../shared/domain/explain.ts';
import type { Gap } from '../../shared/domain/gap.ts';
import { emptyRollup, latencyPercentile, mergeRollups, uptimeOf } from '../../shared/domain/rollup.ts';
import { serviceIdOf, type ServiceId } from '../../shared/domain/service.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Role } from '../../shared/protocol/access.ts';
import {
  alertViews,
  detailedSample,
  hindranceOf,
  historyPoint,
  incidentDetail,
  incidentView,
  notificationView,
} from '../../shared/protocol/build-views.ts';
import type { ClientRequest, ClientResponses, RequestFault } from '../../shared/protocol/protocol.ts';
import type { ServiceDetail } from '../../shared/protocol/views.ts';
import type { DashboardParts, Views } from './dashboard-parts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A span up to this long is answered in samples, the next in minutes, beyond that in hours. */
const SAMPLES_UP_TO_MS = 2 * HOUR_MS;
const MINUTES_UP_TO_MS = 2 * DAY_MS;
const LONGEST_SPAN_MS = 400 * DAY_MS;
/** Two hours at the shortest interval of one second. */
const MAX_SAMPLES = 7200;
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
      return serviceHistory(parts, request);
    case 'incidents':
      return incidents(parts, request);
    case 'incident':
      return incident(parts, request.id, role);
    case 'notifications': {
      parts.flush();
      const page = parts.history.notifications({
        before: request.before,
        limit: request.limit ?? DEFAULT_PAGE,
      });
      return ok({ notifications: page.items.map(notificationView), next: page.next });
    }
  }
}

export function unknownService(id: string): { readonly ok: false; readonly error: RequestFault } {
  return err({ code: 'not-found', message: `no service has the id ${id}` });
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
  const { offlineSince, pause } = parts.monitor;
  const rollups = parts.history.rollups(id, 'minute', now - DAY_MS, now);
  const day = rollups.reduce(mergeRollups, emptyRollup(id, now - DAY_MS));
  return ok({
    service: view,
    timings: watched.state.sample?.timings ?? null,
    recent: parts.history.lastSamples(id, DETAIL_SAMPLES, now).map(detailedSample),
    alerts: alertViews(watched, now),
    incidents: parts.history.incidents({ serviceId: id, limit: DETAIL_INCIDENTS }).items.map(incidentView),
    uptime: uptimeOf(rollups, DAY_MS),
    latency: { p50Ms: latencyPercentile(day, 0.5), p95Ms: latencyPercentile(day, 0.95) },
    explanation: explain(watched.service, watched.state, hindranceOf(offlineSince !== null, pause), now),
  });
}

function serviceHistory(
  parts: DashboardParts,
  request: Extract<ClientRequest, { type: 'history' }>,
): Answer<'history'> {
  const id = serviceIdOf(request.id);
  if (!parts.monitor.fleet.has(id)) return unknownService(id);
  const to = request.to ?? parts.now();
  const from = request.from ?? to - HOUR_MS;
  if (from >= to || to - from > LONGEST_SPAN_MS) {
    return err({ code: 'invalid', message: 'from has to be before to, and at most 400 days' });
  }
  parts.flush();
  const facts = {
    service: id,
    from,
    to,
    gaps: [...parts.history.gaps(from, to), ...runningPause(parts, from, to)],
  };
  if (to - from <= SAMPLES_UP_TO_MS) {
    const samples = parts.history.samples(id, from, to, MAX_SAMPLES).map(detailedSample);
    return ok({ ...facts, resolution: 'sample', samples, points: [] });
  }
  const resolution = to - from <= MINUTES_UP_TO_MS ? 'minute' : 'hour';
  const points = parts.history.rollups(id, resolution, from, to).map(historyPoint);
  return ok({ ...facts, resolution, samples: [], points });
}

/** A pause is on record when it has ended; until then it is known here only. */
function runningPause({ monitor, now }: DashboardParts, from: number, to: number): readonly Gap[] {
  if (monitor.pause === null) return [];
  const gap: Gap = { from: monitor.pause.at, to: now(), reason: 'paused' };
  return gap.from < to && gap.to > from ? [gap] : [];
}

function incidents(
  parts: DashboardParts,
  request: Extract<ClientRequest, { type: 'incidents' }>,
): Answer<'incidents'> {
  parts.flush();
  const page = parts.history.incidents({
    serviceId: request.service === undefined ? undefined : serviceIdOf(request.service),
    before: request.before,
    limit: request.limit ?? DEFAULT_PAGE,
  });
  return ok({ incidents: page.items.map(incidentView), next: page.next });
}

function incident(parts: DashboardParts, id: string, role: Role): Answer<'incident'> {
  parts.flush();
  const kept = parts.history.incident(id);
  if (kept === null) return err({ code: 'not-found', message: `no incident on record has the id ${id}` });
  return ok(incidentDetail(kept.incident, kept.evidence, role));
}

import type { Alert } from '../domain/alert.ts';
import { conditionWords, suppressionWords, whyStatus } from '../domain/explain.ts';
import type { Evidence, Exchange } from '../domain/evidence.ts';
import type { Incident } from '../domain/incident.ts';
import { leadingAlert } from '../domain/outranking.ts';
import type { NotificationRecord } from '../domain/notification.ts';
import { overview, type Hindrance } from '../domain/overview.ts';
import type { Watched } from '../domain/watched.ts';
import type { Pause } from '../domain/quiet.ts';
import { countLatencies } from '../domain/latency-histogram.ts';
import { percentileOf, uptimeOf, type Rollup } from '../domain/rollup.ts';
import { toTenths, type Sample } from '../domain/sample.ts';
import { ruleOf, type Service } from '../domain/service.ts';
import { statusAt, type ServiceState } from '../domain/service-state.ts';
import { isFailingRule, tallyOf, tallyWords } from '../domain/steadiness.ts';
import { sinceOf } from '../domain/run.ts';
import type { Role } from './access.ts';
import type {
  AlertView,
  HistoryPoint,
  IncidentDetail,
  IncidentView,
  NotificationView,
  Overview,
  DetailedSample,
  RecentSample,
  ServiceView,
} from './views.ts';

/** What a client sees of the whole fleet in one line. */
export function overviewOf(
  fleet: readonly Watched[],
  hindrance: Hindrance | null,
  pause: Pause | null,
  now: number,
): Overview {
  const alerts = { firing: 0, pending: 0 };
  for (const { service, state } of fleet) {
    const leading = leadingAlert(service, state);
    if (leading !== null) alerts[leading.state] += 1;
  }
  return {
    ...overview(
      fleet.map(({ state }) => statusAt(state, now)),
      hindrance,
    ),
    ...alerts,
    pause,
  };
}

export function serviceView(
  { service, state }: Watched,
  hindrance: Hindrance | null,
  skippedTurns: number,
  now: number,
): ServiceView {
  const status = statusAt(state, now);
  const observed = status === 'unknown' ? null : state.sample;
  const certificateHost = state.sample?.certificateHost;
  return {
    id: service.id,
    name: service.name,
    group: service.group,
    tags: service.tags,
    kind: service.probe.kind,
    address: service.address,
    links: service.links,
    dependsOn: service.dependsOn,
    intervalMs: service.intervalMs,
    timeoutMs: service.timeoutMs,
    status,
    ...sinceOf(state, now),
    cause: observed?.cause ?? (status === 'unknown' ? (state.unseen?.cause ?? null) : null),
    message: status === 'up' ? (observed?.message ?? null) : whyStatus(service, state, hindrance, now),
    latencyMs: observed?.latencyMs ?? null,
    httpStatus: observed?.httpStatus ?? null,
    at: state.sample?.at ?? null,
    suspect: state.suspect,
    certificateExpiresAt: state.sample?.certificateExpiresAt ?? null,
    ...(certificateHost !== undefined && { certificateHost }),
    skippedTurns,
    silence: state.silence,
    acknowledgement: state.acknowledgement,
  };
}

export function alertViews({ service, state }: Watched, now: number): readonly AlertView[] {
  const leading = leadingAlert(service, state);
  return state.alerts.map((alert) => ({
    rule: alert.ruleId,
    service: service.id,
    severity: alert.severity,
    state: alert.state,
    since: alert.since,
    firingAt: alert.state === 'firing' ? alert.firingAt : null,
    message: alertMessage(service, alert, state),
    leads: alert === leading,
    suppressed:
      alert.state === 'firing' && alert.toldAt === null ? suppressionWords(alert.suppression, now) : null,
  }));
}

function alertMessage(service: Service, alert: Alert, { sample, seen }: ServiceState): string {
  const rule = ruleOf(service, alert);
  const words = rule === undefined ? alert.ruleId : conditionWords(rule.condition);
  if (alert.state === 'firing' && alert.clearing !== null)
    return `${service.name} is better, not yet resolved`;
  if (rule !== undefined && isFailingRule(rule)) return `${service.name} ${tallyWords(tallyOf(seen, rule))}`;
  return `${service.name}: ${sample?.message ?? words}`;
}

export function incidentView(incident: Incident, now: number): IncidentView {
  const { id, serviceId, startedAt, resolvedAt, cause, message, alerts } = incident;
  const endedAt = resolvedAt ?? now;
  const clockWrong = startedAt > endedAt || endedAt > now;
  return { id, service: serviceId, startedAt, resolvedAt, cause, message, alerts, clockWrong };
}

/** A viewer may know that a service fails and how, not what it says. */
export function incidentDetail(
  incident: Incident,
  evidence: Evidence | null,
  role: Role,
  now: number,
): IncidentDetail {
  const shown = (exchange: Exchange) => (role === 'operator' ? exchange : { ...exchange, content: null });
  return {
    incident: incidentView(incident, now),
    evidence: evidence && {
      lastGood: evidence.lastGood && shown(evidence.lastGood),
      firstBad: shown(evidence.firstBad),
    },
  };
}

export function notificationView(record: NotificationRecord, now: number): NotificationView {
  const {
    id,
    at,
    ruleId: rule,
    serviceId: service,
    severity,
    reason,
    title,
    body,
    notifier,
    delivered,
  } = record;
  const clockWrong = at > now;
  return { id, at, rule, service, severity, reason, title, body, notifier, delivered, clockWrong };
}

export function recentSample({ at, status, latencyMs }: Sample): RecentSample {
  return { at, status, latencyMs };
}

export function detailedSample(sample: Sample, now: number): DetailedSample {
  const { cause, message } = sample;
  return { ...recentSample(sample), cause, message, ...(sample.at > now && { clockWrong: true }) };
}

/** Of a rollup that is `stepMs` long, of which what is after `now` cannot be known yet. */
export function historyPoint(rollup: Rollup, stepMs: number, now: number): HistoryPoint {
  const { startAt, upMs, degradedMs, downMs, upSamples, degradedSamples, downSamples } = rollup;
  const answered = countLatencies(rollup.latencies);
  return {
    startAt,
    upMs,
    degradedMs,
    downMs,
    upSamples,
    degradedSamples,
    downSamples,
    ...uptimeOf(rollup, Math.min(stepMs, now - startAt)),
    latencyMeanMs: answered === 0 ? null : toTenths(rollup.latencySumMs / answered),
    latencyP50Ms: latencyAt(rollup, 0.5),
    latencyP95Ms: latencyAt(rollup, 0.95),
    latencyP99Ms: latencyAt(rollup, 0.99),
    latencyMaxMs: answered === 0 ? null : rollup.latencyMaxMs,
  };
}

function latencyAt(rollup: Rollup, share: number): number | null {
  const latencyMs = percentileOf(rollup, share);
  return latencyMs === null ? null : toTenths(latencyMs);
}

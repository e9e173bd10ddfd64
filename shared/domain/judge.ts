import type { Alert } from './alert.ts';
import type { AlertRule } from './alert-rule.ts';
import { isFailingRule, isTakenForAnOutage } from './steadiness.ts';
import { endAcknowledgement, endSilence } from './end-measures.ts';
import { ruleOf, type Service } from './service.ts';
import type { Change, ServiceState, Step } from './service-state.ts';

/** A recovery counts after two good samples and at least this long of them: one good answer amid an outage is no recovery. */
export const RECOVERY_MS = 10_000;

/** What failed now and again has to be steady for as long as that was counted. */
export function recoveryMs(rule: AlertRule | undefined): number {
  return rule !== undefined && isFailingRule(rule) ? rule.holdMs : RECOVERY_MS;
}

/** When a pending alert is due to fire, a firing one to resolve; `null` while too few samples say so. */
function dueAt(alert: Alert, rule: AlertRule | undefined): number | null {
  if (alert.state === 'pending') {
    if (rule === undefined) return null;
    // It was counted over its hold.
    return isFailingRule(rule) ? alert.since : alert.since + rule.holdMs + alert.frozenMs;
  }
  return alert.clearing === null ? null : alert.clearing.since + recoveryMs(rule) + alert.clearing.frozenMs;
}

function samplesSuffice(alert: Alert): boolean {
  return alert.state === 'pending' ? alert.badSamples === 2 : alert.clearing?.goodSamples === 2;
}

/**
 * Judges every hold on the samples known at `now`, lets the last sample lapse when its time is over, and ends measures.
 * The outcome does not depend on how often it is called: transitions carry the time at which they were due.
 */
export function advanceService(before: ServiceState, service: Service, now: number): Step {
  const judged = judgeSamples(before, service, now);
  const ended = endSilence(judged.state, now);
  return { state: ended.state, changes: [...judged.changes, ...ended.changes] };
}

function judgeSamples(before: ServiceState, service: Service, now: number): Step {
  const changes: Change[] = [];
  let state = before;
  const sample = state.sample;
  if (sample === null) return { state, changes };
  const seenUntil = Math.min(now, state.standsUntil);
  const verdicts = state.alerts.flatMap((alert) => {
    const due = samplesSuffice(alert) ? dueAt(alert, ruleOf(service, alert)) : null;
    return due === null || due > seenUntil ? [] : [{ alert, due }];
  });
  for (const { alert, due } of verdicts.toSorted((a, b) => a.due - b.due)) {
    // An outage that was told as such has ended it.
    if (!state.alerts.includes(alert)) continue;
    const step =
      alert.state === 'pending'
        ? fire(state, service, alert, Math.max(due, sample.at))
        : resolve(state, alert, Math.max(due, sample.at));
    state = step.state;
    changes.push(...step.changes);
  }
  const closed = closeIncident(state, seenUntil);
  state = closed.state;
  changes.push(...closed.changes);
  if (now >= state.standsUntil && state.spanFrom !== null) {
    const lapsed = lapse(state, state.standsUntil);
    state = lapsed.state;
    changes.push(...lapsed.changes);
  }
  return { state, changes };
}

function fire(
  before: ServiceState,
  service: Service,
  pending: Extract<Alert, { state: 'pending' }>,
  at: number,
): Step {
  const { ruleId, severity, since } = pending;
  const alert: Alert = {
    state: 'firing',
    ruleId,
    severity,
    since,
    firingAt: at,
    frozenMs: 0,
    toldAt: null,
    suppression: null,
    clearing: null,
  };
  const serviceId = before.serviceId;
  const changes: Change[] = [{ kind: 'alert', serviceId, transition: 'firing', reason: 'held', at, alert }];
  const fired = before.alerts.map((other) => (other === pending ? alert : other));
  const { state, alerts, ended } = endUnsteadiness({ ...before, alerts: fired }, service);
  changes.push(
    ...ended.map((one): Change => ({
      kind: 'alert',
      serviceId,
      transition: 'resolved',
      reason: 'outranked',
      at,
      alert: one,
    })),
  );
  const open = state.incident;
  const suspect = state.suspect && alerts.some((other) => other.state === 'pending');
  if (open === null || open.incident.alerts.includes(ruleId)) {
    return { state: { ...state, alerts, suspect }, changes };
  }
  const incident = { ...open.incident, alerts: [...open.incident.alerts, ruleId] };
  changes.push({ kind: 'incident', incident });
  return { state: { ...state, alerts, suspect, incident: { ...open, incident } }, changes };
}

/** What led to an outage, and what it consists of, is no unsteadiness beside it. */
function endUnsteadiness(state: ServiceState, service: Service) {
  if (!isTakenForAnOutage(service, state.alerts)) return { state, alerts: state.alerts, ended: [] };
  const isUnsteadiness = (alert: Alert) => {
    const rule = ruleOf(service, alert);
    return rule !== undefined && isFailingRule(rule);
  };
  const alerts = state.alerts.filter((alert) => !isUnsteadiness(alert));
  const ended = state.alerts.filter((alert) => alert.state === 'firing' && isUnsteadiness(alert));
  return { state: { ...state, alerts, seen: [], countsFrom: null }, alerts, ended };
}

function resolve(state: ServiceState, alert: Alert, at: number): Step {
  const alerts = state.alerts.filter((other) => other !== alert);
  const ended = endAcknowledgement({ ...state, alerts }, at);
  return {
    state: ended.state,
    changes: [
      { kind: 'alert', serviceId: state.serviceId, transition: 'resolved', reason: 'recovered', at, alert },
      ...ended.changes,
    ],
  };
}

function closeIncident(state: ServiceState, seenUntil: number): Step {
  const open = state.incident;
  const closing = open?.closing;
  if (open === null || closing === null || closing === undefined) return { state, changes: [] };
  if (closing.goodSamples < 2 || closing.since + RECOVERY_MS + closing.frozenMs > seenUntil)
    return { state, changes: [] };
  const incident = { ...open.incident, resolvedAt: Math.max(open.incident.startedAt, closing.since) };
  return { state: { ...state, incident: null }, changes: [{ kind: 'incident', incident }] };
}

/** The last sample counts no longer than `at`: from there on the service is unknown and holds are frozen. */
export function lapse(state: ServiceState, at: number): Step {
  const { sample, spanFrom, serviceId } = state;
  if (sample === null || spanFrom === null) return { state, changes: [] };
  const standsUntil = Math.max(spanFrom, Math.min(state.standsUntil, at));
  const changes: Change[] = [
    { kind: 'status', serviceId, from: sample.status, to: 'unknown', at: standsUntil },
  ];
  if (standsUntil > spanFrom) {
    changes.unshift({
      kind: 'span',
      span: { serviceId, status: sample.status, from: spanFrom, to: standsUntil },
    });
  }
  return { state: { ...state, standsUntil, spanFrom: null, statusSince: standsUntil }, changes };
}

/** The next moment at which `advanceService` would change something; `null` when only a new sample can. */
export function nextDeadline(state: ServiceState, service: Service): number | null {
  const silencedUntil = state.silence?.until;
  const ends = typeof silencedUntil === 'number' ? [silencedUntil] : [];
  if (state.sample !== null && state.spanFrom !== null)
    ends.push(state.standsUntil, ...verdictsDue(state, service));
  return ends.length === 0 ? null : Math.min(...ends);
}

function verdictsDue(state: ServiceState, service: Service): readonly number[] {
  const dues = state.alerts.flatMap((alert) => {
    const due = samplesSuffice(alert) ? dueAt(alert, ruleOf(service, alert)) : null;
    return due === null ? [] : [due];
  });
  const closing = state.incident?.closing;
  if (closing?.goodSamples === 2) dues.push(closing.since + RECOVERY_MS + closing.frozenMs);
  return dues;
}

/** When the earliest pending alert would fire if the condition goes on; `null` when none is pending. */
export function nextFiringAt(state: ServiceState, service: Service): number | null {
  const dues = state.alerts.flatMap((alert) => {
    const due = alert.state === 'pending' ? dueAt(alert, ruleOf(service, alert)) : null;
    return due === null ? [] : [due];
  });
  return dues.length === 0 ? null : Math.min(...dues);
}

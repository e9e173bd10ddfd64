import type { Alert } from './alert.ts';
import type { AlertRule } from './alert-rule.ts';
import { advanceService, lapse } from './judge.ts';
import type { OpenIncident, Run } from './kept-state.ts';
import { clears, matches } from './matches.ts';
import { endAcknowledgement, endSilence } from './end-measures.ts';
import type { Sample } from './sample.ts';
import type { Service } from './service.ts';
import {
  isFailing,
  isFailingRule,
  isTakenForAnOutage,
  nextSeen,
  saysEnough,
  tallyOf,
  type FailingRule,
  type Seen,
} from './steadiness.ts';
import { statusAt, type Change, type ServiceState, type Step, type Unseen } from './service-state.ts';

/** What is known of a service, and one new fact about it: what is true now, and what changed? */
export function recordSample(before: ServiceState, service: Service, sample: Sample): Step {
  const advanced = advanceService(before, service, sample.at);
  const changes: Change[] = [...advanced.changes];
  const known = advanced.state;
  const from = statusAt(known, sample.at);
  if (known.sample !== null && known.spanFrom !== null && sample.at > known.spanFrom) {
    const span = { serviceId: service.id, status: known.sample.status, from: known.spanFrom, to: sample.at };
    changes.push({ kind: 'span', span });
  }
  changes.push({ kind: 'sample', sample });
  if (from !== sample.status) {
    changes.push({ kind: 'status', serviceId: service.id, from, to: sample.status, at: sample.at });
  }
  const seen = isTakenForAnOutage(service, known.alerts)
    ? []
    : nextSeen(known.seen, service, sample, observedBefore(known, sample.at));
  const observed: ServiceState = {
    ...known,
    sample,
    standsUntil: sample.at + service.intervalMs + service.timeoutMs,
    spanFrom: sample.at,
    statusSince: from === sample.status ? known.statusSince : sample.at,
    run: nextRun(known, sample),
    seen,
    countsFrom: seen.length === 0 ? null : known.seen.length === 0 ? sample.at : known.countsFrom,
    unseen: null,
    incident: nextIncident(known, sample, changes),
    alerts: nextAlerts(known, service, sample, seen, changes),
  };
  const judged = advanceService(withSuspicion(observed, service, sample), service, sample.at);
  return { state: judged.state, changes: [...changes, ...judged.changes] };
}

/** Of the time since the sample before. */
function observedBefore(known: ServiceState, at: number): number {
  return known.sample === null ? 0 : Math.max(0, Math.min(at, known.standsUntil) - known.sample.at);
}

/** Unobserved time between `since` and the new sample, beyond what was counted before. */
function newlyFrozen(known: ServiceState, since: number, at: number): number {
  return Math.max(0, at - Math.max(known.standsUntil, since));
}

/** From where on `frozenMs` is counted. */
function countedFrom(alert: Alert): number {
  return alert.state === 'firing' ? alert.firingAt : alert.since;
}

function nextAlerts(
  known: ServiceState,
  service: Service,
  sample: Sample,
  seen: readonly Seen[],
  changes: Change[],
): readonly Alert[] {
  return service.rules.flatMap((rule) => {
    const alert = known.alerts.find((candidate) => candidate.ruleId === rule.id);
    const next = isFailingRule(rule)
      ? nextUnsteadiness(known, alert, rule, seen, sample.at)
      : matches(rule.condition, sample)
        ? afterBad(known, alert, rule, sample.at)
        : afterNoBad(known, alert, sample.at, clears(rule.condition, sample));
    if (next !== undefined && alert === undefined)
      changes.push(transition(service, 'pending', 'condition-met', sample.at, next));
    if (next === undefined && alert !== undefined)
      changes.push(transition(service, 'cleared', 'condition-cleared', sample.at, alert));
    return next === undefined ? [] : [next];
  });
}

/** It fires as soon as enough is counted: the span over which that is done is its hold. */
function nextUnsteadiness(
  known: ServiceState,
  alert: Alert | undefined,
  rule: FailingRule,
  seen: readonly Seen[],
  at: number,
): Alert | undefined {
  const tally = tallyOf(seen, rule);
  if (!isFailing(tally, rule)) return afterNoBad(known, alert, at, true);
  if (alert !== undefined) return afterBad(known, alert, rule, at);
  if (!saysEnough(tally, rule)) return undefined;
  const { id, severity } = rule;
  return {
    state: 'pending',
    ruleId: id,
    severity,
    since: tally.firstBadAt ?? at,
    frozenMs: 0,
    lateMs: 0,
    badSamples: 2,
  };
}

function transition(
  service: Service,
  kind: Extract<Change, { kind: 'alert' }>['transition'],
  reason: Extract<Change, { kind: 'alert' }>['reason'],
  at: number,
  alert: Alert,
): Change {
  return { kind: 'alert', serviceId: service.id, transition: kind, reason, at, alert };
}

function afterBad(known: ServiceState, alert: Alert | undefined, rule: AlertRule, at: number): Alert {
  if (alert === undefined) {
    return {
      state: 'pending',
      ruleId: rule.id,
      severity: rule.severity,
      since: at,
      frozenMs: 0,
      lateMs: 0,
      badSamples: 1,
    };
  }
  const frozenMs = alert.frozenMs + newlyFrozen(known, countedFrom(alert), at);
  if (alert.state === 'firing') {
    return alert.clearing === null && frozenMs === alert.frozenMs
      ? alert
      : { ...alert, frozenMs, clearing: null };
  }
  return alert.badSamples === 2 && frozenMs === alert.frozenMs
    ? alert
    : { ...alert, frozenMs, badSamples: 2 };
}

/** A pending alert ends; a firing one gets better only by what is `good`, not by what says nothing. */
function afterNoBad(
  known: ServiceState,
  alert: Alert | undefined,
  at: number,
  good: boolean,
): Alert | undefined {
  if (alert === undefined || alert.state === 'pending') return undefined;
  const frozenMs = alert.frozenMs + newlyFrozen(known, countedFrom(alert), at);
  return { ...alert, frozenMs, clearing: good ? nextRecovery(known, alert.clearing, at) : null };
}

type Recovery = NonNullable<OpenIncident['closing']>;

function nextRecovery(known: ServiceState, recovery: Recovery | null, at: number): Recovery {
  if (recovery === null) return { since: at, frozenMs: 0, lateMs: 0, goodSamples: 1 };
  return {
    ...recovery,
    frozenMs: recovery.frozenMs + newlyFrozen(known, recovery.since, at),
    goodSamples: 2,
  };
}

function nextRun(known: ServiceState, { status, at }: Sample): Run {
  if (known.run?.status !== status) return { status, since: at, unobservedMs: 0 };
  const frozenMs = newlyFrozen(known, known.run.since, at);
  return frozenMs === 0 ? known.run : { ...known.run, unobservedMs: known.run.unobservedMs + frozenMs };
}

function nextIncident(known: ServiceState, sample: Sample, changes: Change[]): OpenIncident | null {
  const open = known.incident && observedLater(known.incident, known, sample.at);
  if (sample.status !== 'down') {
    return open === null ? null : { ...open, closing: nextRecovery(known, open.closing, sample.at) };
  }
  if (open !== null) return open.closing === null ? open : { ...open, closing: null };
  const { serviceId, at, cause, message } = sample;
  const incident = {
    id: `${serviceId}@${at}`,
    serviceId,
    startedAt: at,
    resolvedAt: null,
    cause: cause ?? 'slow',
    message: message ?? '',
    alerts: [],
  };
  changes.push({ kind: 'incident', incident });
  return { incident, unobservedMs: 0, closing: null };
}

function observedLater(open: OpenIncident, known: ServiceState, at: number): OpenIncident {
  const frozenMs = newlyFrozen(known, open.incident.startedAt, at);
  return frozenMs === 0 ? open : { ...open, unobservedMs: open.unobservedMs + frozenMs };
}

/** Suspect from a bad sample until every rule it matches has fired, or two samples in a row are good. */
function withSuspicion(state: ServiceState, service: Service, sample: Sample): ServiceState {
  if (service.rules.some((rule) => matches(rule.condition, sample))) {
    return { ...state, goodSamples: 0, suspect: state.alerts.some((alert) => alert.state === 'pending') };
  }
  const goodSamples = state.goodSamples === 0 ? 1 : 2;
  return { ...state, goodSamples, suspect: state.suspect && goodSamples < 2 };
}

/** Nobody observed from `from` on: what was known stands no longer than that. */
export function recordGap(before: ServiceState, service: Service, from: number): Step {
  const advanced = advanceService(before, service, Math.min(from, before.standsUntil));
  const lapsed = lapse(advanced.state, from);
  return { state: lapsed.state, changes: [...advanced.changes, ...lapsed.changes] };
}

/** A probe failed, which says nothing of the service: nothing is known of it from `from` on. */
export function recordUnseen(before: ServiceState, service: Service, from: number, unseen: Unseen): Step {
  const { state, changes } = recordGap(before, service, from);
  const { cause, message } = state.unseen ?? {};
  const same = cause === unseen.cause && message === unseen.message;
  return { state: same ? state : { ...state, unseen }, changes };
}

/** The rules changed: alerts of rules that no longer apply end, the others go on under the new settings. */
export function adoptRules(before: ServiceState, service: Service, now: number): Step {
  const gone = before.alerts.filter((alert) => !service.rules.some((rule) => rule.id === alert.ruleId));
  const alerts = service.rules.flatMap(({ id, severity }) => {
    const alert = before.alerts.find((candidate) => candidate.ruleId === id);
    return alert === undefined ? [] : [{ ...alert, severity }];
  });
  const suspect = before.suspect && alerts.some((alert) => alert.state === 'pending');
  const adopted = endAcknowledgement({ ...before, alerts, suspect }, now);
  const ended = endSilence(adopted.state, now);
  return {
    state: ended.state,
    changes: [
      ...gone.map((alert) =>
        transition(service, alert.state === 'firing' ? 'resolved' : 'cleared', 'rule-removed', now, alert),
      ),
      ...adopted.changes,
      ...ended.changes,
    ],
  };
}

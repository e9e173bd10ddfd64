import { formatDuration } from '../lib/duration.ts';
import type { Alert, Suppression } from './alert.ts';
import type { AlertRule } from './alert-rule.ts';
import { conditionWords } from './explain.ts';
import { matches } from './matches.ts';
import type { Notification, NotificationReason } from './notification.ts';
import type { Sample } from './sample.ts';
import type { Service, ServiceId } from './service.ts';
import { statusAt, type Change, type ServiceState } from './service-state.ts';

export interface Watched {
  readonly service: Service;
  readonly state: ServiceState;
}

/** A notification before it has its id. */
export type Draft = Omit<Notification, 'id'>;

/** Why somebody is told of an alert, or is not: logged and shown. */
interface Decision {
  readonly serviceId: ServiceId;
  readonly ruleId: string;
  readonly decision: NotificationReason | `suppressed: ${Suppression['reason']}` | 'resolved untold';
}

export interface Plan {
  readonly drafts: readonly Draft[];
  readonly decisions: readonly Decision[];
  /** The states in which what was decided is remembered. */
  readonly states: readonly ServiceState[];
}

type Firing = Extract<Alert, { state: 'firing' }>;
type Fleet = ReadonlyMap<ServiceId, Watched>;

/**
 * Who is told what, given everything that is known at `now` and the `changes` of this turn.
 * `affected` are those for which the answer may be another one than a turn ago.
 */
export function planNotifications(
  fleet: Fleet,
  affected: readonly Watched[],
  changes: readonly Change[],
  paused: boolean,
  now: number,
): Plan {
  const resolutions = changes.flatMap((change) => planResolution(fleet, change));
  const firings = affected.map((watched) => planFirings(fleet, watched, paused, now));
  return {
    drafts: [...resolutions.flatMap((plan) => plan.draft ?? []), ...firings.flatMap((plan) => plan.drafts)],
    decisions: [...resolutions.map((plan) => plan.decision), ...firings.flatMap((plan) => plan.decisions)],
    states: firings.flatMap((plan) => plan.state ?? []),
  };
}

function planResolution(fleet: Fleet, change: Change): { draft: Draft | null; decision: Decision }[] {
  if (change.kind !== 'alert' || change.transition !== 'resolved' || change.alert.state !== 'firing')
    return [];
  const { serviceId, alert, at } = change;
  const watched = fleet.get(serviceId);
  if (watched === undefined) return [];
  if (alert.toldAt === null) {
    return [{ draft: null, decision: { serviceId, ruleId: alert.ruleId, decision: 'resolved untold' } }];
  }
  const draft: Draft = {
    at,
    serviceId,
    ruleId: alert.ruleId,
    severity: 'info',
    reason: 'resolved',
    title: `${watched.service.name} ${resolvedWords(watched.state, alert.ruleId)}`,
    body:
      change.reason === 'rule-removed'
        ? `the rule ${alert.ruleId} no longer applies`
        : `${alert.ruleId} resolved after ${formatDuration((alert.clearing?.since ?? at) - alert.since)}`,
  };
  return [{ draft, decision: { serviceId, ruleId: alert.ruleId, decision: 'resolved' } }];
}

function resolvedWords({ sample }: ServiceState, ruleId: string): string {
  if (sample === null || sample.status === 'up') return 'is up again';
  return sample.status === 'down'
    ? `is still down, but ${ruleId} resolved`
    : `is better, now ${sample.status}`;
}

function planFirings(
  fleet: Fleet,
  watched: Watched,
  paused: boolean,
  now: number,
): { drafts: Draft[]; decisions: Decision[]; state: ServiceState | null } {
  const drafts: Draft[] = [];
  const decisions: Decision[] = [];
  let { state } = watched;
  // The critical ones first: they may outrank the others of the same turn.
  const untold = state.alerts.filter((alert) => alert.state === 'firing' && alert.toldAt === null);
  for (const alert of untold.toSorted((a, b) => a.severity.localeCompare(b.severity))) {
    const rule = watched.service.rules.find((candidate) => candidate.id === alert.ruleId);
    if (rule === undefined || alert.state === 'pending') continue;
    const facts = { serviceId: watched.service.id, ruleId: rule.id };
    const suppression =
      measureAgainst(state, alert) ??
      suppressionOf(fleet, { service: watched.service, state }, alert, rule, now) ??
      heldByPause(state, alert, paused, now);
    if (suppression !== null) {
      if (JSON.stringify(alert.suppression) === JSON.stringify(suppression)) continue;
      state = withAlert(state, { ...alert, suppression });
      if (alert.suppression?.reason === suppression.reason) continue;
      decisions.push({ ...facts, decision: `suppressed: ${suppression.reason}` });
      continue;
    }
    const reason = reasonAfter(alert.suppression);
    drafts.push(firingDraft(watched, alert, rule, reason, now));
    decisions.push({ ...facts, decision: reason });
    state = withAlert(state, { ...alert, toldAt: now, suppression: null });
    state = { ...state, toldAt: { ...state.toldAt, [rule.id]: now } };
  }
  return { drafts, decisions, state: state === watched.state ? null : state };
}

function withAlert(state: ServiceState, alert: Alert): ServiceState {
  const alerts = state.alerts.map((other) => (other.ruleId === alert.ruleId ? alert : other));
  return { ...state, alerts };
}

/** What a person did about it. */
function measureAgainst({ silence, acknowledgement }: ServiceState, alert: Firing): Suppression | null {
  if (silence !== null) return { reason: 'silenced', until: silence.until };
  const covered = acknowledgement?.severity === 'critical' || acknowledgement?.severity === alert.severity;
  return covered ? { reason: 'acknowledged', author: acknowledgement.author } : null;
}

/** What would be told during a pause waits until the service is seen failing again. */
function heldByPause(state: ServiceState, alert: Firing, paused: boolean, now: number): Suppression | null {
  const waits = alert.suppression?.reason === 'paused';
  const seenFailing = statusAt(state, now) !== 'unknown' && alert.clearing === null;
  return paused || (waits && !seenFailing) ? { reason: 'paused' } : null;
}

function suppressionOf(
  fleet: Fleet,
  { service, state }: Watched,
  alert: Firing,
  rule: AlertRule,
  now: number,
): Suppression | null {
  const failing = service.dependsOn.find((id) =>
    fleet.get(id)?.state.alerts.some((other) => other.state === 'firing'),
  );
  if (failing !== undefined) return { reason: 'dependency', serviceId: failing };
  const outranking = state.alerts.find(
    (other) => other.state === 'firing' && other.severity === 'critical' && other.toldAt !== null,
  );
  if (outranking !== undefined && alert.severity === 'warning') {
    return { reason: 'outranked', ruleId: outranking.ruleId };
  }
  const toldAt = state.toldAt[rule.id];
  const until = toldAt === undefined ? now : toldAt + rule.cooldownMs;
  return until > now ? { reason: 'cooldown', until } : null;
}

function reasonAfter(suppression: Suppression | null): NotificationReason {
  switch (suppression?.reason) {
    case undefined:
      return 'fired';
    case 'cooldown':
      return 'cooldown-over';
    case 'dependency':
      return 'dependency-resolved';
    case 'outranked':
      return 'outranking-resolved';
    case 'silenced':
      return 'silence-over';
    case 'acknowledged':
      return 'acknowledgement-over';
    case 'paused':
      return 'pause-over';
  }
}

function firingDraft(
  { service, state }: Watched,
  alert: Firing,
  rule: AlertRule,
  reason: NotificationReason,
  now: number,
): Draft {
  return {
    at: now,
    serviceId: service.id,
    ruleId: rule.id,
    severity: rule.severity,
    reason,
    title: `${service.name} ${firingWords(alert, rule, state.sample)}`,
    body: `${sampleWords(state.sample)}, for ${formatDuration(now - alert.since)} (${rule.id})`,
  };
}

/** The status says it best where it is what the rule is about. */
function firingWords(alert: Firing, rule: AlertRule, sample: Sample | null): string {
  const words = conditionWords(rule.condition);
  if (alert.clearing !== null || sample === null) return `was ${words}, not yet resolved`;
  return sample.status !== 'up' && matches(rule.condition, sample) ? `is ${sample.status}` : `is ${words}`;
}

function sampleWords(sample: Sample | null): string {
  if (sample === null) return 'not observed';
  return sample.message ?? `answered in ${formatDuration(sample.latencyMs ?? 0)}`;
}

/** When a cooldown ends that somebody waits for; `null` when none does. */
export function nextTellingAt({ service, state }: Watched): number | null {
  const ends = state.alerts.flatMap((alert) => {
    if (alert.state === 'pending' || alert.toldAt !== null || alert.suppression?.reason !== 'cooldown')
      return [];
    const rule = service.rules.find((candidate) => candidate.id === alert.ruleId);
    const toldAt = state.toldAt[alert.ruleId];
    return rule === undefined || toldAt === undefined ? [] : [toldAt + rule.cooldownMs];
  });
  return ends.length === 0 ? null : Math.min(...ends);
}

/** Forgets when rules were told whose cooldown is over and that are not firing. */
export function forgetCooldowns({ service, state }: Watched, now: number): ServiceState {
  const kept = Object.entries(state.toldAt).filter(([ruleId, toldAt]) => {
    const rule = service.rules.find((candidate) => candidate.id === ruleId);
    const firing = state.alerts.some((alert) => alert.ruleId === ruleId && alert.state === 'firing');
    return rule !== undefined && (firing || toldAt + rule.cooldownMs > now);
  });
  if (kept.length === Object.keys(state.toldAt).length) return state;
  return { ...state, toldAt: Object.fromEntries(kept) };
}

/** Told once when the machine is cut off, in place of an alert for each service beyond it. */
export function offlineNotice(at: number, services: number): Draft {
  return {
    at,
    serviceId: null,
    ruleId: null,
    severity: 'warning',
    reason: 'notice',
    title: 'This machine is cut off from the network',
    body: `${services} ${services === 1 ? 'service' : 'services'} beyond it cannot be seen until the network is back`,
  };
}

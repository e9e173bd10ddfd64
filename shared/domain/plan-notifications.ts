import type { FiringAlert, Suppression } from './alert.ts';
import type { AlertRule } from './alert-rule.ts';
import { awaitedOf, namesBehind } from './awaiting-dependency.ts';
import { gravityOf, isSeverer } from './gravity.ts';
import type { Draft, NotificationReason } from './notification.ts';
import { firingBody, firingWords } from './notification-words.ts';
import { gravestFirst, outrankedBy } from './outranking.ts';
import { planEnd, type Decision, type Planned } from './plan-end.ts';
import type { Service } from './service.ts';
import { statusAt, type Change, type ServiceState } from './service-state.ts';
import { withAlert, withTold } from './told.ts';
import type { Fleet, Watched } from './watched.ts';

export interface Plan {
  readonly drafts: readonly Draft[];
  readonly decisions: readonly Decision[];
  /** The states in which what was decided is remembered. */
  readonly states: readonly ServiceState[];
}

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
  const resolved = changes.flatMap((change) =>
    change.kind === 'alert' && change.transition === 'resolved' && change.alert.state === 'firing'
      ? [{ ...change, alert: change.alert }]
      : [],
  );
  const untold = resolved.flatMap(({ serviceId, alert: { ruleId, toldAt } }): readonly Decision[] =>
    toldAt === null ? [{ serviceId, ruleId, decision: 'resolved untold' }] : [],
  );
  const ends = affected.map((watched) => planEnd(watched, resolved, now));
  const firings = ends.map(({ service, state }) => planFirings(fleet, { service, state }, paused, now));
  const planned = [...ends, ...firings];
  return {
    drafts: planned.flatMap(({ drafts }) => drafts),
    decisions: [...untold, ...planned.flatMap(({ decisions }) => decisions)],
    states: firings.flatMap(({ state }, index) => (state === affected[index]?.state ? [] : [state])),
  };
}

const CUT_OFF: Suppression = { reason: 'cut-off' };

function planFirings(fleet: Fleet, watched: Watched, paused: boolean, now: number): Planned {
  const { service } = watched;
  const drafts: Draft[] = [];
  const decisions: Decision[] = [];
  let { state } = watched;
  const untold = state.alerts.flatMap((alert) =>
    alert.state === 'firing' && alert.toldAt === null ? [alert] : [],
  );
  for (const { alert, rule } of gravestFirst(service, untold)) {
    // It gets better: either it resolves untold, or it is bad again.
    if (alert.clearing !== null) continue;
    const facts = { serviceId: service.id, ruleId: rule.id };
    const suppression =
      measureAgainst(state, alert) ??
      (state.maybeCutOff ? CUT_OFF : null) ??
      awaitedOf(fleet, { service, state }, alert, rule, now) ??
      outrankedBy(service, state, alert, rule, now) ??
      cooldownOf(service, state, rule, now) ??
      heldByPause(state, alert, paused, now);
    if (suppression !== null) {
      if (JSON.stringify(alert.suppression) === JSON.stringify(suppression)) continue;
      state = withAlert(state, { ...alert, suppression });
      if (alert.suppression?.reason === suppression.reason) continue;
      decisions.push({ ...facts, decision: `suppressed: ${suppression.reason}` });
      continue;
    }
    const reason = reasonAfter(alert.suppression);
    const behind = namesBehind(fleet, service.id, gravityOf(rule.condition, service));
    drafts.push({
      ...facts,
      at: now,
      severity: rule.severity,
      reason,
      title: `${service.name} ${firingWords(rule, state)}`,
      body: firingBody(alert, rule, state, behind, now),
    });
    decisions.push({ ...facts, decision: reason });
    state = withTold(service, state, alert, rule, now);
  }
  return { service, state, drafts, decisions };
}

/** What a person did about it. */
function measureAgainst({ silence, acknowledgement }: ServiceState, alert: FiringAlert): Suppression | null {
  if (silence !== null) return { reason: 'silenced', until: silence.until };
  const covered = acknowledgement?.severity === 'critical' || acknowledgement?.severity === alert.severity;
  return covered ? { reason: 'acknowledged', author: acknowledgement.author } : null;
}

/** What would be told during a pause waits until the service is seen failing again. */
function heldByPause(
  state: ServiceState,
  alert: FiringAlert,
  paused: boolean,
  now: number,
): Suppression | null {
  const waits = alert.suppression?.reason === 'paused';
  const seenFailing = statusAt(state, now) !== 'unknown' && alert.clearing === null;
  return paused || (waits && !seenFailing) ? { reason: 'paused' } : null;
}

/** A cooldown never holds back what is graver than what people were told last. */
function cooldownOf(service: Service, state: ServiceState, rule: AlertRule, now: number): Suppression | null {
  const toldAt = state.toldAt[rule.id];
  const until = toldAt === undefined ? now : toldAt + rule.cooldownMs;
  if (until <= now) return null;
  const { told } = state;
  const isGraver =
    told !== null &&
    (gravityOf(rule.condition, service) > told.gravity || isSeverer(rule.severity, told.severity));
  return isGraver ? null : { reason: 'cooldown', until };
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
    case 'cut-off':
      return 'cut-off-over';
    case 'paused':
      return 'pause-over';
  }
}

/** When it is looked at again whether somebody is told; `null` when only an event changes that. */
export function nextTellingAt({ state }: Watched): number | null {
  const ends = state.alerts.flatMap((alert) => {
    if (alert.state === 'pending' || alert.toldAt !== null || alert.clearing !== null) return [];
    const { suppression } = alert;
    switch (suppression?.reason) {
      case 'cooldown':
      case 'dependency':
      case 'outranked':
        return suppression.until ?? [];
      case undefined:
      case 'silenced':
      case 'acknowledged':
      case 'cut-off':
      case 'paused':
        return [];
    }
  });
  return ends.length === 0 ? null : Math.min(...ends);
}

/** Forgets when rules were told whose cooldown is over and that are not firing, and then what was told last. */
export function forgetCooldowns({ service, state }: Watched, now: number): ServiceState {
  const kept = Object.entries(state.toldAt).filter(([ruleId, toldAt]) => {
    const rule = service.rules.find((candidate) => candidate.id === ruleId);
    const firing = state.alerts.some((alert) => alert.ruleId === ruleId && alert.state === 'firing');
    return rule !== undefined && (firing || toldAt + rule.cooldownMs > now);
  });
  const over = kept.length === 0 && state.told?.open === false;
  if (kept.length === Object.keys(state.toldAt).length && !over) return state;
  return { ...state, toldAt: Object.fromEntries(kept), told: over ? null : state.told };
}

import type { Alert, FiringAlert, Suppression } from './alert.ts';
import type { AlertRule } from './alert-rule.ts';
import { byGravity, gravityOf, isSeverer } from './gravity.ts';
import { ruleOf, type Service } from './service.ts';
import { statusAt, type ServiceState } from './service-state.ts';

/* One outage is one alarm: of all alerts of a service one speaks, and the others are held back. Decision 0002 says why. */

/** A pending alert of a graver condition holds back no longer than this, in observed time: by then somebody has to know. */
const PENDING_HOLDS_MS = 300_000;

/** The alerts of a state with their rules, the gravest first. */
export function gravestFirst<Of extends Alert>(
  service: Service,
  alerts: readonly Of[],
): readonly { readonly alert: Of; readonly rule: AlertRule }[] {
  const compare = byGravity(service);
  return alerts
    .flatMap((alert) => {
      const rule = ruleOf(service, alert);
      return rule === undefined ? [] : [{ alert, rule }];
    })
    .toSorted((a, b) => compare(a.rule, b.rule));
}

/**
 * What else of the same service says it already: a firing alert of a graver condition, whether somebody was told of it or
 * not, or of the same condition and a higher severity; a pending one of a graver condition for a while. A critical alert is
 * never held back by a warning.
 */
export function outrankedBy(
  service: Service,
  state: ServiceState,
  alert: FiringAlert,
  rule: AlertRule,
  now: number,
): Suppression | null {
  const gravity = gravityOf(rule.condition, service);
  const graver = gravestFirst(service, state.alerts).filter(
    ({ rule: other }) =>
      !isSeverer(rule.severity, other.severity) && gravityOf(other.condition, service) >= gravity,
  );
  const firing = graver.find(
    ({ alert: other, rule: { condition, severity } }) =>
      other.state === 'firing' &&
      (gravityOf(condition, service) > gravity || isSeverer(severity, rule.severity)),
  );
  if (firing !== undefined) return { reason: 'outranked', ruleId: firing.rule.id, until: null };
  const pending = graver.find(
    ({ alert: other, rule: { condition } }) =>
      other.state === 'pending' && gravityOf(condition, service) > gravity,
  );
  if (pending === undefined) return null;
  // While nobody observes, the verdict that is waited for cannot come.
  if (statusAt(state, now) === 'unknown')
    return { reason: 'outranked', ruleId: pending.rule.id, until: null };
  const until = alert.firingAt + PENDING_HOLDS_MS + alert.frozenMs;
  return until > now ? { reason: 'outranked', ruleId: pending.rule.id, until } : null;
}

/**
 * The alert that stands for the service wherever a service has one line: what a person is told of before what is held back,
 * what fires before what is pending, then critical before warning, then the gravest.
 */
export function leadingAlert(service: Service, { alerts }: ServiceState): Alert | null {
  const ordered = gravestFirst(service, alerts).toSorted(
    (a, b) =>
      Number(isHeldBack(a.alert)) - Number(isHeldBack(b.alert)) ||
      Number(a.alert.state === 'pending') - Number(b.alert.state === 'pending') ||
      Number(isSeverer(b.rule.severity, a.rule.severity)) -
        Number(isSeverer(a.rule.severity, b.rule.severity)),
  );
  return ordered[0]?.alert ?? null;
}

function isHeldBack(alert: Alert): boolean {
  return alert.state === 'firing' && alert.toldAt === null && alert.suppression?.reason === 'outranked';
}

import { formatDuration } from '../lib/duration.ts';
import type { FiringAlert, Suppression, Told } from './alert.ts';
import { gravityOf, isSeverer } from './gravity.ts';
import type { Draft, NotificationReason } from './notification.ts';
import { betterWords, firingBody, overWords } from './notification-words.ts';
import { gravestFirst } from './outranking.ts';
import type { Service, ServiceId } from './service.ts';
import type { Change, ServiceState } from './service-state.ts';
import { withAlert, withTold } from './told.ts';
import type { Watched } from './watched.ts';

/* How what was told ends: for good, or in something less grave. */

/** Why somebody is told of an alert, or is not: logged and shown. */
export interface Decision {
  readonly serviceId: ServiceId;
  readonly ruleId: string;
  readonly decision: NotificationReason | `suppressed: ${Suppression['reason']}` | 'resolved untold';
}

/** What is to be told of a service, and its state in which that is remembered. */
export interface Planned extends Watched {
  readonly drafts: readonly Draft[];
  readonly decisions: readonly Decision[];
}

type Resolved = Extract<Change, { kind: 'alert' }> & { readonly alert: FiringAlert };

/** Whoever was told hears once that it is over, when no alert of the service is left, and before that when it is less grave. */
export function planEnd({ service, state }: Watched, resolved: readonly Resolved[], now: number): Planned {
  const { told } = state;
  const nothing: Planned = { service, state, drafts: [], decisions: [] };
  if (told?.open !== true) return nothing;
  const firing = state.alerts.filter((alert) => alert.state === 'firing');
  const [gravest] = gravestFirst(service, firing);
  if (gravest === undefined) return planOver(service, state, told, resolved, now);
  const { alert, rule } = gravest;
  // The same outage, in the words of another rule: nothing about the service has changed.
  const isRuleGone = resolved.some(
    (one) =>
      one.serviceId === service.id && one.alert.ruleId === told.ruleId && one.reason === 'rule-removed',
  );
  if (isRuleGone) return { ...nothing, state: handOver(state, told, alert, now) };
  const gravity = gravityOf(rule.condition, service);
  const goesOn = gravity >= told.gravity || firing.some(({ ruleId }) => ruleId === told.ruleId);
  // What gets better already may be over in a moment, which is then told instead.
  if (goesOn || alert.clearing !== null) return nothing;
  const draft: Draft = {
    at: now,
    serviceId: service.id,
    ruleId: rule.id,
    severity: rule.severity,
    reason: 'improved',
    title: `${service.name} ${betterWords(rule, state)}`,
    body: firingBody(alert, rule, state, [], now),
  };
  return {
    service,
    drafts: [draft],
    decisions: [{ serviceId: service.id, ruleId: rule.id, decision: 'improved' }],
    state: withTold(service, state, alert, rule, now),
  };
}

/** The alert stands for what was told, unless there is more to tell of it: that it is more severe. */
function handOver(state: ServiceState, told: Told, alert: FiringAlert, now: number): ServiceState {
  const next = { ...state, told: { ...told, ruleId: alert.ruleId } };
  if (isSeverer(alert.severity, told.severity)) return next;
  return withAlert(next, { ...alert, toldAt: alert.toldAt ?? now, suppression: null });
}

function planOver(
  service: Service,
  state: ServiceState,
  told: Told,
  resolved: readonly Resolved[],
  now: number,
): Planned {
  const { ruleId, since } = told;
  const change = resolved.find((one) => one.serviceId === service.id && one.alert.ruleId === ruleId);
  const endedAt = change?.alert.clearing?.since ?? change?.at ?? now;
  const draft: Draft = {
    at: now,
    serviceId: service.id,
    ruleId,
    severity: 'info',
    reason: 'resolved',
    title: `${service.name} ${overWords(state, ruleId)}`,
    body:
      change?.reason === 'rule-removed'
        ? `the rule ${ruleId} no longer applies`
        : `${ruleId} resolved after ${formatDuration(endedAt - since)}`,
  };
  return {
    service,
    drafts: [draft],
    decisions: [{ serviceId: service.id, ruleId, decision: 'resolved' }],
    state: { ...state, told: { ...told, open: false } },
  };
}

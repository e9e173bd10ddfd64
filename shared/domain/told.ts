import type { Alert, FiringAlert, Told } from './alert.ts';
import type { AlertRule } from './alert-rule.ts';
import { gravityOf } from './gravity.ts';
import { gravestFirst } from './outranking.ts';
import type { Service } from './service.ts';
import type { ServiceState } from './service-state.ts';

/** What must have been told, going by the alerts that count as told; `null` when none does. */
export function toldByAlerts(service: Service, alerts: ServiceState['alerts']): Told | null {
  const told = alerts.flatMap((alert) => (alert.state === 'firing' && alert.toldAt !== null ? [alert] : []));
  const [gravest] = gravestFirst(service, told);
  if (gravest === undefined) return null;
  const { id, severity, condition } = gravest.rule;
  const since = Math.min(...told.map((alert) => alert.since));
  return { ruleId: id, severity, gravity: gravityOf(condition, service), since, open: true };
}

/** Remembers that people were told of this firing. */
export function withTold(
  service: Service,
  state: ServiceState,
  alert: FiringAlert,
  { id, severity, condition }: AlertRule,
  now: number,
): ServiceState {
  const open = state.told?.open === true ? state.told : null;
  const gravity = gravityOf(condition, service);
  const since = open?.since ?? alert.since;
  // Something milder that is more severe: what people believe of the service is as grave as before.
  const goesOn =
    open !== null &&
    open.gravity > gravity &&
    state.alerts.some((other) => other.state === 'firing' && other.ruleId === open.ruleId);
  return {
    ...withAlert(state, { ...alert, toldAt: alert.toldAt ?? now, suppression: null }),
    toldAt: { ...state.toldAt, [id]: now },
    told: goesOn ? { ...open, severity } : { ruleId: id, severity, gravity, since, open: true },
  };
}

export function withAlert(state: ServiceState, alert: Alert): ServiceState {
  const alerts = state.alerts.map((other) => (other.ruleId === alert.ruleId ? alert : other));
  return { ...state, alerts };
}

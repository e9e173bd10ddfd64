import type { Told } from './alert.ts';
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

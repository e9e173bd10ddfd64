import type { AlertView } from '../../shared/protocol/views.ts';
import type { Place } from '../../shared/protocol/desktop.ts';

/**
 * Where a click leads that does not say which card it was: Windows tells so little of a click on a card of an earlier run (only its
 * buttons carry a tag). The service, where one alone has an alert that is told; otherwise the list, which begins with what is
 * down: the wrong service would be worse than none.
 */
export function placeOfAlerts(alerts: readonly AlertView[]): Place {
  const firing = alerts.filter(({ state, leads }) => state === 'firing' && leads);
  const told = firing.filter(({ suppressed }) => suppressed === null);
  const [first, ...others] = told.length > 0 ? told : firing;
  return first !== undefined && others.length === 0
    ? { kind: 'service', id: first.service }
    : { kind: 'services' };
}

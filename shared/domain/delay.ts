import type { Alert } from './alert.ts';
import type { ServiceState } from './service-state.ts';

/**
 * The monitor itself could not act for `lateMs` of the time that its last sample stands for: holds and the sample's time go
 * on by as much later. A sample that has lapsed before froze them already.
 */
export function delayService(state: ServiceState, lateMs: number): ServiceState {
  if (state.spanFrom === null) return state;
  const later = <Counted extends { readonly frozenMs: number }>(counted: Counted): Counted => ({
    ...counted,
    frozenMs: counted.frozenMs + lateMs,
  });
  const { alerts, incident } = state;
  return {
    ...state,
    standsUntil: state.standsUntil + lateMs,
    alerts: alerts.map((alert): Alert => {
      if (alert.state === 'pending') return later(alert);
      return alert.clearing === null ? alert : { ...alert, clearing: later(alert.clearing) };
    }),
    incident:
      incident === null || incident.closing === null
        ? incident
        : { ...incident, closing: later(incident.closing) },
  };
}

/** Whether a hold or a recovery is being counted. */
export function isCounting({ alerts, incident }: Pick<ServiceState, 'alerts' | 'incident'>): boolean {
  return (
    alerts.some((alert) => alert.state === 'pending' || alert.clearing !== null) ||
    (incident !== null && incident.closing !== null)
  );
}

/** Its next sample is under way, and known by `until`: the last one stands until then, so that nothing lapses in between. */
export function standUntil(state: ServiceState, until: number): ServiceState {
  return until <= state.standsUntil ? state : { ...state, standsUntil: until };
}

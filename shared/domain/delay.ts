import type { Alert } from './alert.ts';
import type { ServiceState } from './service-state.ts';

/**
 * One hold, or one recovery, is frozen by lateness for no longer than this in all: a machine that is late again and again must not
 * hide for ever what fails all the time. It is more than the 3 s from which on time counts as missed, which freezes without a bound:
 * what fires has failed for its whole hold even where it was well again as a last lateness began.
 */
const MOST_DELAY_MS = 5000;

/**
 * The monitor itself could not act for `lateMs` of the time that its last sample stands for: the sample's time goes on by as much
 * later, and so do holds, up to their bound. A sample that has lapsed before froze them already.
 */
export function delayService(state: ServiceState, lateMs: number): ServiceState {
  if (state.spanFrom === null) return state;
  const later = <Counted extends { readonly frozenMs: number; readonly lateMs: number }>(
    counted: Counted,
  ): Counted => {
    const ms = Math.min(lateMs, Math.max(0, MOST_DELAY_MS - counted.lateMs));
    return { ...counted, frozenMs: counted.frozenMs + ms, lateMs: counted.lateMs + ms };
  };
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

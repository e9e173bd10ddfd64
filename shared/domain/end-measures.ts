import type { Change, ServiceState, Step } from './service-state.ts';

/** Something is left to recover from. */
export function inTrouble(state: ServiceState): boolean {
  return state.alerts.length > 0 || state.incident !== null;
}

/** A silence ends at its time, or with the last trouble. */
export function endSilence(state: ServiceState, now: number): Step {
  const until = state.silence?.until;
  if (until === undefined || (until === 'recovery' ? inTrouble(state) : until > now)) return unchanged(state);
  const at = until === 'recovery' ? now : until;
  return { state: { ...state, silence: null }, changes: [over(state, 'silence', at)] };
}

/** An acknowledgement ends with the last firing alert. */
export function endAcknowledgement(state: ServiceState, at: number): Step {
  const firing = state.alerts.some((alert) => alert.state === 'firing');
  if (state.acknowledgement === null || firing) return unchanged(state);
  return { state: { ...state, acknowledgement: null }, changes: [over(state, 'acknowledgement', at)] };
}

function unchanged(state: ServiceState): Step {
  return { state, changes: [] };
}

function over({ serviceId }: ServiceState, measure: 'silence' | 'acknowledgement', at: number): Change {
  return { kind: 'measure-over', serviceId, measure, at };
}

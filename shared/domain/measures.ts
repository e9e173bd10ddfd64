import { plainText } from '../lib/plain-text.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { inTrouble } from './end-measures.ts';
import type { Watched } from './watched.ts';
import type { Measure, Pause, Silence } from './quiet.ts';
import type { ServiceState } from './service-state.ts';

/* What a person may do about telling, and when he may not. */

/** Whoever is told of a silence from long ago has forgotten it. */
const LONGEST_MS = 30 * 86_400_000;
const AUTHOR_LIMIT = 100;
const COMMENT_LIMIT = 500;

/** Why a measure cannot be taken: a wrong value, or nothing to take it on now. */
export interface MeasureFault {
  readonly code: 'invalid' | 'unavailable';
  readonly message: string;
}

/** Name and comment are made one inert line each. */
export function measureOf(author: string, comment: string | undefined, at: number): Measure {
  return { at, author: oneLine(author, AUTHOR_LIMIT), comment: oneLine(comment ?? '', COMMENT_LIMIT) };
}

function oneLine(text: string, limit: number): string {
  return plainText(text.replace(/\s+/gu, ' ').trim(), limit);
}

/** In place of a silence that lasts already. */
export function silence(
  { service, state }: Watched,
  until: Silence['until'],
  measure: Measure,
): Result<ServiceState, MeasureFault> {
  if (until === 'recovery') {
    if (!inTrouble(state))
      return err({ code: 'unavailable', message: `${service.name} has nothing to recover from` });
  } else if (!inReach(until, measure.at)) return endOutOfReach('silence', until);
  return ok({ ...state, silence: { ...measure, until } });
}

/** What it does to each service: where a silence lasts longer, or until the service recovers, that one stays. */
export function silenceAll(
  until: number,
  measure: Measure,
): Result<(state: ServiceState) => ServiceState, MeasureFault> {
  if (!inReach(until, measure.at)) return endOutOfReach('silence', until);
  return ok((state) => {
    const before = state.silence?.until ?? 0;
    const stays = before === 'recovery' || before >= until;
    return stays ? state : { ...state, silence: { ...measure, until } };
  });
}

/** Covers what is firing now, and what may join it at no higher severity. */
export function acknowledge(
  { service, state }: Watched,
  measure: Measure,
): Result<ServiceState, MeasureFault> {
  const firing = state.alerts.filter((alert) => alert.state === 'firing');
  if (firing.length === 0) {
    return err({ code: 'unavailable', message: `${service.name} has no firing alert to acknowledge` });
  }
  const severity = firing.some((alert) => alert.severity === 'critical') ? 'critical' : 'warning';
  return ok({ ...state, acknowledgement: { ...measure, severity } });
}

export function pauseUntil(until: Pause['until'], measure: Measure): Result<Pause, MeasureFault> {
  if (until !== null && !inReach(until, measure.at)) return endOutOfReach('pause', until);
  return ok({ ...measure, until });
}

function inReach(until: number, now: number): boolean {
  return until > now && until <= now + LONGEST_MS;
}

function endOutOfReach(what: string, until: number): { readonly ok: false; readonly error: MeasureFault } {
  const message = `a ${what} has to end in the future and within 30 days, not at ${until} (epoch ms)`;
  return err({ code: 'invalid', message });
}

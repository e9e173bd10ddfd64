import { formatDuration } from '../lib/duration.ts';
import { statusAt, type ServiceState } from './service-state.ts';

/** Since when a service has its present status, wherever a person reads it. */
export interface Since {
  readonly since: number;
  /** Of the time since then. */
  readonly unobservedMs: number;
}

/**
 * The first sample of the run of this status; for down, the start of the open incident, which a good sample in between does
 * not end. What nobody observed in between does not begin a run anew: it is counted.
 */
export function sinceOf(state: ServiceState, now: number): Since {
  const { incident, run, statusSince } = state;
  const status = statusAt(state, now);
  if (status === 'unknown' || run === null) return { since: statusSince, unobservedMs: 0 };
  if (status !== 'down' || incident === null) return run;
  return { since: incident.incident.startedAt, unobservedMs: incident.unobservedMs };
}

/** What is a hundredth of the span, or no second, is not worth a word. */
export function unobservedWords(unobservedMs: number, spanMs: number): string {
  if (unobservedMs < Math.max(1000, spanMs / 100)) return '';
  const unobserved = formatDuration(unobservedMs);
  const observedMs = spanMs - unobservedMs;
  // Both rounded alike would say that nobody ever saw it like this.
  const isAll = observedMs > 0 && unobserved === formatDuration(spanMs);
  return `, of which ${isAll ? `all but ${formatDuration(observedMs)}` : unobserved} not observed`;
}

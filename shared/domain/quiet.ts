import type { Severity } from './alert-rule.ts';

/** What every measure of a person carries: when it was taken, by whom, and why. */
export interface Measure {
  readonly at: number;
  /** A name for people to read; who it really was is for the door to know. */
  readonly author: string;
  /** Free text; empty when nothing was said. */
  readonly comment: string;
}

/** Nobody is told of this service for a time. Judging goes on. */
export interface Silence extends Measure {
  /** Epoch ms; `recovery` ends it when no alert of the service is left and no incident is open. */
  readonly until: number | 'recovery';
}

/**
 * Nobody is told of any service: the silence that ends first, as the one that decides how long this is so. `null` when people are
 * told of at least one, or there is none.
 */
export function silenceOfAll<Quiet extends Pick<Silence, 'until'>>(
  services: readonly { readonly silence: Quiet | null }[],
): Quiet | null {
  const silences = services.flatMap(({ silence }) => silence ?? []);
  if (silences.length < services.length) return null;
  const end = ({ until }: Quiet) => (until === 'recovery' ? Infinity : until);
  return silences.toSorted((one, other) => end(one) - end(other))[0] ?? null;
}

/**
 * Somebody has taken on what is wrong with a service: further alerts of at most `severity` are not told. It ends when
 * no alert of the service is firing any more.
 */
export interface Acknowledgement extends Measure {
  readonly severity: Severity;
}

/** Nothing is probed and nobody is told: what was not observed is unknown. */
export interface Pause extends Measure {
  /** Epoch ms; `null` lasts until somebody resumes. */
  readonly until: number | null;
}

/** The clock may have been set back since: no measure began later than now, and each lasts as long as was meant. */
export function silenceNotInFuture(silenced: Silence, now: number): Silence {
  const aheadMs = Math.max(0, silenced.at - now);
  const { at, until } = silenced;
  return { ...silenced, at: at - aheadMs, until: until === 'recovery' ? until : until - aheadMs };
}

/** As for a silence. */
export function pauseNotInFuture(pause: Pause, now: number): Pause {
  const aheadMs = Math.max(0, pause.at - now);
  const { at, until } = pause;
  return { ...pause, at: at - aheadMs, until: until === null ? until : until - aheadMs };
}

import type { Status } from './sample.ts';

/**
 * `offline`: the machine itself is cut off, so what is beyond it cannot be seen. `paused`: somebody paused monitoring.
 * `stale`: the monitor itself brings no results.
 */
export type OverallStatus = Status | Hindrance;

/** What keeps a whole fleet, or its part beyond this machine, from being observed. */
export type Hindrance = 'offline' | 'paused' | 'stale';

/** Nothing is to be observed during a pause; a monitor that brings no results cannot tell whether it is cut off. */
export function hindranceOf(facts: Readonly<Record<Hindrance, boolean>>): Hindrance | null {
  return (['paused', 'stale', 'offline'] as const).find((hindrance) => facts[hindrance]) ?? null;
}

export interface Counts {
  readonly up: number;
  readonly degraded: number;
  readonly down: number;
  readonly unknown: number;
}

/** One-line truth for tray, page header, health endpoint and exit code, so that they cannot disagree. */
export interface OverviewFacts {
  readonly overall: OverallStatus;
  /** Such as `2 of 9 services down`. */
  readonly headline: string;
  readonly counts: Counts;
}

/** The worst status wins; what keeps services from being seen outranks it. */
export function overview(statuses: readonly Status[], hindrance: Hindrance | null): OverviewFacts {
  const counts = { up: 0, degraded: 0, down: 0, unknown: 0 };
  for (const status of statuses) counts[status] += 1;
  const worst = (['down', 'degraded', 'unknown'] as const).find((status) => counts[status] > 0) ?? 'up';
  const overall = hindrance ?? (statuses.length === 0 ? 'unknown' : worst);
  return { overall, headline: headline(overall, counts, statuses.length), counts };
}

function headline(overall: OverallStatus, counts: Counts, total: number): string {
  if (overall === 'paused') return 'Monitoring is paused';
  if (total === 0) return 'No services configured';
  if (overall === 'stale') return 'The monitor brings no results';
  const of = (count: number, word: string) =>
    `${count} of ${total} ${total === 1 ? 'service' : 'services'} ${word}`;
  switch (overall) {
    case 'offline':
      return `Cut off from the network${counts.down > 0 ? `, ${of(counts.down, 'down')}` : ''}`;
    case 'down':
      return of(counts.down, counts.degraded > 0 ? `down, ${counts.degraded} degraded` : 'down');
    case 'degraded':
      return of(counts.degraded, 'degraded');
    case 'unknown':
      return counts.unknown === total ? 'Nothing observed right now' : of(counts.unknown, 'not observed');
    case 'up':
      return total === 1 ? 'The service is up' : `All ${total} services up`;
  }
}

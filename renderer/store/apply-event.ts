import type { Changes, ServerEvent, Snapshot } from '../../shared/protocol/protocol.ts';
import { replaceAlerts } from '../../shared/protocol/replace-alerts.ts';
import type { RecentSample, ServiceView } from '../../shared/protocol/views.ts';

/** A strip shows at most an hour or so; more samples than this are not kept by the page. */
const MAX_RECENT = 240;

interface Applied {
  readonly snapshot: Snapshot | null;
  /** Something in between was missed: a fresh snapshot is needed. */
  readonly gap: boolean;
}

export function applyEvent(known: Snapshot | null, event: ServerEvent): Applied {
  switch (event.type) {
    case 'snapshot':
      return { snapshot: event.snapshot, gap: false };
    case 'heartbeat':
      return { snapshot: known, gap: known?.revision !== event.revision };
    case 'changes': {
      const { changes } = event;
      if (known === null || changes.revision > known.revision + 1) return { snapshot: known, gap: true };
      if (changes.revision <= known.revision) return { snapshot: known, gap: false };
      return { snapshot: withChanges(known, changes), gap: false };
    }
  }
}

function withChanges(known: Snapshot, changes: Changes): Snapshot {
  const changed = new Map(changes.services.map((service) => [service.id, service]));
  const replaced = known.services.map((service) => changed.get(service.id) ?? service);
  const seen = new Set(known.services.map((service) => service.id));
  const added = changes.services.filter((service) => !seen.has(service.id));
  return {
    ...known,
    revision: changes.revision,
    at: changes.at,
    overview: changes.overview,
    services: changed.size === 0 ? known.services : [...replaced, ...added],
    alerts: replaceAlerts(known.alerts, changes.alerts),
    notices: changes.notices ?? known.notices,
    recent: withSamples(known.recent, changes.services),
  };
}

/** Each changed service brings its last sample; it is new when it is later than what is known. */
function withSamples(recent: Snapshot['recent'], services: readonly ServiceView[]): Snapshot['recent'] {
  const next: Record<string, readonly RecentSample[]> = { ...recent };
  for (const { id, at, status, latencyMs } of services) {
    const samples = next[id] ?? [];
    if (at === null || status === 'unknown' || at <= (samples.at(-1)?.at ?? 0)) continue;
    next[id] = [...samples, { at, status, latencyMs }].slice(-MAX_RECENT);
  }
  return next;
}

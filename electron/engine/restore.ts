import type { Config } from '../../shared/config/config.ts';
import type { Alert } from '../../shared/domain/alert.ts';
import { isCounting } from '../../shared/domain/delay.ts';
import type { Gap } from '../../shared/domain/gap.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import type { KeptService, KeptState } from '../../shared/domain/kept-state.ts';
import { adoptRules, recordGap } from '../../shared/domain/record-sample.ts';
import { pauseNotInFuture, type Pause } from '../../shared/domain/quiet.ts';
import { mostSeen, seenAgain } from '../../shared/domain/seen-again.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import type { Service, ServiceId } from '../../shared/domain/service.ts';
import { restoreService, type Change, type ServiceState } from '../../shared/domain/service-state.ts';
import type { Seen } from '../../shared/domain/steadiness.ts';
import { toldByAlerts } from '../../shared/domain/told.ts';
import type { History, HistoryBatch } from '../ports.ts';

export interface Restored {
  readonly states: ReadonlyMap<ServiceId, ServiceState>;
  readonly offlineSince: number | null;
  readonly offlineBy: KeptState['offlineBy'];
  readonly paths: KeptState['paths'];
  /** Still on. */
  readonly pause: Pause | null;
  readonly changes: readonly Change[];
  /** What history has to be told of the time since the monitor ran last. */
  readonly batch: Partial<HistoryBatch>;
}

/** Takes up where the last run ended; the time in between is a gap that nobody observed. */
export function restore(config: Config, kept: KeptState | null, history: History, now: number): Restored {
  const open = history.openIncidents();
  const keptServices = new Map(
    (kept === null ? rebuilt(config, open) : kept.services).map((service) => [service.serviceId, service]),
  );
  const lastSamples = new Map(
    config.services.map(({ id }) => [id, history.lastSamples(id, 1, now)[0] ?? null]),
  );
  const aliveUntil = Math.max(0, ...[...lastSamples.values()].map((sample) => sample?.at ?? 0));
  const pause = kept === null || kept.pause === null ? null : pauseNotInFuture(kept.pause, now);
  const gaps = history.gaps(
    Math.min(...[...lastSamples.values()].flatMap((sample) => sample?.at ?? [])),
    now,
  );
  const changes: Change[] = [];
  const states = new Map<ServiceId, ServiceState>();
  for (const service of config.services) {
    const sample = lastSamples.get(service.id) ?? null;
    const gap =
      sample === null
        ? undefined
        : gaps.find(({ from, reason }) => from >= sample.at && (reason !== 'offline' || !service.loopback));
    // A pause that was on is not on record yet.
    const notedAt = gap?.from ?? pause?.at ?? null;
    const keptService = keptServices.get(service.id) ?? null;
    const seenAt = seenUntil(service, keptService, sample);
    const restored = restoreService(
      service,
      keptService,
      sample,
      kept?.runs[service.id] ?? null,
      countedAgain(service, keptService, history, now),
      notedAt === null ? null : Math.min(notedAt, seenAt),
      now,
    );
    const adopted = adoptRules(restored, service, now);
    const gapped = recordGap(adopted.state, service, Math.min(aliveUntil, seenAt));
    states.set(service.id, gapped.state);
    changes.push(...adopted.changes, ...gapped.changes);
  }
  return {
    states,
    offlineSince: kept === null || kept.offlineSince === null ? null : Math.min(kept.offlineSince, now),
    offlineBy: kept?.offlineBy ?? 'route',
    paths: kept?.paths ?? [],
    pause: pause !== null && lastsBeyond(pause, now) ? pause : null,
    changes,
    batch: {
      gaps: gapsUntil(now, aliveUntil, pause),
      incidents: [...known(states), ...orphans(open, states, history, now)],
      notifications: kept?.outbox ?? [],
    },
  };
}

/** By the record, which also has what the state document may be too old for. */
function countedAgain(
  service: Service,
  kept: KeptService | null,
  history: History,
  now: number,
): readonly Seen[] {
  if (kept === null || kept.countsFrom === null) return [];
  const samples = history.lastSamples(service.id, mostSeen(service), now);
  return seenAgain(service, samples, history.gaps(samples[0]?.at ?? now, now), kept.countsFrom);
}

/**
 * Of what is beyond this machine no hold and no recovery ends in time of which it is not known whether it could be seen: that the
 * machine was cut off then is on record only when it is over.
 */
function seenUntil({ loopback }: Service, kept: KeptService | null, sample: Sample | null): number {
  return kept !== null && isCounting(kept) && !loopback && sample !== null ? sample.at : Infinity;
}

function lastsBeyond({ until }: Pause, now: number): boolean {
  return until === null || until > now;
}

/** The time since the monitor ran last; a pause that lasts is recorded when it ends. */
function gapsUntil(now: number, aliveUntil: number, pause: Pause | null): readonly Gap[] {
  if (pause === null)
    return aliveUntil > 0 && aliveUntil < now ? [{ from: aliveUntil, to: now, reason: 'stopped' }] : [];
  if (lastsBeyond(pause, now)) return [];
  const pausedUntil = pause.until ?? now;
  return [
    { from: pause.at, to: pausedUntil, reason: 'paused' },
    { from: pausedUntil, to: now, reason: 'stopped' },
  ];
}

function known(states: ReadonlyMap<ServiceId, ServiceState>): readonly Incident[] {
  return [...states.values()].flatMap((state) => (state.incident === null ? [] : [state.incident.incident]));
}

/** Open in the record but not in the state: closed before the record was told, or the service is watched no more. */
function orphans(
  open: readonly Incident[],
  states: ReadonlyMap<ServiceId, ServiceState>,
  history: History,
  now: number,
): readonly Incident[] {
  return open.flatMap((incident) => {
    if (states.get(incident.serviceId)?.incident?.incident.id === incident.id) return [];
    const last = history.lastSamples(incident.serviceId, 1, now)[0];
    return [{ ...incident, resolvedAt: Math.max(incident.startedAt, last?.at ?? now) }];
  });
}

/** The state document is lost: the open incidents say which alerts were firing. Those count as told. */
function rebuilt(config: Config, open: readonly Incident[]): readonly KeptService[] {
  return open.flatMap((incident) => {
    const service = config.services.find(({ id }) => id === incident.serviceId);
    if (service === undefined) return [];
    const alerts = incident.alerts.flatMap((ruleId) => firingAgain(service, incident, ruleId));
    return [
      {
        serviceId: service.id,
        alerts,
        suspect: true,
        goodSamples: 0,
        countsFrom: null,
        incident: { incident, unobservedMs: 0, closing: null },
        toldAt: {},
        told: toldByAlerts(service, alerts),
        silence: null,
        acknowledgement: null,
      },
    ];
  });
}

function firingAgain(service: Service, incident: Incident, ruleId: string): readonly Alert[] {
  const rule = service.rules.find((candidate) => candidate.id === ruleId);
  if (rule === undefined) return [];
  const since = incident.startedAt;
  return [
    {
      state: 'firing',
      ruleId: rule.id,
      severity: rule.severity,
      since,
      firingAt: since,
      frozenMs: 0,
      toldAt: since,
      suppression: null,
      clearing: null,
    },
  ];
}

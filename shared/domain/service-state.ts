import type { Alert, Told } from './alert.ts';
import type { RuleId } from './alert-rule.ts';
import type { Incident } from './incident.ts';
import type { KeptService, OpenIncident, Run } from './kept-state.ts';
import { silenceNotInFuture, type Acknowledgement, type Silence } from './quiet.ts';
import type { UnseenCause } from './probe-result.ts';
import type { ObservedSpan } from './rollup.ts';
import type { Sample, Status } from './sample.ts';
import type { Service, ServiceId } from './service.ts';
import type { Seen } from './steadiness.ts';

/** All that is known of one service. */
export interface ServiceState {
  readonly serviceId: ServiceId;
  /** The last one; it counts as the present until `standsUntil`. */
  readonly sample: Sample | null;
  readonly standsUntil: number;
  /** From when on the time of `sample` has not been handed out as a span; `null` when all of it has. */
  readonly spanFrom: number | null;
  /** Since when it is what it was said to be last, unknown among it; people read `sinceOf`. */
  readonly statusSince: number;
  /** Of `sample`; `null` without one. */
  readonly run: Run | null;
  /** What rules about a share of failures count; it begins anew with every outage that is told as such. */
  readonly seen: readonly Seen[];
  /** Of the first sample that was counted since it began anew; `null` while there is none. */
  readonly countsFrom: number | null;
  /** Why the last probe says nothing; `null` when it does. */
  readonly unseen: Unseen | null;
  /** Nobody beyond this machine has answered since it began to fail: it may be the machine. */
  readonly maybeCutOff: boolean;
  readonly alerts: readonly Alert[];
  /** Probed more often until the verdict. */
  readonly suspect: boolean;
  readonly goodSamples: 0 | 1 | 2;
  readonly incident: OpenIncident | null;
  /** When a firing of each rule was last told: its cooldown runs from there. */
  readonly toldAt: Readonly<Record<RuleId, number>>;
  readonly told: Told | null;
  readonly silence: Silence | null;
  readonly acknowledgement: Acknowledgement | null;
}

export interface Unseen {
  readonly cause: UnseenCause;
  /** One plain sentence without a full stop. */
  readonly message: string;
}

/** Why an alert changed: logged, and answered by `explain`. */
type AlertReason =
  | 'condition-met'
  | 'condition-cleared'
  | 'held'
  | 'recovered'
  | 'rule-removed'
  /** An alert of a graver condition has fired: what was counted belongs to that outage. */
  | 'outranked';

export type Change =
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'span'; readonly span: ObservedSpan }
  | {
      readonly kind: 'status';
      readonly serviceId: ServiceId;
      readonly from: Status;
      readonly to: Status;
      readonly at: number;
    }
  | {
      readonly kind: 'alert';
      readonly serviceId: ServiceId;
      readonly transition: 'pending' | 'cleared' | 'firing' | 'resolved';
      readonly reason: AlertReason;
      readonly at: number;
      /** As it is after the transition; for `cleared` and `resolved`, as it was last. */
      readonly alert: Alert;
    }
  | { readonly kind: 'incident'; readonly incident: Incident }
  | {
      readonly kind: 'measure-over';
      readonly serviceId: ServiceId;
      readonly measure: 'silence' | 'acknowledgement';
      readonly at: number;
    };

export interface Step {
  readonly state: ServiceState;
  readonly changes: readonly Change[];
}

export function unobserved(serviceId: ServiceId, now: number): ServiceState {
  return {
    serviceId,
    sample: null,
    standsUntil: 0,
    spanFrom: null,
    statusSince: now,
    run: null,
    seen: [],
    countsFrom: null,
    unseen: null,
    maybeCutOff: false,
    alerts: [],
    suspect: false,
    goodSamples: 0,
    incident: null,
    toldAt: {},
    told: null,
    silence: null,
    acknowledgement: null,
  };
}

/**
 * Takes up where the kept state and the last stored sample left off.
 * `seen` is what was counted, see `seenAgain`; `lapsedAt` is the start of an unobserved span that was noted after that sample, if any.
 */
export function restoreService(
  service: Service,
  kept: KeptService | null,
  sample: Sample | null,
  keptRun: Run | null,
  seen: readonly Seen[],
  lapsedAt: number | null,
  now: number,
): ServiceState {
  const state = {
    ...unobserved(service.id, now),
    ...(kept === null ? {} : notInFuture(kept, now)),
    maybeCutOff: (kept?.alerts ?? []).some(
      (alert) => alert.state === 'firing' && alert.suppression?.reason === 'cut-off',
    ),
    seen,
  };
  if (sample === null) return state;
  const standsUntil = sample.at + service.intervalMs + service.timeoutMs;
  // It may be of before a sample that was not kept with it.
  const goesOn = keptRun?.status === sample.status && keptRun.since <= sample.at;
  const run = goesOn ? keptRun : { status: sample.status, since: sample.at, unobservedMs: 0 };
  return lapsedAt === null
    ? { ...state, sample, run, standsUntil, spanFrom: sample.at, statusSince: sample.at }
    : { ...state, sample, run, standsUntil: Math.min(standsUntil, lapsedAt), statusSince: lapsedAt };
}

/** The clock may have been set back since: nothing began, and nobody was told, later than now. */
function notInFuture(kept: KeptService, now: number): KeptService {
  const past = (at: number) => Math.min(at, now);
  return {
    ...kept,
    alerts: kept.alerts.map((alert): Alert => {
      const since = past(alert.since);
      if (alert.state === 'pending')
        return { ...alert, since, frozenMs: since < alert.since ? 0 : alert.frozenMs };
      const { firingAt, toldAt, clearing } = alert;
      return {
        ...alert,
        since,
        firingAt: past(firingAt),
        toldAt: toldAt === null ? null : past(toldAt),
        clearing: clearing !== null && clearing.since > now ? null : clearing,
      };
    }),
    incident: kept.incident === null ? null : incidentNotInFuture(kept.incident, now),
    countsFrom: kept.countsFrom === null ? null : past(kept.countsFrom),
    toldAt: Object.fromEntries(Object.entries(kept.toldAt).map(([rule, at]) => [rule, past(at)])),
    told: kept.told === null ? null : { ...kept.told, since: past(kept.told.since) },
    silence: kept.silence === null ? null : silenceNotInFuture(kept.silence, now),
    acknowledgement:
      kept.acknowledgement === null ? null : { ...kept.acknowledgement, at: past(kept.acknowledgement.at) },
  };
}

function incidentNotInFuture({ incident, unobservedMs, closing }: OpenIncident, now: number): OpenIncident {
  return {
    unobservedMs: incident.startedAt > now ? 0 : unobservedMs,
    incident: { ...incident, startedAt: Math.min(incident.startedAt, now) },
    closing: closing !== null && closing.since > now ? null : closing,
  };
}

/** The part that has to survive a restart; `null` when there is nothing to remember. */
export function keptService(state: ServiceState): KeptService | null {
  const { serviceId, alerts, suspect, goodSamples, incident, toldAt, told, silence, acknowledgement } = state;
  const countsFrom = state.seen.some(({ bad }) => bad) ? state.countsFrom : null;
  const plain =
    alerts.length === 0 &&
    !suspect &&
    countsFrom === null &&
    incident === null &&
    Object.keys(toldAt).length === 0 &&
    told === null &&
    silence === null &&
    acknowledgement === null;
  const measures = { silence, acknowledgement };
  return plain
    ? null
    : { serviceId, alerts, suspect, goodSamples, countsFrom, incident, toldAt, told, ...measures };
}

export function statusAt(state: ServiceState, now: number): Status {
  return state.sample !== null && now < state.standsUntil ? state.sample.status : 'unknown';
}

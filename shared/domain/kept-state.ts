import type { Alert, Told } from './alert.ts';
import type { RuleId } from './alert-rule.ts';
import type { Incident } from './incident.ts';
import type { NotificationRecord } from './notification.ts';
import type { Path } from './paths.ts';
import type { Acknowledgement, Pause, Silence } from './quiet.ts';
import type { ObservedStatus } from './sample.ts';
import type { ServiceId } from './service.ts';

/** What has to survive a restart of one service; services in good order have no entry. */
export interface KeptService {
  readonly serviceId: ServiceId;
  readonly alerts: readonly Alert[];
  readonly suspect: boolean;
  /** Good samples in a row since the last bad one, counted up to two. */
  readonly goodSamples: 0 | 1 | 2;
  /** Of the first sample that rules about a share of failures count; `null` while none of those that they count is bad. */
  readonly countsFrom: number | null;
  /** The open incident and the good samples that may close it. */
  readonly incident: OpenIncident | null;
  /** When a firing of each rule was last told, while its cooldown runs. */
  readonly toldAt: Readonly<Record<RuleId, number>>;
  /** What people were told last, until they are told of its end and every cooldown is over. */
  readonly told: Told | null;
  readonly silence: Silence | null;
  readonly acknowledgement: Acknowledgement | null;
}

export interface OpenIncident {
  readonly incident: Incident;
  /** Of the time since it began. */
  readonly unobservedMs: number;
  readonly closing: {
    readonly since: number;
    readonly frozenMs: number;
    /** Of `frozenMs`, what is lateness of our own. */
    readonly lateMs: number;
    readonly goodSamples: 1 | 2;
  } | null;
}

/** Samples of one status with none of another between them. */
export interface Run {
  readonly status: ObservedStatus;
  /** Time of the first. */
  readonly since: number;
  /** Of the time since then. */
  readonly unobservedMs: number;
}

/** Until when a notice is not told anew, by its id; `null` while it stands. */
export type ToldNotices = Readonly<Record<string, number | null>>;

/**
 * A path and the services behind it. It is kept, since a desk is often started before its VPN: without it, everything behind
 * that would be an alarm each morning. Where the address of a service is another one now, nothing is known of its path.
 */
export interface KeptPath extends Path {
  readonly services: readonly { readonly serviceId: ServiceId; readonly address: string }[];
  /** How often people were told that it is gone, and when last; `null` while nobody was, and while it is there. */
  readonly told: { readonly at: number; readonly times: 1 | 2 } | null;
}

/** The state document: small, written at transitions and before a notification leaves. */
export interface KeptState {
  readonly version: 7;
  readonly services: readonly KeptService[];
  /** Of every service that was observed, by its id; kept up to date within seconds, not in the turn that changes it. */
  readonly runs: Readonly<Record<ServiceId, Run>>;
  /** Notifications whose delivery has begun and whose outcome is not known yet. */
  readonly outbox: readonly NotificationRecord[];
  /** Those that people were told of. */
  readonly toldNotices: ToldNotices;
  /** Since when the machine has been cut off; `null` when it is not. */
  readonly offlineSince: number | null;
  readonly offlineBy: 'route' | 'silence';
  /** Kept up to date as `runs` are. */
  readonly paths: readonly KeptPath[];
  readonly pause: Pause | null;
}

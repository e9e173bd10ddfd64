import type { RuleId, Severity } from './alert-rule.ts';

/** Why nobody is told of a firing alert right now. `until` is when that is looked at again; `null` when only an event ends it. */
export type Suppression =
  | { readonly reason: 'cooldown'; readonly until: number }
  | {
      readonly reason: 'dependency';
      readonly serviceId: string;
      /** What of the dependency is waited for: a first probe, the verdict on it, its recovery, and then one interval more; its sight, when it was firing and is not seen any more. */
      readonly awaits: 'probe' | 'verdict' | 'recovery' | 'interval' | 'sight';
      /** When it recovered; `null` while it has not. */
      readonly recoveredAt: number | null;
      readonly until: number | null;
    }
  /** A graver alert of the same service is firing, or pending while `until` is set: one outage is one alarm. */
  | { readonly reason: 'outranked'; readonly ruleId: string; readonly until: number | null }
  | { readonly reason: 'silenced'; readonly until: number | 'recovery' }
  | { readonly reason: 'acknowledged'; readonly author: string }
  /** Nobody beyond this machine has answered since it began to fail. */
  | { readonly reason: 'cut-off' }
  /** It would have been told during a pause, and has not been seen failing since. */
  | { readonly reason: 'paused' };

/**
 * Rule x service at run time; an alert that is inactive has no entry.
 * `frozenMs` is the time since `since`, or since `firingAt`, that nobody observed: it does not count. `lateMs` is what of it is
 * lateness of our own, see `delayService`.
 */
export type Alert =
  | {
      readonly state: 'pending';
      readonly ruleId: RuleId;
      readonly severity: Severity;
      /** Time of the first bad sample. */
      readonly since: number;
      readonly frozenMs: number;
      readonly lateMs: number;
      /** Bad samples so far, counted up to two: that many are needed to fire. */
      readonly badSamples: 1 | 2;
    }
  | {
      readonly state: 'firing';
      readonly ruleId: RuleId;
      readonly severity: Severity;
      readonly since: number;
      readonly firingAt: number;
      readonly frozenMs: number;
      /** When a person was told of this firing; `null` while nobody was. */
      readonly toldAt: number | null;
      readonly suppression: Suppression | null;
      /** The good samples in a row that may resolve it; `null` while it is bad. */
      readonly clearing: {
        readonly since: number;
        readonly frozenMs: number;
        readonly lateMs: number;
        readonly goodSamples: 1 | 2;
      } | null;
    };

export type FiringAlert = Extract<Alert, { state: 'firing' }>;

/** The firing of which people were told last: whoever was told waits for the end of it, one a service. */
export interface Told {
  readonly ruleId: RuleId;
  readonly severity: Severity;
  /** Of its condition, as `gravityOf` says. */
  readonly gravity: number;
  /** First bad sample of the first alert that was told. */
  readonly since: number;
  /** Its end has not been told. */
  readonly open: boolean;
}

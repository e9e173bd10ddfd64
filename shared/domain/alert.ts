import type { RuleId, Severity } from './alert-rule.ts';

/** Why nobody is told of a firing alert right now. */
export type Suppression =
  | { readonly reason: 'cooldown'; readonly until: number }
  | { readonly reason: 'dependency'; readonly serviceId: string }
  /** A critical alert of the same service is firing: one outage is one alarm. */
  | { readonly reason: 'outranked'; readonly ruleId: string }
  | { readonly reason: 'silenced'; readonly until: number | 'recovery' }
  | { readonly reason: 'acknowledged'; readonly author: string }
  /** It would have been told during a pause, and has not been seen failing since. */
  | { readonly reason: 'paused' };

/**
 * Rule x service at run time; an alert that is inactive has no entry.
 * `frozenMs` is the time since `since` that nobody observed: it does not count.
 */
export type Alert =
  | {
      readonly state: 'pending';
      readonly ruleId: RuleId;
      readonly severity: Severity;
      /** Time of the first bad sample. */
      readonly since: number;
      readonly frozenMs: number;
      /** Bad samples so far, counted up to two: that many are needed to fire. */
      readonly badSamples: 1 | 2;
    }
  | {
      readonly state: 'firing';
      readonly ruleId: RuleId;
      readonly severity: Severity;
      readonly since: number;
      readonly firingAt: number;
      /** When a person was told of this firing; `null` while nobody was. */
      readonly toldAt: number | null;
      readonly suppression: Suppression | null;
      /** The good samples in a row that may resolve it; `null` while it is bad. */
      readonly clearing: {
        readonly since: number;
        readonly frozenMs: number;
        readonly goodSamples: 1 | 2;
      } | null;
    };

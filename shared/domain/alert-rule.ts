export type RuleId = string & { readonly __brand: 'RuleId' };
/** Marks a decoded text as the id of a rule. */
export function ruleIdOf(id: string): RuleId {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a brand exists in types only
  return id as RuleId;
}

export type Severity = 'warning' | 'critical';

export type Condition =
  | { readonly kind: 'down' }
  /** Degraded or worse, so that going down does not reset the hold. */
  | { readonly kind: 'degraded' }
  | { readonly kind: 'latency-above'; readonly thresholdMs: number }
  /** Down in at least this share (0..1) of what was seen within the hold of the rule, as `tallyOf` counts it. */
  | { readonly kind: 'failing'; readonly share: number };

/** An alert rule as it applies to one service. */
export interface AlertRule {
  readonly id: RuleId;
  readonly condition: Condition;
  /** How long the condition has to last, in observed time; of `failing`, the time over which it is counted. */
  readonly holdMs: number;
  readonly severity: Severity;
  /** After a notification, a new firing is told at the earliest when this has passed. */
  readonly cooldownMs: number;
}

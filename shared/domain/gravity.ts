import type { AlertRule, Condition, Severity } from './alert-rule.ts';
import type { Service } from './service.ts';

/** Further apart than any two thresholds, which are milliseconds of at most five minutes. */
const STEP = 1_000_000;

/**
 * Where a condition stands in the order of gravity, the graver the higher; conditions of one number are one condition.
 * Slower than a threshold that is no trouble yet < failing now and again < degraded < slower than another threshold, by the threshold < down.
 */
export function gravityOf(
  condition: Condition,
  { degradedAfterMs }: Pick<Service, 'degradedAfterMs'>,
): number {
  switch (condition.kind) {
    case 'latency-above':
      return condition.thresholdMs + (condition.thresholdMs < degradedAfterMs ? 0 : 3 * STEP);
    case 'failing':
      return STEP;
    case 'degraded':
      return 2 * STEP;
    case 'down':
      return 4 * STEP;
  }
}

const SEVERITY_RANK: Readonly<Record<Severity, number>> = { warning: 0, critical: 1 };

export function isSeverer(severity: Severity, than: Severity): boolean {
  return SEVERITY_RANK[severity] > SEVERITY_RANK[than];
}

/** The gravest condition first, of one condition the severest rule. */
export function byGravity(service: Pick<Service, 'degradedAfterMs'>): (a: AlertRule, b: AlertRule) => number {
  return (a, b) =>
    gravityOf(b.condition, service) - gravityOf(a.condition, service) ||
    SEVERITY_RANK[b.severity] - SEVERITY_RANK[a.severity];
}

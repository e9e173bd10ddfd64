import type { Alert } from './alert.ts';
import type { AlertRule, Condition } from './alert-rule.ts';
import { gravityOf } from './gravity.ts';
import type { Sample } from './sample.ts';
import { ruleOf, type Service } from './service.ts';

/*
 * A service that fails again and again and never for long. What is counted is neither probes alone nor time alone: while a
 * service is suspect it is probed sooner, so that of an outage of one minute in ten most probes tell; and a few failures
 * that come seldom speak for long spans. It fails as often as both say.
 */

/** One probe, and the observed time since the one before, for which it speaks. */
export interface Seen {
  readonly at: number;
  readonly ms: number;
  readonly bad: boolean;
}

export const MIN_SAMPLES = 10;
export const MIN_BAD_SAMPLES = 5;

export interface FailingRule extends AlertRule {
  readonly condition: Extract<Condition, { kind: 'failing' }>;
}

export function isFailingRule(rule: AlertRule): rule is FailingRule {
  return rule.condition.kind === 'failing';
}

/** Over how much observed time the longest rule of the service counts. */
export function countedMs({ rules }: Service): number {
  return Math.max(0, ...rules.filter(isFailingRule).map(({ holdMs }) => holdMs));
}

/** With one more probe, no further back than the longest rule of the service looks. */
export function nextSeen(
  seen: readonly Seen[],
  service: Service,
  sample: Sample,
  observedMs: number,
): readonly Seen[] {
  const longestMs = countedMs(service);
  if (longestMs === 0) return [];
  return within([...seen, { at: sample.at, ms: observedMs, bad: sample.status === 'down' }], longestMs);
}

/** The last of them that speak for `spanMs` together. */
function within(seen: readonly Seen[], spanMs: number): readonly Seen[] {
  let first = seen.length;
  for (let ms = 0; first > 0 && ms < spanMs; first -= 1) ms += seen[first - 1]?.ms ?? 0;
  return seen.slice(first);
}

interface Tally {
  readonly probes: number;
  readonly bad: number;
  readonly observedMs: number;
  /** As often as both probes and time say, 0..1. */
  readonly share: number;
  /** Of the first failure; `null` when there is none. */
  readonly firstBadAt: number | null;
}

/** Within the span over which the rule counts. */
export function tallyOf(seen: readonly Seen[], { holdMs }: FailingRule): Tally {
  const counted = within(seen, holdMs);
  const bad = counted.filter((one) => one.bad);
  const observedMs = sumMs(counted);
  const share = counted.length === 0 ? 0 : bad.length / counted.length;
  return {
    probes: counted.length,
    bad: bad.length,
    observedMs,
    share: observedMs === 0 ? 0 : Math.min(share, sumMs(bad) / observedMs),
    firstBadAt: bad[0]?.at ?? null,
  };
}

/** Such as `fails 12 of 24 probes`. */
export function tallyWords({ bad, probes }: Tally): string {
  return `fails ${bad} of ${probes} probes`;
}

function sumMs(seen: readonly Seen[]): number {
  return seen.reduce((sum, { ms }) => sum + ms, 0);
}

export function isFailing(tally: Tally, { condition }: FailingRule): boolean {
  return tally.share >= condition.share;
}

/** A share of little says nothing: the whole span has to be observed, with enough probes. */
export function saysEnough({ probes, bad, observedMs }: Tally, { holdMs }: FailingRule): boolean {
  return observedMs >= holdMs && probes >= MIN_SAMPLES && bad >= MIN_BAD_SAMPLES;
}

/** What a firing alert of a graver condition is about is no unsteadiness: it is told already. */
export function isTakenForAnOutage(service: Service, alerts: readonly Alert[]): boolean {
  return alerts.some((alert) => {
    const rule = ruleOf(service, alert);
    return alert.state === 'firing' && rule !== undefined && isGraverThanFailing(rule, service);
  });
}

function isGraverThanFailing({ condition }: AlertRule, service: Service): boolean {
  return gravityOf(condition, service) > gravityOf({ kind: 'failing', share: 1 }, service);
}

import { formatDuration } from '../lib/duration.ts';
import type { Alert, Suppression } from './alert.ts';
import type { AlertRule, Condition } from './alert-rule.ts';
import { RECOVERY_MS, recoveryMs } from './judge.ts';
import type { Hindrance } from './overview.ts';
import { SUSPECT_INTERVAL_MS } from './schedule.ts';
import type { Status } from './sample.ts';
import type { Service } from './service.ts';
import {
  isFailingRule,
  MIN_BAD_SAMPLES,
  MIN_SAMPLES,
  tallyOf,
  tallyWords,
  type FailingRule,
} from './steadiness.ts';
import { statusAt, type ServiceState } from './service-state.ts';

/** Why a service has its status, where each of its rules stands, and what would change that. */
export interface Explanation {
  readonly service: string;
  readonly status: Status;
  readonly why: string;
  readonly probing: string;
  readonly rules: readonly RuleExplanation[];
}

interface RuleExplanation {
  readonly rule: string;
  readonly condition: string;
  readonly state: Alert['state'] | 'inactive';
  readonly why: string;
  readonly next: string;
}

export function explain(
  service: Service,
  state: ServiceState,
  hindrance: Hindrance | null,
  now: number,
): Explanation {
  return {
    service: service.id,
    status: statusAt(state, now),
    why: whyStatus(service, state, hindrance, now),
    probing: probingWords(service, state, hindrance),
    rules: service.rules.map((rule) => explainRule(rule, state, now)),
  };
}

function probingWords(service: Service, { suspect }: ServiceState, hindrance: Hindrance | null): string {
  const normally = `every ${formatDuration(service.intervalMs)}`;
  if (hindrance === 'paused') return `not while monitoring is paused (normally ${normally})`;
  return suspect
    ? `every ${formatDuration(Math.min(SUSPECT_INTERVAL_MS, service.intervalMs))} until the verdict (normally ${normally})`
    : `${normally}, with up to ${formatDuration(service.timeoutMs)} to answer`;
}

/** One sentence for why the service has its status. */
export function whyStatus(
  service: Service,
  state: ServiceState,
  hindrance: Hindrance | null,
  now: number,
): string {
  const { sample } = state;
  if (statusAt(state, now) !== 'unknown' && sample !== null) {
    if (sample.message !== null) return sample.message;
    const answered = `answered in ${formatDuration(sample.latencyMs ?? 0)}`;
    return sample.httpStatus === null ? answered : `${answered} with ${sample.httpStatus}`;
  }
  if (hindrance === 'paused') return 'monitoring is paused';
  if (hindrance === 'stale') return 'the monitor itself brings no results';
  if (state.unseen !== null) return state.unseen.message;
  if (hindrance === 'offline' && !service.loopback) return 'this machine is cut off from the network';
  if (sample === null) return 'not probed yet';
  return `not observed for ${formatDuration(now - state.standsUntil)}; the last sample said ${sample.status}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

export function conditionWords(condition: Condition): string {
  switch (condition.kind) {
    case 'down':
      return 'down';
    case 'degraded':
      return 'degraded or down';
    case 'failing':
      return `down in ${percent(condition.share)} of its probes or more`;
    case 'latency-above':
      return `slower than ${formatDuration(condition.thresholdMs)} or timed out`;
  }
}

function steadinessWords(rule: FailingRule, { seen }: ServiceState): Pick<RuleExplanation, 'why' | 'next'> {
  const tally = tallyOf(seen, rule);
  const { observedMs, share } = tally;
  return {
    why:
      tally.probes === 0
        ? 'nothing is counted yet: it begins anew after an outage'
        : `${tallyWords(tally)}, ${percent(share)} of what was seen in the last ${formatDuration(observedMs)}`,
    next: `fires at ${percent(rule.condition.share)} of ${formatDuration(rule.holdMs)} of observed time, with at least ${MIN_SAMPLES} probes of which ${MIN_BAD_SAMPLES} failed`,
  };
}

function explainRule(rule: AlertRule, state: ServiceState, now: number): RuleExplanation {
  const alert = state.alerts.find((candidate) => candidate.ruleId === rule.id);
  const words = conditionWords(rule.condition);
  const span = isFailingRule(rule) ? 'over' : 'for';
  const facts = { rule: rule.id, condition: `${words} ${span} ${formatDuration(rule.holdMs)}` };
  if (alert === undefined && isFailingRule(rule))
    return { ...facts, state: 'inactive', ...steadinessWords(rule, state) };
  if (alert === undefined) {
    return {
      ...facts,
      state: 'inactive',
      why: `the last sample is not ${words}`,
      next: 'turns pending at the first sample that is',
    };
  }
  if (alert.state === 'pending') {
    const frozenMs = alert.frozenMs + Math.max(0, now - Math.max(state.standsUntil, alert.since));
    const leftMs = alert.since + rule.holdMs + frozenMs - now;
    const needed = alert.badSamples < 2 ? ' and a second bad sample' : '';
    return {
      ...facts,
      state: 'pending',
      why: `${words} for ${formatDuration(now - alert.since - frozenMs)}${frozenMs > 0 ? `, not counting ${formatDuration(frozenMs)} unobserved` : ''}`,
      next: `fires after another ${formatDuration(leftMs)}${needed}; one good sample clears it`,
    };
  }
  const told =
    alert.toldAt === null
      ? suppressionWords(alert.suppression, now)
      : `told ${formatDuration(now - alert.toldAt)} ago`;
  return {
    ...facts,
    state: 'firing',
    why: `firing for ${formatDuration(now - alert.firingAt)}, began ${formatDuration(now - alert.since)} ago; ${told}`,
    next:
      alert.clearing === null
        ? isFailingRule(rule)
          ? `resolves after ${formatDuration(rule.holdMs)} below ${percent(rule.condition.share)}`
          : `resolves after two good samples over at least ${formatDuration(RECOVERY_MS)}`
        : `resolves with ${alert.clearing.goodSamples < 2 ? 'one more good sample' : `${formatDuration(alert.clearing.since + alert.clearing.frozenMs + recoveryMs(rule) - now)} more ${isFailingRule(rule) ? 'like this' : 'without a bad one'}`}`,
  };
}

/** Rounded up, so that the words are other ones once a minute and not after each probe. */
function wholeMinutes(ms: number): string {
  return formatDuration(Math.max(1, Math.ceil(ms / 60_000)) * 60_000);
}

const dependencyWords = {
  probe: (id) => `it depends on ${id}, which is probed first`,
  verdict: (id) => `it depends on ${id}, which has a pending alert`,
  recovery: (id) => `it depends on ${id}, which has a firing alert`,
  interval: (id) => `it depends on ${id}, which has just recovered`,
  sight: (id) => `it depends on ${id}, which was failing when it was last seen`,
} as const satisfies Readonly<
  Record<Extract<Suppression, { reason: 'dependency' }>['awaits'], (id: string) => string>
>;

/** Why nobody is told of a firing alert, in words. */
export function suppressionWords(suppression: Suppression | null, now: number): string {
  switch (suppression?.reason) {
    case undefined:
      return 'not told yet';
    case 'cooldown':
      return `not told: in its cooldown for ${wholeMinutes(suppression.until - now)} more`;
    case 'dependency':
      return `not told: ${dependencyWords[suppression.awaits](suppression.serviceId)}`;
    case 'outranked':
      return suppression.until === null
        ? `not told: ${suppression.ruleId} says it already`
        : `not told: ${suppression.ruleId} is pending and would say it better`;
    case 'silenced':
      return suppression.until === 'recovery'
        ? 'not told: silenced until it recovers'
        : `not told: silenced for ${wholeMinutes(suppression.until - now)} more`;
    case 'acknowledged':
      return `not told: acknowledged by ${suppression.author}`;
    case 'cut-off':
      return 'not told: nobody beyond this machine has answered since it began to fail';
    case 'paused':
      return 'not told: monitoring was paused, and it has not been seen failing since';
  }
}

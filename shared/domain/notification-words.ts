import { formatDuration } from '../lib/duration.ts';
import type { FiringAlert } from './alert.ts';
import type { AlertRule } from './alert-rule.ts';
import { conditionWords } from './explain.ts';
import { matches } from './matches.ts';
import { sinceOf, unobservedWords } from './run.ts';
import type { Sample } from './sample.ts';
import type { ServiceState } from './service-state.ts';
import { isFailingRule, tallyOf, tallyWords } from './steadiness.ts';

/* How a person is told, in words: titles follow the name of the service. */

/** The status says it best where it is what the rule is about. */
export function firingWords(rule: AlertRule, { sample, seen }: ServiceState): string {
  if (isFailingRule(rule)) return tallyWords(tallyOf(seen, rule));
  return `is ${conditionNow(rule, sample)}`;
}

export function betterWords(rule: AlertRule, { sample, seen }: ServiceState): string {
  if (isFailingRule(rule)) return `is better, but ${tallyWords(tallyOf(seen, rule))}`;
  return `is better, now ${conditionNow(rule, sample)}`;
}

function conditionNow({ condition }: AlertRule, sample: Sample | null): string {
  return sample !== null && sample.status !== 'up' && matches(condition, sample)
    ? sample.status
    : conditionWords(condition);
}

export function firingBody(
  alert: FiringAlert,
  rule: AlertRule,
  state: ServiceState,
  behind: readonly string[],
  now: number,
): string {
  const { sample } = state;
  const saysStatus = sample !== null && sample.status !== 'up' && !isFailingRule(rule);
  // What the title says is said since then on the page, too.
  const { since, unobservedMs } =
    saysStatus && matches(rule.condition, sample)
      ? sinceOf(state, now)
      : { since: alert.since, unobservedMs: 0 };
  const spanMs = now - since;
  const span = `${formatDuration(spanMs)}${unobservedWords(unobservedMs, spanMs)}`;
  const said = `${trouble(rule, state)}, for ${span} (${rule.id})`;
  return behind.length === 0 ? said : `${said}; behind it: ${listed(behind)}`;
}

/** What fails now and again may answer right now: the open incident says how it fails. */
function trouble(rule: AlertRule, { sample, incident }: ServiceState): string {
  return isFailingRule(rule) && incident !== null ? incident.incident.message : sampleWords(sample);
}

/** When no alert of the service is left. */
export function overWords({ sample }: ServiceState, ruleId: string): string {
  if (sample === null || sample.status === 'up') return 'is up again';
  return sample.status === 'down'
    ? `is still down, but ${ruleId} resolved`
    : `is better, now ${sample.status}`;
}

function sampleWords(sample: Sample | null): string {
  if (sample === null) return 'not observed';
  return sample.message ?? `answered in ${formatDuration(sample.latencyMs ?? 0)}`;
}

const MAX_NAMES = 5;

/** As many as a person reads, and how many more. */
export function listed(names: readonly string[]): string {
  const rest = names.length - MAX_NAMES;
  return rest > 0 ? `${names.slice(0, MAX_NAMES).join(', ')} and ${rest} more` : names.join(', ');
}

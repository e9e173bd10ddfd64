import type { Condition } from './alert-rule.ts';
import type { Sample } from './sample.ts';

/** Whether the sample is bad in the eyes of a rule with this condition. */
export function matches(condition: Condition, sample: Sample): boolean {
  switch (condition.kind) {
    case 'down':
    case 'failing':
      return sample.status === 'down';
    case 'degraded':
      return sample.status !== 'up';
    case 'latency-above':
      return (
        sample.cause === 'timeout' || (sample.latencyMs !== null && sample.latencyMs > condition.thresholdMs)
      );
  }
}

/** Whether it is good in the eyes of such a rule: a failure without an answer says nothing about how quick answers are. */
export function clears(condition: Condition, sample: Sample): boolean {
  const silent = sample.status === 'down' && sample.latencyMs === null;
  return !matches(condition, sample) && !(condition.kind === 'latency-above' && silent);
}

import type { Cause, ProbeResult } from './probe-result.ts';
import { leadNowhere, type NetworkFacts } from './way.ts';

/**
 * How a service beyond this machine failed to answer. `no-route`: nothing can be sent to where it is. `unseen`: no name server
 * answers, or this machine lets nothing out, which says nothing of the service. `silent`: it was asked and nobody answered.
 * `not-there`: its name does not exist, which is an answer about it and about nobody else.
 */
export type Silence = 'no-route' | 'unseen' | 'silent' | 'not-there';

/** What a failure says of the network. A connection that was accepted is an answer, and so is whatever came over it. */
export function silenceOf(
  { cause, timings, ways }: Extract<ProbeResult, { outcome: 'failure' }>,
  facts: NetworkFacts,
): Silence | null {
  if (!SILENT.includes(cause) || timings.connectMs !== null) return null;
  if (leadNowhere(ways ?? [], facts)) return 'no-route';
  if (cause === 'name-not-found') return 'not-there';
  return cause === 'dns' || cause === 'network' ? 'unseen' : 'silent';
}

const SILENT: readonly Cause[] = ['timeout', 'unreachable', 'network', 'dns', 'name-not-found'];

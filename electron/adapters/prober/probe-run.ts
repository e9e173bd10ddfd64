import type { UnmetExpectation } from '../../../shared/domain/expectations.ts';
import type { Service } from '../../../shared/domain/service.ts';
import type { Clock } from '../../ports.ts';
import type { Capture } from './capture.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { Deadline } from './deadline.ts';
import type { NameLookup } from './name-lookup.ts';
import type { ProbeTrace } from './probe-trace.ts';
import type { Target } from './target.ts';

/** What one probe works with. */
export interface ProbeRun {
  readonly service: Service;
  readonly clock: Clock;
  readonly names: NameLookup;
  readonly pool: ConnectionPool;
  readonly userAgent: string;
  readonly trace: ProbeTrace;
  readonly capture: Capture;
  readonly deadline: Deadline;
  /** No kept connection is taken. */
  readonly onFreshConnections: boolean;
}

/** A complete answer: what was expected of it and is not so, or `null` when it is as expected. */
export type Verdict = UnmetExpectation | null;

/** The target with its addresses. */
export async function lookUpTarget({ trace, names, deadline }: ProbeRun): Promise<Target> {
  if (trace.target.addresses.length === 0) {
    trace.enter('lookup');
    const { host } = trace.target;
    // What has asked somebody already cannot begin anew when its turn has come: it waits within its deadline.
    const lookUp = () => (trace.hasAsked ? names.addressesInTurn(host) : names.addressesOf(host));
    trace.found(await deadline.wait(lookUp));
    trace.complete();
  }
  return trace.target;
}

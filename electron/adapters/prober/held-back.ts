import { isPastByDelay } from '../../../shared/domain/sample.ts';
import { ProbeFault, codeOf } from './probe-fault.ts';
import type { ProbeRun } from './probe-run.ts';

/** No server gives a client up that was silent for less. */
const PATIENCE_MS = 500;
/** Two holds that follow each other may be one silence. Between shorter ones this program had its word, however many they are. */
const SILENCE_MS = PATIENCE_MS / 2;

/** The latency is past a threshold, and would not be without the time for which this program could not run. */
export function isSlowByUs({ trace, deadline, service }: ProbeRun): boolean {
  return isPastByDelay(trace.elapsedMs, deadline.heldMs, service);
}

/** The other side may have lost its patience with us: it closed the connection, or said 408, and we could not run. */
export function gaveUpOnUs(
  { trace, deadline }: Pick<ProbeRun, 'trace' | 'deadline'>,
  fault: ProbeFault | null,
): boolean {
  const left =
    fault === null
      ? trace.httpStatus === 408
      : fault.verdict === 'reset' || ['ECONNRESET', 'EPIPE'].includes(codeOf(fault.cause) ?? '');
  return left && deadline.heldMs >= PATIENCE_MS && deadline.longestHoldMs >= SILENCE_MS;
}

/** Nothing was observed of the service, for a reason of our own. One sentence without figures: what repeats is counted by it. */
export function heldBack(): ProbeFault {
  return new ProbeFault('void', 'this machine did not let Bellwether run while a probe was open');
}

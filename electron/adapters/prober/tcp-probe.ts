import { openSocket } from './open-socket.ts';
import { ProbeFault } from './probe-fault.ts';
import { lookUpTarget } from './probe-run.ts';
import type { ProbeRun, Verdict } from './probe-run.ts';

/**
 * A connection that was accepted is the whole answer. What the other side does with it afterwards, an immediate reset
 * included, is between it and those who speak its protocol: a load balancer's port does so in good health.
 */
export async function probeTcp(run: ProbeRun): Promise<Verdict> {
  const target = await lookUpTarget(run);
  run.trace.enter('connect');
  try {
    const { socket, address } = await openSocket(
      target,
      run.service.timeoutMs,
      run.clock,
      run.capture,
      run.deadline,
    );
    run.trace.reached(address, socket);
    socket.destroy();
  } catch (error) {
    // The reset may overtake our hearing of the connection.
    if (!(error instanceof ProbeFault && error.verdict === 'reset')) throw error;
  }
  return null;
}

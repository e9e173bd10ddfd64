import { formatDuration } from '../../shared/lib/duration.ts';
import { classify } from '../../shared/domain/sample.ts';
import type { Prober } from '../ports.ts';
import { failed, well, type Finding } from './finding.ts';
import { withLoopbackService } from './loopback-service.ts';
import { ownConfig } from './own-config.ts';

const BETWEEN = [
  'Something comes between programs of this machine: let security software, a firewall or a sandbox allow connections to 127.0.0.1.',
];

/** A service that is well is seen as up, and as down when it has gone. */
export async function checkProbe(prober: Prober, signal: AbortSignal): Promise<Finding<null>> {
  const { service, alive } = await withLoopbackService(async (port) => {
    const [own] = ownConfig(port).services;
    if (own === undefined) throw new Error('there is no service to probe');
    return { service: own, alive: await prober.probe(own, signal) };
  });
  if (alive.outcome === 'void') return failed(`a probe could not be done: ${alive.message}`, BETWEEN);
  const { status, message, latencyMs } = classify(alive, service, 0);
  if (status !== 'up')
    return failed(`${service.address}, a service of its own, is ${status}: ${message}`, BETWEEN);
  const gone = await prober.probe(service, signal);
  if (gone.outcome !== 'failure')
    return failed(`${service.address} still answers although nothing listens there`, BETWEEN);
  return well(`a service of its own is up in ${formatDuration(latencyMs ?? 0)}, and down when it is gone`);
}

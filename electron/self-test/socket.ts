import type { RawData } from 'ws';
import { z } from 'zod';
import { count } from '../../shared/lib/count.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { openSocket, type InstanceAddress } from '../adapters/instance-address.ts';
import type { Clock } from '../ports.ts';
import { failed, well, type Finding } from './finding.ts';

const PATIENCE_MS = 4000;
/** A snapshot of a thousand services is 1 MB. */
const MAX_MESSAGE_BYTES = 8_000_000;

const snapshotEvent = z.object({
  type: z.literal('snapshot'),
  snapshot: z.object({ revision: z.number(), services: z.array(z.object({ id: z.string() })) }),
});

/** Live updates come: of our own server, and of the running instance when there is one. */
export async function checkSocket(
  ownUrl: string,
  running: InstanceAddress | null,
  clock: Clock,
  signal: AbortSignal,
): Promise<Finding<null>> {
  const own = await firstSnapshot({ url: ownUrl, trust: null }, clock, signal);
  if (!own.ok) {
    return failed(`${ownUrl}/ws: ${own.error}`, [
      'Something comes between programs of this machine: let security software allow WebSockets to 127.0.0.1.',
    ]);
  }
  if (running === null) return well('a snapshot came from a server of its own');
  const services = await firstSnapshot(running, clock, signal);
  if (!services.ok) {
    return failed(`${running.url}/ws: ${services.error}`, [
      'A server of its own sends a snapshot, the running instance does not: start it again.',
    ]);
  }
  return well(
    `a snapshot came from a server of its own, and one of ${count(services.value, 'service')} from the running instance`,
  );
}

/** How many services are in it. */
function firstSnapshot(
  address: InstanceAddress,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<number, string>> {
  return new Promise((resolve) => {
    const socket = openSocket(address, { maxPayload: MAX_MESSAGE_BYTES });
    const end = (result: Result<number, string>) => {
      resolve(result);
      cancel();
      signal.removeEventListener('abort', giveUp);
      socket.terminate();
    };
    const giveUp = () => end(err(`no snapshot within ${PATIENCE_MS / 1000} s`));
    const cancel = clock.after(PATIENCE_MS, giveUp);
    signal.addEventListener('abort', giveUp);
    socket.on('message', (data) => {
      const services = servicesIn(data);
      end(services === null ? err('what came first is no snapshot') : ok(services));
    });
    socket.on('error', (error) => end(err(address.trust?.explain(error) ?? error.message)));
    socket.on('close', (code) => end(err(`it was closed with ${code} before a snapshot came`)));
  });
}

function servicesIn(data: RawData): number | null {
  try {
    const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
    return snapshotEvent.safeParse(JSON.parse(text)).data?.snapshot.services.length ?? null;
  } catch {
    return null;
  }
}

import type { Socket } from 'node:net';
import type { HttpProbe } from '../../../shared/domain/service.ts';
import { certificateFault, peerCertificate, readAuthorities } from './certificate.ts';
import type { Connection } from './connection.ts';
import { openSocket } from './open-socket.ts';
import { openTls } from './open-tls.ts';
import { lookUpTarget } from './probe-run.ts';
import type { ProbeRun } from './probe-run.ts';
import { refuseInner, refuseMetadata } from './redirect.ts';
import type { Hop } from './redirect.ts';

/** Opens a connection to the target that the trace is aimed at. */
export async function openConnection(hop: Hop, settings: HttpProbe, run: ProbeRun): Promise<Connection> {
  const { trace, deadline, service } = run;
  const target = await lookUpTarget(run);
  if (hop.foreign) refuseMetadata(target);
  refuseInner(target, hop, settings);
  const secure = hop.url.protocol === 'https:';
  const caFile = settings.tls.caFile;
  const authorities = secure && caFile !== null ? await deadline.wait(() => readAuthorities(caFile)) : null;
  trace.enter('connect');
  const opened = await openSocket(target, service.timeoutMs, run.clock, run.capture, deadline);
  const { socket: plain, address } = opened;
  try {
    const { socket, certificateExpiresAt } = secure
      ? await handshake(plain, settings, authorities, run)
      : { socket: plain, certificateExpiresAt: null };
    trace.complete();
    return { socket, address, openedAt: run.clock.monotonicNow(), certificateExpiresAt };
  } catch (error) {
    plain.destroy();
    throw error;
  }
}

async function handshake(plain: Socket, settings: HttpProbe, authorities: string | null, run: ProbeRun) {
  const { trace } = run;
  trace.enter('tls');
  const socket = await openTls(plain, trace.target, authorities, run.deadline);
  const peer = peerCertificate(socket);
  trace.sawCertificate(peer.expiresAt);
  const fault = settings.tls.verify ? certificateFault(peer, trace.target, run.clock.wallNow()) : null;
  if (fault === null) return { socket, certificateExpiresAt: peer.expiresAt };
  socket.destroy();
  throw fault;
}

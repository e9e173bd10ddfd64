import type { Socket } from 'node:net';
import { Client } from 'undici';
import type { HttpProbe } from '../../../shared/domain/service.ts';
import { certificateFault, peerCertificate, readAuthorities } from './certificate.ts';
import type { Connection } from './connection.ts';
import { openSocket } from './open-socket.ts';
import { openTls } from './open-tls.ts';
import { lookUpTarget } from './probe-run.ts';
import type { ProbeRun } from './probe-run.ts';
import { refuseMetadata } from './redirect.ts';
import type { Hop } from './redirect.ts';

/** The same as Node's own server accepts. */
export const MAX_HEADER_BYTES = 16 * 1024;
/** Longer than any sane interval would keep file descriptors for services that are gone. */
const MAX_IDLE_MS = 600_000;

/** Opens a connection to the target that the trace is aimed at. */
export async function openConnection(hop: Hop, settings: HttpProbe, run: ProbeRun): Promise<Connection> {
  const { trace, deadline, service } = run;
  const target = await lookUpTarget(run);
  if (hop.foreign) refuseMetadata(target);
  const secure = hop.url.protocol === 'https:';
  const caFile = settings.tls.caFile;
  const authorities = secure && caFile !== null ? await deadline.wait(() => readAuthorities(caFile)) : null;
  trace.enter('connect');
  const plain = await openSocket(target, service.timeoutMs, run.clock, run.capture, deadline);
  try {
    const socket = secure ? await handshake(plain, settings, authorities, run) : plain;
    trace.complete();
    return {
      client: clientOn(socket, hop.url, run),
      socket,
      certificateExpiresAt: trace.certificateExpiresAt,
    };
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
  trace.certificateExpiresAt = peer.expiresAt;
  const fault = settings.tls.verify ? certificateFault(peer, trace.target, run.clock.wallNow()) : null;
  if (fault === null) return socket;
  socket.destroy();
  throw fault;
}

function clientOn(socket: Socket, url: URL, run: ProbeRun): Client {
  let unused = true;
  const idleMs = Math.min(MAX_IDLE_MS, run.service.intervalMs + 2 * run.service.timeoutMs);
  return new Client(url.origin, {
    connect(_options, callback) {
      const first = unused;
      unused = false;
      // undici misses an answer that comes before it has gone back to waiting.
      queueMicrotask(() => {
        if (first) callback(null, socket);
        // It connects again by itself when a connection was lost, and with its own code for that would do so for ever,
        // without a turn of the loop in between. What follows is ours to decide.
        else callback(Object.assign(new Error('the connection is lost'), { code: 'ECONNRESET' }), null);
      });
    },
    allowH2: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The deadline of the probe is the only limit in time.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: 0,
    // Outlives one interval, so that an unused connection of a service that is gone closes by itself.
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
  });
}

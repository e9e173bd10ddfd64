import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { Deadline } from './deadline.ts';
import type { Target } from './target.ts';

/**
 * Completes the handshake whatever the certificate is, so that its dates are known also when it is refused. The caller
 * judges it before the first byte of a request leaves.
 */
export async function openTls(
  socket: Socket,
  target: Target,
  authorities: string | null,
  deadline: Deadline,
): Promise<TLSSocket> {
  const name = target.host.replace(/\.$/, '');
  const secure = connect({
    socket,
    host: name,
    ...(isIP(name) === 0 && { servername: name }),
    ...(authorities !== null && { ca: authorities }),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
  });
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  // The probe may have ended meanwhile, and nobody waits for it.
  promise.catch(() => {});
  // Stays for the socket's whole life: an error that nobody waits for must not end the process.
  secure.on('error', reject);
  secure.once('secureConnect', () => resolve(secure));
  try {
    return await deadline.wait(() => promise);
  } catch (error) {
    secure.destroy();
    throw error;
  }
}

import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { Deadline } from './deadline.ts';
import { codeOf } from './probe-fault.ts';
import type { Target } from './target.ts';

/** In place of the code of OpenSSL: the server wants to see a certificate of ours. */
export const CLIENT_REFUSED = 'CLIENT_CERTIFICATE_WANTED';

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
  secure.on('error', (error) => {
    // TLS 1.2 has no alert of its own for a missing certificate: it is a handshake that fails after the server showed its own.
    const refused = codeOf(error)?.endsWith('ALERT_HANDSHAKE_FAILURE') && hasShownCertificate(secure);
    reject(refused ? Object.assign(error, { code: CLIENT_REFUSED }) : error);
  });
  secure.once('secureConnect', () => resolve(secure));
  try {
    return await deadline.wait(() => promise);
  } catch (error) {
    secure.destroy();
    throw error;
  }
}

function hasShownCertificate(secure: TLSSocket): boolean {
  const shown = secure.getPeerCertificate() as PeerCertificate | null;
  return shown !== null && Object.keys(shown).length > 0;
}

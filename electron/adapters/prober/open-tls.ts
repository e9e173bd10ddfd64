import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { Target } from './target.ts';

/**
 * Completes the handshake whatever the certificate is, so that its dates are known also when it is refused. The caller
 * judges it before the first byte of a request leaves.
 */
export function openTls(
  socket: Socket,
  target: Target,
  authorities: string | null,
  signal: AbortSignal,
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
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  // Stays for the socket's whole life: an error that nobody waits for must not end the process.
  secure.on('error', reject);
  secure.once('secureConnect', () => resolve(secure));
  return promise
    .catch((error: unknown) => {
      secure.destroy();
      throw error;
    })
    .finally(() => signal.removeEventListener('abort', onAbort));
}

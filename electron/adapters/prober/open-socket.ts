import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Clock } from '../../ports.ts';
import type { Capture } from './capture.ts';
import { connectFault, verdictOf } from './connect-fault.ts';
import type { FailedAttempt } from './connect-fault.ts';
import type { Deadline } from './deadline.ts';
import { codeOf } from './probe-fault.ts';
import type { Target } from './target.ts';

/** When the next address is tried beside one that is still silent (RFC 8305). */
const HEAD_START_MS = 250;

interface OpenSocket {
  readonly socket: Socket;
  /** That was connected to. */
  readonly address: string;
}

/**
 * The first connection that any of the addresses accepts. They start in their order, each as soon as the one before
 * failed or had its head start; none is given up before the end, since a slow link is not a dead one.
 */
export async function openSocket(
  target: Target,
  timeoutMs: number,
  clock: Clock,
  capture: Capture,
  deadline: Deadline,
): Promise<OpenSocket> {
  // With a short timeout every address still gets its turn.
  const headStartMs = Math.min(HEAD_START_MS, Math.floor(timeoutMs / (target.addresses.length + 1)));
  const waiting = [...target.addresses];
  const trying = new Map<Socket, string>();
  const failed: FailedAttempt[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<OpenSocket>();
  let cancelHeadStart = () => {};

  function tryNext(): void {
    cancelHeadStart();
    const address = waiting.shift();
    if (address === undefined) return;
    const socket = connect({ host: address, port: target.port, noDelay: true });
    trying.set(socket, address);
    // Stays for the socket's whole life: an error that nobody waits for must not end the process.
    socket.on('error', (error) => {
      if (!trying.delete(socket)) return;
      failed.push({ address, error });
      capture.attemptFailed(address, target.port, codeOf(error) ?? 'no code');
      // Only what was accepted can be reset: whether we hear of the one or the other first, this is the connection.
      if (verdictOf(codeOf(error)) === 'reset') reject(connectFault(target, [{ address, error }]));
      else if (waiting.length > 0) tryNext();
      else if (trying.size === 0) reject(connectFault(target, failed));
    });
    socket.once('connect', () => {
      if (isConnectedToItself(socket, target.port)) {
        socket.destroy(Object.assign(new Error('connected to itself'), { code: 'ECONNREFUSED' }));
        return;
      }
      trying.delete(socket);
      capture.connected({ host: address, port: target.port });
      resolve({ socket, address });
    });
    if (waiting.length > 0) cancelHeadStart = clock.after(headStartMs, tryNext);
  }

  try {
    return await deadline.wait(() => {
      tryNext();
      return promise;
    });
  } finally {
    cancelHeadStart();
    for (const [socket, address] of trying) {
      if (deadline.reason !== null) capture.attemptFailed(address, target.port, 'no answer');
      socket.destroy();
    }
    trying.clear();
  }
}

/**
 * Of a port that nobody listens on: a connect whose own port the system happens to choose the same meets itself (RFC 9293,
 * simultaneous open).
 */
function isConnectedToItself(socket: Socket, port: number): boolean {
  // The ports first: to ask for the other end is a system call more.
  return socket.localPort === port && socket.localAddress === socket.remoteAddress;
}

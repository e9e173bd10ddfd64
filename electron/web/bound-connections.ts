import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps at most `limit` connections. When one more arrives, the one that has been idle longest gives way: five hundred
 * silent connections must not keep a scraper from its answer until they time out. Where none is idle, it is the one that has been at its answer
 * longest: who reads a byte now and then must not keep his place for hours. Sockets of viewers have a limit of their own.
 */
export function boundConnections(server: Server, limit: number): void {
  /** Without a request in progress, longest first; by the other end, which is the same below TLS and above it. */
  const idle = new Map<string, Socket>();
  /** With one, longest first. */
  const busy = new Map<string, Socket>();
  let open = 0;

  server.on('connection', (connection: Socket) => {
    const end = otherEnd(connection);
    open += 1;
    connection.once('close', () => {
      open -= 1;
      for (const known of [idle, busy]) if (known.get(end) === connection) known.delete(end);
    });
    const [longest = connection] = [...idle.values(), ...busy.values()];
    idle.set(end, connection);
    if (open > limit) giveUp(longest);
  });
  server.on('request', (request, response) => {
    const end = otherEnd(request.socket);
    const connection = idle.get(end);
    // The first of several that came in one piece speaks for all.
    if (connection === undefined) return;
    idle.delete(end);
    busy.set(end, connection);
    response.once('close', () => {
      busy.delete(end);
      if (!connection.destroyed) idle.set(end, connection);
    });
  });
  server.on('upgrade', (request) => idle.delete(otherEnd(request.socket)));

  /** At once: it closes only later, and is not to be chosen again. */
  function giveUp(connection: Socket): void {
    const end = otherEnd(connection);
    idle.delete(end);
    busy.delete(end);
    connection.destroy();
  }
}

type Admission = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Says for each request whether it is to be answered. With more than `limit` of a connection under way, the connection is
 * gone: Node hands on all that came in one piece, whether or not anybody reads what is answered.
 */
export function limitUnanswered(limit: number): Admission {
  const unanswered = new WeakMap<Socket, number>();
  const count = (socket: Socket, change: 1 | -1) => {
    const now = (unanswered.get(socket) ?? 0) + change;
    unanswered.set(socket, now);
    return now;
  };
  return ({ socket }, response) => {
    if (socket.destroyed) return false;
    if (count(socket, 1) > limit) {
      socket.destroy();
      return false;
    }
    response.once('close', () => count(socket, -1));
    return true;
  };
}

function otherEnd({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

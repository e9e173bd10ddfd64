import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps at most `limit` connections. When one more arrives, the one that has been idle longest gives way: five hundred
 * silent connections must not keep a scraper from its answer until they time out.
 */
export function boundConnections(server: Server, limit: number): void {
  /** Without a request in progress, longest first; by the other end, which is the same below TLS and above it. */
  const idle = new Map<string, Socket>();
  let open = 0;

  server.on('connection', (connection: Socket) => {
    const end = otherEnd(connection);
    open += 1;
    idle.set(end, connection);
    connection.once('close', () => {
      open -= 1;
      if (idle.get(end) === connection) idle.delete(end);
    });
    const [longest] = idle;
    if (open <= limit || longest === undefined) return;
    idle.delete(longest[0]);
    longest[1].destroy();
  });
  server.on('request', (request, response) => {
    const end = otherEnd(request.socket);
    const connection = idle.get(end);
    idle.delete(end);
    response.once('close', () => {
      if (connection !== undefined && !connection.destroyed) idle.set(end, connection);
    });
  });
  server.on('upgrade', (request) => idle.delete(otherEnd(request.socket)));
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

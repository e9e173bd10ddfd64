import type { Server } from 'node:http';
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

function otherEnd({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps at most `limit` connections. When one more arrives, the one that has been idle longest gives way: five hundred
 * silent connections must not keep a scraper from its answer until they time out.
 */
export function boundConnections(server: Server, limit: number): void {
  /** Without a request in progress, longest first. */
  const idle = new Set<Socket>();
  let open = 0;

  server.on('connection', (connection: Socket) => {
    open += 1;
    idle.add(connection);
    connection.once('close', () => {
      open -= 1;
      idle.delete(connection);
    });
    const [longest] = idle;
    if (open <= limit || longest === undefined) return;
    idle.delete(longest);
    longest.destroy();
  });
  server.on('request', (request, response) => {
    idle.delete(request.socket);
    response.once('close', () => {
      if (!request.socket.destroyed) idle.add(request.socket);
    });
  });
  server.on('upgrade', (request) => idle.delete(request.socket));
}

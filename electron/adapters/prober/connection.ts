import type { Socket } from 'node:net';
import type { Client } from 'undici';

/** One socket to one origin with an HTTP client on it that never opens another. */
export interface Connection {
  readonly client: Client;
  readonly socket: Socket;
  readonly certificateExpiresAt: number | null;
}

export function closeConnection({ client, socket }: Connection): void {
  // Only where somebody still waits: an error with its stack for nobody was a tenth of a whole probe.
  if (client.stats.size > 0) void client.destroy();
  socket.destroy();
}

import type { Socket } from 'node:net';
import type { Client } from 'undici';

/** One socket to one origin with an HTTP client on it that never opens another. */
export interface Connection {
  readonly client: Client;
  readonly socket: Socket;
  readonly certificateExpiresAt: number | null;
}

/** The client ends with its socket; to destroy it as well would make an error with a stack for nobody. */
export function closeConnection({ socket }: Connection): void {
  socket.destroy();
}

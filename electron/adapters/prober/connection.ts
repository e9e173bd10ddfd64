import type { Socket } from 'node:net';
import type { Client } from 'undici';

/** One socket to one origin with an HTTP client on it that never opens another. */
export interface Connection {
  readonly client: Client;
  readonly socket: Socket;
  readonly certificateExpiresAt: number | null;
}

/** One for all: undici would make one with a stack for each socket that closes without any, which nobody reads. */
const CLOSED_BY_US = new Error('closed by Bellwether');

/** The client ends with its socket. */
export function closeConnection({ socket }: Connection): void {
  socket.destroy(CLOSED_BY_US);
}

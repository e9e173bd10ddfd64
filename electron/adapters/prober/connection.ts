import type { Socket } from 'node:net';

/** One socket to one origin. */
export interface Connection {
  readonly socket: Socket;
  /** Steady time. */
  readonly openedAt: number;
  readonly certificateExpiresAt: number | null;
}

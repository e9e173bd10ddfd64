import type { Socket } from 'node:net';

/** One socket to one origin. */
export interface Connection {
  readonly socket: Socket;
  /** Of the other end. */
  readonly address: string;
  /** Steady time. */
  readonly openedAt: number;
  readonly certificateExpiresAt: number | null;
}

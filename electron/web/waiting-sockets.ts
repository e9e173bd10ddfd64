import type { WebSocket } from 'ws';
import { decodeSocketRequest } from '../../shared/protocol/decode-client-request.ts';
import type { Clock } from '../ports.ts';

/** The page says it as soon as the socket is open. */
const KEY_MS = 5000;
/** Of one address: an office comes back all at once after a restart. */
const MAX_OF_AN_ADDRESS = 32;
export const POLICY_VIOLATION = 1008;

/** Sockets that have shown the cookie of a session only, and have yet to say its key as their first message. They are told nothing before. */
export class WaitingSockets {
  readonly #clock: Clock;
  /** With their addresses. */
  readonly #waiting = new Map<WebSocket, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get open(): readonly WebSocket[] {
    return [...this.#waiting.keys()];
  }

  hasEnough(address: string): boolean {
    return [...this.#waiting.values()].filter((other) => other === address).length >= MAX_OF_AN_ADDRESS;
  }

  /** `admit` takes the key, or the socket is closed; so it is when none comes. */
  add(socket: WebSocket, address: string, admit: (key: string) => boolean): void {
    this.#waiting.set(socket, address);
    const cancel = this.#clock.after(KEY_MS, () => socket.close(POLICY_VIOLATION, 'the key did not come'));
    const leave = () => {
      cancel();
      this.#waiting.delete(socket);
    };
    socket.once('close', leave);
    socket.once('message', (data, isBinary) => {
      leave();
      const request = isBinary || !Buffer.isBuffer(data) ? null : decodeSocketRequest(data.toString());
      if (request?.type !== 'key' || !admit(request.key))
        socket.close(POLICY_VIOLATION, 'expected the key of a session');
    });
  }
}

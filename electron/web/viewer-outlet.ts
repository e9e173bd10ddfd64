import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Logger } from '../ports.ts';
import type { LiveMessage } from './live-message.ts';

/** Slower viewers are dropped: one stuck tab must not hold every change in memory. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/**
 * What ws may negotiate. It would compress each message anew for each viewer and keep 300 kB of state for it, so it is never told to compress:
 * long messages go out in the frame that is made once for all. Every message stands for itself, in both directions.
 */
export const COMPRESSION = { serverNoContextTakeover: true, clientNoContextTakeover: true };

/** Sends messages to one viewer, in their order: what follows a long one waits while that is compressed. */
export class ViewerOutlet {
  readonly #socket: WebSocket;
  readonly #connection: Duplex;
  readonly #logger: Logger;
  readonly #takesFrames: boolean;
  readonly #waiting: LiveMessage[] = [];
  #snapshotBytes = 0;

  /** `connection` is what `socket` speaks over since `handshake`. */
  constructor(socket: WebSocket, connection: Duplex, handshake: IncomingMessage, logger: Logger) {
    this.#socket = socket;
    this.#connection = connection;
    this.#logger = logger;
    // A frame for all cannot keep to the smaller window of one.
    this.#takesFrames =
      socket.extensions.includes('permessage-deflate') &&
      !/server_max_window_bits/i.test(handshake.headers['sec-websocket-extensions'] ?? '');
  }

  send(message: LiveMessage): void {
    if (!this.#isOpen()) return;
    const unreadBytes = this.#unreadBytes();
    // A snapshot may be larger than the limit: what is unread may exceed it by that much.
    if (unreadBytes > MAX_UNREAD_BYTES + this.#snapshotBytes) {
      this.#logger.warn('viewer dropped because it does not read', { unreadBytes });
      // A close frame would wait behind what is unread.
      this.#socket.terminate();
      return;
    }
    if (message.event.type === 'snapshot') this.#snapshotBytes = message.bytes.length;
    this.#waiting.push(message);
    if (this.#waiting.length === 1) this.#flush();
  }

  #flush(): void {
    for (let [next] = this.#waiting; next !== undefined && this.#isOpen(); [next] = this.#waiting) {
      if (!this.#takesFrames || !next.isLong)
        this.#socket.send(next.bytes, { binary: false, compress: false });
      else if (next.frame !== null) this.#connection.write(next.frame);
      else {
        void next.compress().then(() => this.#flush());
        return;
      }
      this.#waiting.shift();
    }
  }

  #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #unreadBytes(): number {
    return this.#waiting.reduce((sum, { bytes }) => sum + bytes.length, this.#socket.bufferedAmount);
  }
}

import type { IncomingHttpHeaders } from 'node:http';
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

const PARAMETER = /^(?:(?:server|client)_no_context_takeover|client_max_window_bits(?:=(?:[89]|1[0-5]))?)$/;

/**
 * Leaves only the first offer of compression that we can take: ws refuses a whole handshake over one that it cannot, where it is only to be declined
 * (RFC 7692, 5.1). A smaller window for what we send is none, since a frame for all cannot keep to it.
 */
export function declineOtherOffers(headers: IncomingHttpHeaders): void {
  const offers = (headers['sec-websocket-extensions'] ?? '').split(',').map((offer) =>
    offer
      .replaceAll(/[\s"]/g, '')
      .split(';')
      .filter((part) => part !== ''),
  );
  const taken = offers.find(([name, ...parameters]) => {
    const names = new Set(parameters.map((parameter) => parameter.split('=', 1)[0]));
    const known = parameters.every((parameter) => PARAMETER.test(parameter));
    return name === 'permessage-deflate' && known && names.size === parameters.length;
  });
  if (taken === undefined) delete headers['sec-websocket-extensions'];
  else headers['sec-websocket-extensions'] = taken.join('; ');
}

/** Sends messages to one viewer, in their order: what follows a long one waits while that is compressed. */
export class ViewerOutlet {
  readonly #socket: WebSocket;
  readonly #connection: Duplex;
  readonly #logger: Logger;
  readonly #takesFrames: boolean;
  readonly #waiting: LiveMessage[] = [];
  #snapshotBytes = 0;

  /** `connection` is what `socket` speaks over. */
  constructor(socket: WebSocket, connection: Duplex, logger: Logger) {
    this.#socket = socket;
    this.#connection = connection;
    this.#logger = logger;
    this.#takesFrames = socket.extensions.includes('permessage-deflate');
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

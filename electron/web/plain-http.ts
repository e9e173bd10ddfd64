import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { refuseConnection } from './response-headers.ts';

/** First byte of every TLS connection: a handshake record. */
const HANDSHAKE = 22;
/** As long as headers may be anywhere. */
const MAX_HEAD_BYTES = 16_384;

/**
 * Answers plain http on the port of a TLS server with 400 and the address to ask: an empty reply tells nobody what is wrong. Nothing of the
 * request but its Host is read, and nothing is served. What is silent for `patienceMs` is cut off, as by the server itself.
 */
export function answerPlainHttp(
  server: Server,
  patienceMs: number,
  wordsFor: (host: string | null, port: number) => string,
): void {
  const [handshake] = server.listeners('connection');
  if (handshake === undefined) throw new Error('the TLS server takes no connections');
  server.removeAllListeners('connection');
  server.on('connection', (connection: Socket) => {
    const chunks: Buffer[] = [];
    const giveUp = () => void connection.destroy();
    const patience = setTimeout(giveUp, patienceMs);
    const leave = () => {
      clearTimeout(patience);
      connection.off('readable', read).off('error', giveUp).off('close', leave);
    };
    const read = (): void => {
      for (let chunk: unknown = connection.read(); chunk instanceof Buffer; chunk = connection.read())
        chunks.push(chunk);
      const head = Buffer.concat(chunks);
      const [first] = head;
      if (first === undefined) return;
      if (first === HANDSHAKE) {
        leave();
        // TLS begins with what is still to be read here.
        connection.unshift(head);
        Reflect.apply(handshake, server, [connection]);
        return;
      }
      const text = head.toString('latin1', 0, MAX_HEAD_BYTES);
      if (!/^[A-Z]/.test(text)) {
        connection.destroy();
        return;
      }
      if (!/\r?\n\r?\n/.test(text) && head.length < MAX_HEAD_BYTES) return;
      leave();
      connection.resume();
      refuseConnection(connection, {
        status: 400,
        words: wordsFor(hostIn(text), connection.localPort ?? 443),
      });
    };
    connection.on('readable', read).on('error', giveUp).on('close', leave);
  });
}

/** The first word of it. One step for each character: whoever sends this is a stranger. */
export function hostIn(head: string): string | null {
  return /^host:[ \t]*(\S+)/im.exec(head)?.[1] ?? null;
}

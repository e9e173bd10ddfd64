import type { Socket } from 'node:net';
import type { HttpProbe } from '../../../shared/domain/service.ts';
import type { AnswerBody } from '../../../shared/domain/expectations.ts';
import { MAX_BODY_BYTES, answerBody } from './answer-body.ts';
import { closeConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { openConnection } from './open-connection.ts';
import { ProbeFault, codeOf } from './probe-fault.ts';
import type { ProbeRun } from './probe-run.ts';
import type { ProbeTrace } from './probe-trace.ts';
import { firstOf, receiveAnswer } from './receive-answer.ts';
import type { Hop } from './redirect.ts';
import { placeOf, targetOf } from './target.ts';

/** Sixteen times the body that is read, in pieces of a byte each: what is more has its bytes where no other limit looks. */
const MAX_ANSWER_BYTES = 16 * MAX_BODY_BYTES;

/** The methods that may be sent twice without harm when a kept connection turns out to be closed. */
const REPEATABLE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

interface Answer {
  readonly httpStatus: number;
  /** Where a redirect that is to be followed leads; its body is not read. */
  readonly redirectTo: string | null;
  readonly body: AnswerBody;
}

/** One request and its answer, on a kept connection or on a fresh one. */
export async function exchange(hop: Hop, settings: HttpProbe, run: ProbeRun): Promise<Answer> {
  run.trace.aim(targetOf(hop.url));
  run.capture.request(hop);
  const keeps = settings.reuseConnection && REPEATABLE.includes(hop.method);
  const key = keeps ? JSON.stringify([run.service.id, hop.url.origin, settings.tls]) : '';
  const kept = keeps ? run.pool.take(key) : null;
  if (kept !== null) {
    try {
      const { remoteAddress: host, remotePort: port } = kept.socket;
      if (host !== undefined && port !== undefined) run.capture.connected({ host, port });
      return await exchangeOn(kept);
    } catch (error) {
      // The server may have closed it just now, which says nothing about the service.
      if (run.deadline.reason !== null || run.trace.phase !== 'answer' || !isConnectionLoss(error))
        throw error;
    }
  }
  return await exchangeOn(await openConnection(hop, settings, run));

  async function exchangeOn(connection: Connection): Promise<Answer> {
    let reusable = false;
    const stopWatching = watchArrival(connection.socket, run.trace);
    try {
      run.trace.certificateExpiresAt = connection.certificateExpiresAt;
      run.trace.enter('answer');
      const { httpStatus, headers, redirectTo, bytes } = await run.deadline.wait(() =>
        receiveAnswer(connection.client, hop, settings, run),
      );
      reusable = keeps && redirectTo === null && bytes.length <= MAX_BODY_BYTES;
      const body = answerBody(bytes, firstOf(headers, 'content-type'), firstOf(headers, 'content-encoding'));
      return { httpStatus, redirectTo, body };
    } finally {
      stopWatching();
      if (reusable) run.pool.keep(key, connection);
      else closeConnection(connection);
    }
  }
}

/**
 * Notes when the first byte of an answer comes, and ends one of blank lines, interim answers or chunk extensions without
 * end: taking them in until the deadline would cost a core for that long.
 */
function watchArrival(socket: Socket, trace: ProbeTrace): () => void {
  const before = socket.bytesRead;
  const onReadable = () => {
    if (trace.phase === 'answer' && socket.readableLength > 0) trace.enter('body');
    if (socket.bytesRead - before <= MAX_ANSWER_BYTES) return;
    const message = `${placeOf(trace.target)} sent more than 1 MiB beside headers and body`;
    socket.destroy(new ProbeFault('protocol', message));
  };
  // Before undici's own listener, which empties the socket.
  socket.prependListener('readable', onReadable);
  return () => socket.removeListener('readable', onReadable);
}

function isConnectionLoss(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error) ?? '');
}

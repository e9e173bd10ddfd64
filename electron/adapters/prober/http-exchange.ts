import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import type { HttpProbe } from '../../../shared/domain/service.ts';
import type { AnswerBody } from '../../../shared/domain/expectations.ts';
import { MAX_BODY_BYTES, answerBody } from './answer-body.ts';
import type { Capture } from './capture.ts';
import { closeConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { openConnection } from './open-connection.ts';
import { orAborted } from './deadline.ts';
import { ProbeFault, codeOf } from './probe-fault.ts';
import type { ProbeRun } from './probe-run.ts';
import type { ProbeTrace } from './probe-trace.ts';
import { REDIRECT_STATUSES } from './redirect.ts';
import type { Hop } from './redirect.ts';
import { placeOf, targetOf } from './target.ts';

/** Health endpoints send about twenty; a thousand of them is a broken or hostile server. */
const MAX_HEADERS = 256;

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
      if (run.signal.aborted || run.trace.phase !== 'answer' || !isConnectionLoss(error)) throw error;
    }
  }
  return await exchangeOn(await openConnection(hop, settings, run));

  async function exchangeOn(connection: Connection): Promise<Answer> {
    let reusable = false;
    const stopWatching = watchArrival(connection.socket, run.trace);
    try {
      run.trace.certificateExpiresAt = connection.certificateExpiresAt;
      const response = await sendRequest(connection, hop, run);
      const { statusCode, headers } = response;
      run.trace.httpStatus = statusCode;
      run.capture.answered(headers);
      refuseManyHeaders(headers, run.trace);
      const redirectTo = redirectOf(statusCode, headers, settings);
      const bytes = redirectTo === null ? await readBody(response, run.capture) : new Uint8Array();
      reusable = keeps && redirectTo === null && bytes.length <= MAX_BODY_BYTES;
      const body = answerBody(bytes, first(headers, 'content-type'), first(headers, 'content-encoding'));
      return { httpStatus: statusCode, redirectTo, body };
    } finally {
      stopWatching();
      if (reusable) run.pool.keep(key, connection);
      else closeConnection(connection);
    }
  }
}

async function sendRequest({ client }: Connection, hop: Hop, run: ProbeRun) {
  const { trace } = run;
  trace.enter('answer');
  const request = client.request({
    method: hop.method,
    path: `${hop.url.pathname}${hop.url.search}`,
    headers: requestHeaders(hop, run.userAgent),
    signal: run.signal,
  });
  // undici looks at the signal only once the request is on its way.
  const response = await orAborted(request, run.signal);
  if (trace.phase === 'answer') trace.enter('body');
  return response;
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

/** Ours, unless the configuration says otherwise in whatever spelling. No compression: the body is judged as it comes. */
function requestHeaders(hop: Hop, userAgent: string): Record<string, string> {
  const ours = {
    'user-agent': userAgent,
    accept: 'application/json, text/*;q=0.9, */*;q=0.8',
    'accept-encoding': 'identity',
  };
  if (Object.keys(hop.headers).length === 0) return ours;
  const configured = new Set(Object.keys(hop.headers).map((name) => name.toLowerCase()));
  return {
    ...Object.fromEntries(Object.entries(ours).filter(([name]) => !configured.has(name))),
    ...hop.headers,
  };
}

type Headers = Dispatcher.ResponseData['headers'];

function first(headers: Headers, name: string): string | undefined {
  return [headers[name]].flat()[0];
}

function refuseManyHeaders(headers: Headers, { target }: ProbeTrace): void {
  let count = 0;
  for (const value of Object.values(headers)) count += Array.isArray(value) ? value.length : 1;
  if (count <= MAX_HEADERS) return;
  throw new ProbeFault('protocol', `${placeOf(target)} sent more than ${MAX_HEADERS} response headers`);
}

/** A redirect that names no place is judged as the answer it is. */
function redirectOf(httpStatus: number, headers: Headers, { followRedirects }: HttpProbe): string | null {
  if (followRedirects === 0 || !REDIRECT_STATUSES.includes(httpStatus)) return null;
  return first(headers, 'location') ?? null;
}

async function readBody(response: Dispatcher.ResponseData, capture: Capture): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> = response.body;
  for await (const chunk of body) {
    chunks.push(chunk);
    capture.read(chunk);
    size += chunk.length;
    if (size > MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks, size);
}

function isConnectionLoss(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error) ?? '');
}

import type { Client, Dispatcher } from 'undici';
import type { HttpProbe } from '../../../shared/domain/service.ts';
import { MAX_BODY_BYTES } from './answer-body.ts';
import { ProbeFault } from './probe-fault.ts';
import type { ProbeRun } from './probe-run.ts';
import { REDIRECT_STATUSES } from './redirect.ts';
import type { Hop } from './redirect.ts';
import { placeOf } from './target.ts';

/** Health endpoints send about twenty; a thousand of them is a broken or hostile server. */
const MAX_HEADERS = 256;

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** An answer as far as it is read: to its end, to the limit of a body, or to the head of a redirect that is followed. */
export interface ReceivedAnswer {
  readonly httpStatus: number;
  readonly headers: Headers;
  /** Where a redirect that is to be followed leads; its body is not read. */
  readonly redirectTo: string | null;
  /** More than the limit when there is more to come, which the caller ends by closing the connection. */
  readonly bytes: Uint8Array;
}

/**
 * Sends a request and takes in its answer as it comes, without the stream and the signal of undici's own
 * `request` (decision 0006).
 */
export function receiveAnswer(
  client: Client,
  hop: Hop,
  { followRedirects }: HttpProbe,
  { trace, capture, userAgent }: ProbeRun,
): Promise<ReceivedAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ReceivedAnswer>();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let head: Omit<ReceivedAnswer, 'bytes'> | null = null;

  /** At the end, or as soon as enough is known; what comes after that changes nothing. */
  function settle(): void {
    if (head !== null) resolve({ ...head, bytes: Buffer.concat(chunks, size) });
  }

  const request = {
    method: hop.method,
    path: `${hop.url.pathname}${hop.url.search}`,
    headers: requestHeaders(hop, userAgent),
  };
  client.dispatch(request, {
    onRequestStart() {},
    onResponseStart(_, httpStatus, headers) {
      // An interim answer: the one that counts is still to come.
      if (httpStatus < 200) return;
      if (trace.phase === 'answer') trace.enter('body');
      trace.httpStatus = httpStatus;
      capture.answered(headers);
      refuseManyHeaders(headers);
      head = { httpStatus, headers, redirectTo: redirectOf(httpStatus, headers, followRedirects) };
      if (head.redirectTo !== null) settle();
    },
    onResponseData(_, chunk) {
      if (head === null || head.redirectTo !== null || size > MAX_BODY_BYTES) return;
      chunks.push(chunk);
      capture.read(chunk);
      size += chunk.length;
      if (size > MAX_BODY_BYTES) settle();
    },
    onResponseEnd: settle,
    onResponseError: (_, error) => reject(error),
  });
  return promise;

  function refuseManyHeaders(headers: Headers): void {
    let count = 0;
    for (const value of Object.values(headers)) count += Array.isArray(value) ? value.length : 1;
    if (count <= MAX_HEADERS) return;
    const message = `${placeOf(trace.target)} sent more than ${MAX_HEADERS} response headers`;
    throw new ProbeFault('protocol', message);
  }
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

export function firstOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** A redirect that names no place is judged as the answer it is. */
function redirectOf(httpStatus: number, headers: Headers, followRedirects: number): string | null {
  if (followRedirects === 0 || !REDIRECT_STATUSES.includes(httpStatus)) return null;
  return firstOf(headers, 'location') ?? null;
}

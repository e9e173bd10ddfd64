import { err, ok } from '../../shared/lib/result.ts';
import type {
  ClientRequest,
  ClientResponses,
  RequestFault,
  SocketRequest,
} from '../../shared/protocol/protocol.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { ClientEvent, DashboardClient } from './dashboard-client.ts';
import { isAnswer } from './answers.ts';
import { decodeEvent } from './decode-event.ts';
import { parseInert } from './inert.ts';
import { reconnectDelayMs, UNHEARD_MS } from './reconnect-delay.ts';
import { requestPath } from './request-path.ts';

/** A question is answered from memory and one query; longer means that nobody will answer. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Talks to the server that the page came from: a socket for what changes, GETs for questions. */
export function createWebClient(origin: string): DashboardClient {
  let socket: WebSocket | null = null;
  return {
    subscribe: (listener) => keepConnected(origin, listener, (current) => (socket = current)),
    resync: () => {
      const request: SocketRequest = { type: 'resync' };
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
    },
    request: (request, signal) => ask(origin, request, signal),
    window: null,
  };
}

function keepConnected(
  origin: string,
  listener: (event: ClientEvent) => void,
  onSocket: (socket: WebSocket | null) => void,
): () => void {
  let socket: WebSocket | null = null;
  let failures = 0;
  let unheard: number | undefined;
  let retry: number | undefined;

  const connect = () => {
    clearTimeout(retry);
    retry = undefined;
    const opening = new WebSocket(`${origin.replace(/^http/, 'ws')}/ws`);
    socket = opening;
    onSocket(opening);
    opening.addEventListener('message', ({ data }) => {
      if (opening !== socket) return;
      expectMore();
      const event = decodeEvent(data);
      if (event === null) return;
      if (event.type === 'snapshot') {
        failures = 0;
        listener({ type: 'connection', connection: { state: 'live' } });
      }
      listener({ type: 'server', event });
    });
    opening.addEventListener('close', () => {
      if (opening === socket) lose();
    });
    expectMore();
  };

  const lose = () => {
    clearTimeout(unheard);
    const lost = socket;
    socket = null;
    onSocket(null);
    lost?.close();
    failures += 1;
    listener({ type: 'connection', connection: { state: 'reconnecting' } });
    retry = setTimeout(connect, reconnectDelayMs(failures, Math.random()));
  };

  const expectMore = () => {
    clearTimeout(unheard);
    unheard = setTimeout(lose, UNHEARD_MS);
  };

  /* The network is back, or the person is: no reason to wait for the rest of the delay. */
  const connectNow = () => {
    if (retry !== undefined && document.visibilityState === 'visible') connect();
  };
  window.addEventListener('online', connectNow);
  document.addEventListener('visibilitychange', connectNow);

  connect();
  return () => {
    window.removeEventListener('online', connectNow);
    document.removeEventListener('visibilitychange', connectNow);
    clearTimeout(retry);
    clearTimeout(unheard);
    const open = socket;
    socket = null;
    onSocket(null);
    open?.close();
  };
}

async function ask<Request extends ClientRequest>(
  origin: string,
  request: Request,
  signal: AbortSignal,
): Promise<Result<ClientResponses[Request['type']], RequestFault>> {
  try {
    const response = await fetch(origin + requestPath(request), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
      headers: { accept: 'application/json' },
    });
    const body = parseInert(await response.text());
    if (response.ok && isAnswer<Request['type']>(request.type, body)) return ok(body);
    const code = response.status === 404 ? 'not-found' : response.status < 500 ? 'invalid' : 'unavailable';
    return err({ code, message: `The server answered ${response.status} to this question.` });
  } catch {
    return err({ code: 'unavailable', message: 'The server does not answer this question.' });
  }
}

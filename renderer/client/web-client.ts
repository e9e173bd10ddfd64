import { err, ok } from '../../shared/lib/result.ts';
import { HEARTBEAT_MS } from '../../shared/protocol/protocol.ts';
import type {
  ClientRequest,
  ClientResponses,
  RequestFault,
  SocketRequest,
} from '../../shared/protocol/protocol.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { ClientEvent, DashboardClient } from './dashboard-client.ts';
import { decodeEvent, isRecord, parseInert } from './decode-event.ts';
import { reconnectDelayMs } from './reconnect-delay.ts';
import { requestPath } from './request-path.ts';

/** Two heartbeats missed, and a little for the way. */
const SILENCE_MS = 2 * HEARTBEAT_MS + 1000;
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
  };
}

function keepConnected(
  origin: string,
  listener: (event: ClientEvent) => void,
  onSocket: (socket: WebSocket | null) => void,
): () => void {
  let socket: WebSocket | null = null;
  let failures = 0;
  let silence: number | undefined;
  let retry: number | undefined;

  const connect = () => {
    clearTimeout(retry);
    retry = undefined;
    const opening = new WebSocket(`${origin.replace(/^http/, 'ws')}/ws`);
    socket = opening;
    onSocket(opening);
    opening.addEventListener('message', ({ data }) => {
      if (opening !== socket) return;
      watchSilence();
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
    watchSilence();
  };

  const lose = () => {
    clearTimeout(silence);
    const lost = socket;
    socket = null;
    onSocket(null);
    lost?.close();
    failures += 1;
    listener({ type: 'connection', connection: { state: 'reconnecting' } });
    retry = setTimeout(connect, reconnectDelayMs(failures, Math.random()));
  };

  const watchSilence = () => {
    clearTimeout(silence);
    silence = setTimeout(lose, SILENCE_MS);
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
    clearTimeout(silence);
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

/** What each answer is about: with it there, the rest is too, because both ends are of the same build. */
const MEMBERS: Readonly<Record<keyof ClientResponses, string>> = {
  services: 'services',
  overview: 'overview',
  alerts: 'alerts',
  service: 'explanation',
  history: 'samples',
  incidents: 'incidents',
  notifications: 'notifications',
};

function isAnswer<Type extends keyof ClientResponses>(
  type: Type,
  body: unknown,
): body is ClientResponses[Type] {
  return isRecord(body) && MEMBERS[type] in body;
}

import { err, ok } from '../../shared/lib/result.ts';
import type {
  ClientRequest,
  ClientResponses,
  RequestFault,
  SocketRequest,
} from '../../shared/protocol/protocol.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { ClientEvent, DashboardClient, Outcome } from './dashboard-client.ts';
import { isAnswer } from './answers.ts';
import { decodeEvent } from './decode-event.ts';
import { parseInert } from './inert.ts';
import { reconnectDelayMs, UNHEARD_MS } from './reconnect-delay.ts';
import { requestPath } from './request-path.ts';
import { askSession, change, signIn, signOut, takeSecret } from './session.ts';

/** A question is answered from memory and one query; longer means that nobody will answer. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Talks to the server that the page came from: a socket for what changes, GETs for questions. */
export function createWebClient(origin: string): DashboardClient {
  let connection: KeptConnection | null = null;
  /** Rights may be others now; what is shown and heard begins anew with them. */
  const thenAgain = async (asked: Promise<Outcome>) => {
    const outcome = await asked;
    if (outcome.ok) connection?.again();
    return outcome;
  };
  return {
    subscribe: (listener) => {
      connection = keepConnected(origin, listener);
      return connection.stop;
    },
    resync: () => connection?.send({ type: 'resync' }),
    request: (request, signal) => ask(origin, request, signal),
    window: null,
    browser: {
      change: (request) => change(origin, request),
      signIn: (text) => thenAgain(signIn(origin, text)),
      signOut: () => thenAgain(signOut(origin)),
    },
  };
}

interface KeptConnection {
  send(this: void, request: SocketRequest): void;
  /** Gives up the socket and asks anew who one is. */
  again(this: void): void;
  stop(this: void): void;
}

function keepConnected(origin: string, listener: (event: ClientEvent) => void): KeptConnection {
  let socket: WebSocket | null = null;
  let failures = 0;
  /** What an earlier try still waits for counts no more. */
  let tries = 0;
  let unheard: number | undefined;
  let retry: number | undefined;

  const connect = async () => {
    clearTimeout(retry);
    retry = undefined;
    tries += 1;
    const current = tries;
    const secret = takeSecret();
    const opened = secret === null ? null : await signIn(origin, secret);
    const session = await askSession(origin);
    if (current !== tries) return;
    if (session === null) return lose();
    const fault = opened === null || opened.ok ? null : opened.error.message;
    listener({ type: 'session', session, fault });
    if (session.role !== null) open();
  };

  const open = () => {
    const opening = new WebSocket(`${origin.replace(/^http/, 'ws')}/ws`);
    socket = opening;
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

  const leave = () => {
    clearTimeout(unheard);
    clearTimeout(retry);
    const left = socket;
    socket = null;
    left?.close();
  };

  const lose = () => {
    leave();
    failures += 1;
    listener({ type: 'connection', connection: { state: 'reconnecting' } });
    retry = setTimeout(() => void connect(), reconnectDelayMs(failures, Math.random()));
  };

  const again = () => {
    leave();
    void connect();
  };

  const expectMore = () => {
    clearTimeout(unheard);
    unheard = setTimeout(lose, UNHEARD_MS);
  };

  /* The network is back, or the person is: no reason to wait for the rest of the delay. */
  const connectNow = () => {
    if (retry !== undefined && document.visibilityState === 'visible') void connect();
  };
  /* A link with a token was opened in this tab. */
  const useLink = () => {
    if (location.hash.startsWith('#token=')) again();
  };
  window.addEventListener('online', connectNow);
  window.addEventListener('hashchange', useLink);
  document.addEventListener('visibilitychange', connectNow);

  void connect();
  return {
    send: (request) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
    },
    again,
    stop: () => {
      window.removeEventListener('online', connectNow);
      window.removeEventListener('hashchange', useLink);
      document.removeEventListener('visibilitychange', connectNow);
      tries += 1;
      leave();
    },
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

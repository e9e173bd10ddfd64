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
import { callApi, type Api } from './call-api.ts';
import { decodeEvent } from './decode-event.ts';
import { reconnectDelayMs, UNHEARD_MS } from './reconnect-delay.ts';
import { requestPath } from './request-path.ts';
import { sessionKey } from './session-key.ts';
import { askSession, change, signIn, signOut, takeSecret } from './session.ts';

/** Talks to the server that the page came from: a socket for what changes, GETs for questions. */
/** `base` is what its addresses begin with, and has no final slash. */
export function createWebClient(base: string): DashboardClient {
  const api: Api = { base, key: sessionKey(base) };
  let connection: KeptConnection | null = null;
  /** Rights may be others now; what is shown and heard begins anew with them. */
  const thenAgain = async (asked: Promise<Outcome>) => {
    const outcome = await asked;
    if (outcome.ok) connection?.again();
    return outcome;
  };
  return {
    subscribe: (listener) => {
      connection = keepConnected(api, listener);
      return connection.stop;
    },
    resync: () => connection?.send({ type: 'resync' }),
    request: (request, signal) => ask(api, request, signal),
    window: null,
    browser: {
      change: (request) => change(api, request),
      signIn: (text) => thenAgain(signIn(api, text)),
      signOut: () => thenAgain(signOut(api)),
    },
  };
}

interface KeptConnection {
  send(this: void, request: SocketRequest): void;
  /** Gives up the socket and asks anew who one is. */
  again(this: void): void;
  stop(this: void): void;
}

function keepConnected(api: Api, listener: (event: ClientEvent) => void): KeptConnection {
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
    const opened = secret === null ? null : await signIn(api, secret);
    const key = api.key.get();
    const asked = await askSession(api);
    if (current !== tries) return;
    if (!asked.ok) return lose();
    const session = asked.value;
    const fault = opened === null || opened.ok ? null : opened.error.message;
    listener({ type: 'session', session, fault });
    if (session.role !== null) open(session.name === null ? null : key);
  };

  /** With the key by which the server has just known who it is. */
  const open = (key: string | null) => {
    const opening = new WebSocket(`${api.base.replace(/^http/, 'ws')}/ws`);
    socket = opening;
    opening.addEventListener('open', () => {
      if (key !== null) opening.send(JSON.stringify({ type: 'key', key } satisfies SocketRequest));
    });
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
  const stopWatching = api.key.watch(again);

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
      stopWatching();
      tries += 1;
      leave();
    },
  };
}

async function ask<Request extends ClientRequest>(
  api: Api,
  request: Request,
  signal: AbortSignal,
): Promise<Result<ClientResponses[Request['type']], RequestFault>> {
  const answer = await callApi(api, requestPath(request), { signal });
  if (!answer.ok) return answer;
  if (isAnswer<Request['type']>(request.type, answer.value)) return ok(answer.value);
  return err({ code: 'unavailable', message: 'Something else than Bellwether answered this question.' });
}

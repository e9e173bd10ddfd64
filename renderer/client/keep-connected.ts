import type { SocketRequest } from '../../shared/protocol/protocol.ts';
import { TOO_MANY_VIEWERS } from '../../shared/protocol/protocol.ts';
import type { Api } from './call-api.ts';
import type { ClientEvent } from './dashboard-client.ts';
import { decodeEvent } from './decode-event.ts';
import { heardNow, look } from './hearing.ts';
import { reconnectDelayMs } from './reconnect-delay.ts';
import { NO_SOCKET, SESSION_ENDED, TOO_MANY_PAGES } from './refusal.ts';
import { askSession, signIn, takeSecret } from './session.ts';

const LOOK_MS = 1000;
/** Close code of a server that takes back rights: the next question tells who one is now. */
const RIGHTS_ENDED = 1008;

export interface KeptConnection {
  send(this: void, request: SocketRequest): void;
  /** Gives up the socket and asks anew who one is. */
  again(this: void): void;
  stop(this: void): void;
}

/** A socket as long as the page lives: lost, it is opened again; silent, it is doubted. */
export function keepConnected(api: Api, listener: (event: ClientEvent) => void): KeptConnection {
  let socket: WebSocket | null = null;
  let failures = 0;
  /** What an earlier try still waits for counts no more. */
  let tries = 0;
  /** A try waits for answers before it has a socket. */
  let trying = false;
  let retry: number | undefined;
  let hearing = heardNow(Date.now());

  const connect = async () => {
    clearTimeout(retry);
    retry = undefined;
    tries += 1;
    trying = true;
    const current = tries;
    const secret = takeSecret();
    const opened = secret === null ? null : await signIn(api, secret);
    const key = api.key.get();
    const asked = await askSession(api);
    if (current !== tries) return;
    trying = false;
    if (!asked.ok) return lose(asked.error.answered ? asked.error.message : null, asked.error.retryAfterMs);
    const session = asked.value;
    const ended = opened === null && session.role === null && key !== null;
    const fault = opened === null || opened.ok ? null : opened.error.message;
    listener({ type: 'session', session, fault: ended ? SESSION_ENDED : fault });
    if (session.role !== null) open(session.name === null ? null : key);
  };

  /** With the key by which the server has just known who it is. */
  const open = (key: string | null) => {
    const opening = new WebSocket(`${api.base.replace(/^http/, 'ws')}/ws`);
    let began = false;
    socket = opening;
    opening.addEventListener('open', () => {
      if (key !== null) opening.send(JSON.stringify({ type: 'key', key } satisfies SocketRequest));
    });
    opening.addEventListener('message', ({ data }) => {
      if (opening !== socket) return;
      hearing = heardNow(Date.now());
      const event = decodeEvent(data);
      if (event === null) return;
      if (event.type === 'snapshot') {
        began = true;
        failures = 0;
        listener({ type: 'connection', connection: { state: 'live' } });
      }
      listener({ type: 'server', event });
    });
    opening.addEventListener('close', ({ code }) => {
      if (opening !== socket) return;
      if (code === TOO_MANY_VIEWERS) lose(TOO_MANY_PAGES);
      else lose(began || code === RIGHTS_ENDED ? null : NO_SOCKET);
    });
    hearing = heardNow(Date.now());
  };

  const leave = () => {
    clearTimeout(retry);
    retry = undefined;
    const left = socket;
    socket = null;
    left?.close();
  };

  /** `refusal` is what was answered instead, in words; `null` when nobody answers. */
  const lose = (refusal: string | null, leastMs = 0) => {
    leave();
    failures += 1;
    listener({ type: 'connection', connection: { state: 'reconnecting', refusal } });
    retry = setTimeout(() => void connect(), Math.max(leastMs, reconnectDelayMs(failures, Math.random())));
  };

  const again = () => {
    leave();
    void connect();
  };

  const send = (request: SocketRequest) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
  };

  const lookNow = (urged: boolean) => {
    const seen = look(hearing, Date.now(), urged);
    hearing = seen.hearing;
    if (socket !== null) {
      if (seen.verdict === 'lost') lose(null);
      else if (seen.verdict === 'ask') send({ type: 'ping' });
    } else if (seen.jumped ? trying || retry !== undefined : urged && retry !== undefined) {
      // Whatever was begun before may never end, and nobody has to wait for the rest of a delay.
      void connect();
    }
  };

  /* The network is another, or the person is back: what was true before is asked now. */
  const urge = () => {
    if (document.visibilityState === 'visible') lookNow(true);
  };
  /* A link with a token was opened in this tab. */
  const useLink = () => {
    if (location.hash.startsWith('#token=')) again();
  };
  const ticking = setInterval(() => lookNow(false), LOOK_MS);
  for (const event of ['online', 'offline', 'pageshow']) window.addEventListener(event, urge);
  window.addEventListener('hashchange', useLink);
  document.addEventListener('visibilitychange', urge);
  const stopWatching = api.key.watch(again);

  void connect();
  return {
    send,
    again,
    stop: () => {
      clearInterval(ticking);
      for (const event of ['online', 'offline', 'pageshow']) window.removeEventListener(event, urge);
      window.removeEventListener('hashchange', useLink);
      document.removeEventListener('visibilitychange', urge);
      stopWatching();
      tries += 1;
      leave();
    },
  };
}

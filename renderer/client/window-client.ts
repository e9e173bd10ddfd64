import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Bridge, DesktopRequest } from '../../shared/protocol/desktop.ts';
import type { ClientRequest, ClientResponses, RequestFault } from '../../shared/protocol/protocol.ts';
import { isAnswer } from './answers.ts';
import type { ClientEvent, DashboardClient } from './dashboard-client.ts';
import { decodeWindowEvent } from './decode-event.ts';
import { inert, isRecord } from './inert.ts';
import { UNHEARD_MS } from './hearing.ts';
import { reconnectDelayMs } from './reconnect-delay.ts';

/** This timer and the second heartbeat are due at the same time. */
const ON_THE_WAY_MS = 1000;

declare global {
  interface Window {
    /** Put there by the preload script of the desktop's window; missing in a browser. */
    readonly bellwether?: Bridge;
  }
}

const RESYNC: DesktopRequest = { type: 'resync' };

/** Talks to the main process that made this window. */
export function createWindowClient(bridge: Bridge): DashboardClient {
  return {
    subscribe: (listener) => keepListening(bridge, listener),
    resync: () => void send(bridge, RESYNC),
    request: (request) => ask(bridge, request),
    browser: null,
    window: {
      change: (request) => send(bridge, request),
      desktop: (request) => send(bridge, request),
      lookAgain: () => {
        const look = () => void send(bridge, RESYNC);
        look();
        window.addEventListener('focus', look);
        return () => window.removeEventListener('focus', look);
      },
    },
  };
}

function keepListening(bridge: Bridge, listener: (event: ClientEvent) => void): () => void {
  let live = false;
  let stopped = false;
  let failures = 0;
  /** Of the loss when nothing is heard; after one, of the next try. */
  let timer: number | undefined;

  const begin = async () => {
    expectMore();
    const answer = await send(bridge, RESYNC);
    if (!answer.ok && !stopped) lose();
  };

  const expectMore = () => {
    clearTimeout(timer);
    timer = setTimeout(lose, UNHEARD_MS + ON_THE_WAY_MS);
  };

  const lose = () => {
    live = false;
    failures += 1;
    listener({ type: 'connection', connection: { state: 'reconnecting', refusal: null } });
    clearTimeout(timer);
    timer = setTimeout(() => void begin(), reconnectDelayMs(failures, Math.random()));
  };

  const unsubscribe = bridge.subscribe((value) => {
    const event = decodeWindowEvent(value);
    if (event === null) return;
    if (event.type === 'desktop' || event.type === 'open') return listener(event);
    if (event.type === 'snapshot' && !live) {
      live = true;
      failures = 0;
      listener({ type: 'connection', connection: { state: 'live' } });
    }
    /* Before the next snapshot nothing is built on what was known before the loss. */
    if (!live) return;
    expectMore();
    listener({ type: 'server', event });
  });
  void begin();
  return () => {
    stopped = true;
    clearTimeout(timer);
    unsubscribe();
  };
}

async function ask<Request extends ClientRequest>(
  bridge: Bridge,
  request: Request,
): Promise<Result<ClientResponses[Request['type']], RequestFault>> {
  /* As in an address, where every value is text: one decoder guards both doors. */
  const asText = Object.entries(request).map(([name, value]) => [name, String(value)] as const);
  const answer = await call(bridge, Object.fromEntries(asText));
  if (!answer.ok) return answer;
  return isAnswer<Request['type']>(request.type, answer.value) ? ok(answer.value) : NO_ANSWER;
}

async function send(bridge: Bridge, request: unknown): Promise<Result<void, RequestFault>> {
  const answer = await call(bridge, request);
  return answer.ok ? ok(undefined) : answer;
}

const NO_ANSWER = err({ code: 'unavailable', message: 'Bellwether does not answer.' } as const);

async function call(bridge: Bridge, request: unknown): Promise<Result<unknown, RequestFault>> {
  try {
    const answer = await bridge.request(request);
    if (answer.ok) return ok(inert(answer.value));
    return isRecord(answer.error)
      ? err({ ...answer.error, message: String(inert(answer.error.message)) })
      : NO_ANSWER;
  } catch {
    return NO_ANSWER;
  }
}

import { err, ok } from '../../shared/lib/result.ts';
import type { ClientRequest, ClientResponses, RequestFault } from '../../shared/protocol/protocol.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { DashboardClient, Outcome } from './dashboard-client.ts';
import { isAnswer } from './answers.ts';
import { callApi, type Api } from './call-api.ts';
import { keepConnected, type KeptConnection } from './keep-connected.ts';
import { NOT_OURS } from './refusal.ts';
import { requestPath } from './request-path.ts';
import { sessionKey } from './session-key.ts';
import { change, signIn, signOut } from './session.ts';

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

async function ask<Request extends ClientRequest>(
  api: Api,
  request: Request,
  signal: AbortSignal,
): Promise<Result<ClientResponses[Request['type']], RequestFault>> {
  const answer = await callApi(api, requestPath(request), { signal });
  if (!answer.ok) return answer;
  if (isAnswer<Request['type']>(request.type, answer.value)) return ok(answer.value);
  return err(NOT_OURS);
}

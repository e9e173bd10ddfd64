import { err, ok, type Result } from '../../shared/lib/result.ts';
import { secretIn, type Session } from '../../shared/protocol/access.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import { callApi, type Api } from './call-api.ts';
import type { Outcome } from './dashboard-client.ts';
import { isRecord } from './inert.ts';
import { NOT_OURS, type CallFault } from './refusal.ts';

const PATH = '/api/v1/session';
const NOT_KEPT = err({
  code: 'unavailable',
  message:
    'The token is right, but this browser did not keep the session: allow this page its cookies and its storage, and sign in again.',
} as const);

/** Takes the token out of the address, so that nobody reads it there; `null` when there is none. */
export function takeSecret(): string | null {
  if (!location.hash.startsWith('#token=')) return null;
  const secret = secretIn(location.hash);
  history.replaceState(null, '', location.pathname);
  return secret ?? '';
}

export async function askSession(api: Api): Promise<Result<Session, CallFault>> {
  const answer = await callApi(api, PATH);
  if (!answer.ok) return answer;
  const session = decodeSession(answer.value);
  return session === null ? err(NOT_OURS) : ok(session);
}

/** Done only when the server takes the browser for the holder of the token in the very next request: what a browser keeps is its own matter. */
export async function signIn(api: Api, text: string): Promise<Outcome> {
  const token = secretIn(text);
  if (token === null)
    return err({ code: 'invalid', message: 'This is neither a token nor a link with one.' });
  const answer = await callApi(api, PATH, { method: 'POST', body: { token } });
  if (!answer.ok) return answer;
  const begun = isRecord(answer.value) ? answer.value : {};
  if (typeof begun['key'] !== 'string') return err(NOT_OURS);
  api.key.set(begun['key']);
  const session = await askSession(api);
  if (!session.ok) return session;
  return session.value.name === begun['name'] ? ok(undefined) : NOT_KEPT;
}

export async function signOut(api: Api): Promise<Outcome> {
  const done = await callApi(api, PATH, { method: 'DELETE' });
  if (!done.ok) return done;
  api.key.set(null);
  return ok(undefined);
}

export async function change(api: Api, request: OperatorRequest): Promise<Outcome> {
  const done = await callApi(api, '/api/v1/requests', { method: 'POST', body: request });
  return done.ok ? ok(undefined) : done;
}

function decodeSession(answer: unknown): Session | null {
  if (!isRecord(answer)) return null;
  const { role, name } = answer;
  const known = role === 'viewer' || role === 'operator' || role === null;
  return known && (typeof name === 'string' || name === null) ? { role, name } : null;
}

import { err, ok, type Result } from '../../shared/lib/result.ts';
import { secretIn, type Session } from '../../shared/protocol/access.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import type { RequestFault } from '../../shared/protocol/protocol.ts';
import type { Outcome } from './dashboard-client.ts';
import { isRecord, parseInert } from './inert.ts';

const TIMEOUT_MS = 10_000;
const NO_ANSWER = err({ code: 'unavailable', message: 'The server does not answer.' } as const);

/** Takes the token out of the address, so that nobody reads it there; `null` when there is none. */
export function takeSecret(): string | null {
  if (!location.hash.startsWith('#token=')) return null;
  const secret = secretIn(location.hash);
  history.replaceState(null, '', location.pathname);
  return secret ?? '';
}

/** `null` when the server does not answer. */
export async function askSession(origin: string): Promise<Session | null> {
  const answer = await call(`${origin}/api/v1/session`, 'GET');
  return answer.ok ? decodeSession(answer.value) : null;
}

export async function signIn(origin: string, text: string): Promise<Outcome> {
  const token = secretIn(text);
  if (token === null)
    return err({ code: 'invalid', message: 'This is neither a token nor a link with one.' });
  return done(await call(`${origin}/api/v1/session`, 'POST', { token }));
}

export async function signOut(origin: string): Promise<Outcome> {
  return done(await call(`${origin}/api/v1/session`, 'DELETE'));
}

export async function change(origin: string, request: OperatorRequest): Promise<Outcome> {
  return done(await call(`${origin}/api/v1/requests`, 'POST', request));
}

async function call(url: string, method: string, body?: object): Promise<Result<unknown, RequestFault>> {
  try {
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const answer = parseInert(await response.text());
    return response.ok ? ok(answer) : err({ code: 'invalid', message: faultOf(response.status, answer) });
  } catch {
    return NO_ANSWER;
  }
}

function faultOf(status: number, answer: unknown): string {
  const error = isRecord(answer) ? answer['error'] : null;
  if (isRecord(error) && typeof error['message'] === 'string') return error['message'];
  if (status === 401 || status === 403) return 'Your token does not allow this, or no longer.';
  return status === 429 ? 'Too many requests; try again in a minute.' : `The server answered ${status}.`;
}

function decodeSession(answer: unknown): Session | null {
  if (!isRecord(answer)) return null;
  const { role, name } = answer;
  const known = role === 'viewer' || role === 'operator' || role === null;
  return known && (typeof name === 'string' || name === null) ? { role, name } : null;
}

function done(answer: Result<unknown, RequestFault>): Outcome {
  return answer.ok ? ok(undefined) : answer;
}

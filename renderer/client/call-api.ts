import { err, ok, type Result } from '../../shared/lib/result.ts';
import { KEY_HEADER } from '../../shared/protocol/access.ts';
import type { RequestFault } from '../../shared/protocol/protocol.ts';
import { isRecord, parseInert } from './inert.ts';
import type { SessionKey } from './session-key.ts';

/** Every question is answered from memory and one query; longer means that nobody will answer. */
const TIMEOUT_MS = 10_000;

export interface Api {
  /** Of all paths, without a slash at its end. */
  readonly base: string;
  readonly key: SessionKey;
}

/** Asks in the name of whoever is signed in. The value is the JSON of the answer, whatever it is. */
export async function callApi(
  { base, key }: Api,
  path: string,
  { method = 'GET', body, signal }: { method?: string; body?: object; signal?: AbortSignal } = {},
): Promise<Result<unknown, RequestFault>> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const own = key.get();
  try {
    const response = await fetch(base + path, {
      method,
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      headers: {
        accept: 'application/json',
        ...(own !== null && { [KEY_HEADER]: own }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = parseInert(await response.text());
    return response.ok ? ok(answer) : err(faultOf(response.status, answer));
  } catch {
    return err({ code: 'unavailable', message: 'The server does not answer.' });
  }
}

function faultOf(status: number, answer: unknown): RequestFault {
  const code = status === 404 ? 'not-found' : status < 500 ? 'invalid' : 'unavailable';
  return { code, message: wordsOf(status, answer) };
}

function wordsOf(status: number, answer: unknown): string {
  const error = isRecord(answer) ? answer['error'] : null;
  if (isRecord(error) && typeof error['message'] === 'string') return error['message'];
  if (status === 401 || status === 403) return 'Your token does not allow this, or no longer.';
  return status === 429 ? 'Too many requests; try again in a minute.' : `The server answered ${status}.`;
}

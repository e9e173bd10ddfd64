import { err, ok, type Result } from '../../shared/lib/result.ts';
import { KEY_HEADER } from '../../shared/protocol/access.ts';
import { parseInert } from './inert.ts';
import { NO_ANSWER, refusalOf, type CallFault } from './refusal.ts';
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
): Promise<Result<unknown, CallFault>> {
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
    if (response.ok) return ok(answer);
    return err(refusalOf(response.status, answer, response.headers.get('retry-after')));
  } catch {
    return err(NO_ANSWER);
  }
}

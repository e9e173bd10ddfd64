import type { RequestFault } from '../../shared/protocol/protocol.ts';
import { HEADERS_TOO_LONG, PASS_ON_UPGRADE, tooManyRequests } from '../../shared/protocol/refusal-words.ts';
import { isRecord } from './inert.ts';

/** A request that brought nothing. */
export interface CallFault extends RequestFault {
  /** Something answered, if not as it should. */
  readonly answered: boolean;
  /** Earlier it need not be tried again; 0 when nothing is said of that. */
  readonly retryAfterMs: number;
}

const LONGEST_WAIT_MS = 300_000;

export const NO_ANSWER: CallFault = {
  code: 'unavailable',
  message: 'The server does not answer.',
  answered: false,
  retryAfterMs: 0,
};

/** Such as the sign-in page of a proxy or of a network. */
export const NOT_OURS: CallFault = {
  code: 'unavailable',
  message:
    'Something else than Bellwether answers at this address. Load the page anew: a proxy or the network may want you to sign in there first.',
  answered: true,
  retryAfterMs: 0,
};

export const TOO_MANY_PAGES =
  'Bellwether answers, but too many of its pages are open at once. Close some of them; this one comes back by itself.';
export const NO_SOCKET = `Bellwether answers, but no live connection (WebSocket) comes about. ${PASS_ON_UPGRADE}`;

/** Said where a page still holds its key: whoever signs out has taken that away. */
export const SESSION_ENDED =
  'Your session has ended: its token was revoked, the browser deleted its cookie, or it was not used for 30 days. Sign in again, or ask for a new link.';

/** What was answered, in words, and what to do: no answer of a server is shown as its absence. `answer` is its JSON: what Bellwether itself says comes first. */
export function refusalOf(status: number, answer: unknown, retryAfter: string | null): CallFault {
  const code = status === 404 ? 'not-found' : status < 500 ? 'invalid' : 'unavailable';
  const seconds = /^\d{1,9}$/.test(retryAfter ?? '') ? Number(retryAfter) : 0;
  const retryAfterMs = Math.min(LONGEST_WAIT_MS, seconds * 1000);
  return { code, message: ownWords(answer) ?? wordsOf(status, retryAfterMs), answered: true, retryAfterMs };
}

function ownWords(answer: unknown): string | null {
  const error = isRecord(answer) ? answer['error'] : null;
  return isRecord(error) && typeof error['message'] === 'string' ? error['message'] : null;
}

function wordsOf(status: number, retryAfterMs: number): string {
  switch (status) {
    case 401:
    case 403:
      return `This was refused (${status}): your token does not allow it, or no longer. Sign in with another one; if a proxy asks for a password, load the page anew.`;
    case 404:
      return 'There is no Bellwether at this address (404). Check the address, and where a proxy in between leads.';
    case 421:
      return 'This server does not go by the name in the address of this page (421). If it should, add the name to `names` under `server:` in the configuration of Bellwether, and start it again.';
    case 429:
      return tooManyRequests(retryAfterMs);
    case 431:
      return HEADERS_TOO_LONG;
    case 500:
      return 'Bellwether failed at this (500). "bellwether logs" says why.';
    case 502:
    case 503:
    case 504:
      return `What stands before Bellwether answered ${status}: it does not reach it, or Bellwether is not ready. Start Bellwether, or check the address that the proxy passes requests on to.`;
    default:
      return `The answer was ${status}, which Bellwether does not give here. Load the page anew; if that does not help, check what stands in between, such as a proxy.`;
  }
}

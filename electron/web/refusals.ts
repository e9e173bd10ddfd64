import {
  HEADERS_TOO_LONG,
  MANY_WRONG_TOKENS,
  PASS_ON_UPGRADE,
  WRONG_TOKEN,
} from '../../shared/protocol/refusal-words.ts';

/* What is answered in place of what was asked for. People read it in a browser and in a terminal: what is wrong, and what to do about it. */

/** Why the door stays closed, by status: for the published document. */
export const REFUSALS = {
  400: 'The request cannot be read, or names not exactly one host.',
  401: 'It needs a token, or the token is wrong.',
  403: 'It needs the operator role, or comes from a foreign page.',
  405: 'Nothing is changed by this method here.',
  413: 'The body is too long, or none was expected.',
  415: 'The body is not JSON.',
  421: 'The server does not go by the name in `Host`; the body says what to add to its configuration.',
  429: 'Too many requests or wrong tokens; `retry-after` says how long.',
  431: 'The headers are too many or too long.',
} as const;

export interface Refusal {
  readonly status: number;
  /** Whole sentences for whoever is refused. */
  readonly words: string;
  /** When waiting helps. */
  readonly retryAfterMs?: number | undefined;
  /** What can be done there instead. */
  readonly allow?: string | undefined;
}

/** The longest request that changes something has a comment of 500 characters. */
export const MAX_BODY_BYTES = 16_384;

const WHO_MAKES_TOKENS =
  'Whoever runs Bellwether makes tokens: in its settings, or with "bellwether token create NAME".';
const ASKED_BY_ANOTHER =
  'A page of another server asked for this, and gets nothing. Open the address in a tab of its own.';
const SENT_BY_A_PROGRAM = 'a program sends its token as "Authorization: Bearer TOKEN"';

/** By the reason that the log gives: the status, and the words unless more is known. */
export const REASONS = {
  'too many headers': [431, HEADERS_TOO_LONG],
  'request target is not a path': [
    400,
    'This server is no proxy. Ask it for a path of its own, such as /health.',
  ],
  'not exactly one Host': [400, 'The request has to name one host, in one header "Host".'],
  'foreign Host': [
    421,
    'The header "Host" holds no name that can be read. Use a name or an address of this machine.',
  ],
  'foreign Origin': [403, ASKED_BY_ANOTHER],
  'request of a foreign page': [403, ASKED_BY_ANOTHER],
  'method that changes': [
    405,
    'This address does not take this method; the header "Allow" names those that it takes.',
  ],
  'neither Origin nor token': [403, `Changes need a token: ${SENT_BY_A_PROGRAM}. ${WHO_MAKES_TOKENS}`],
  'request with a body that is not expected or too long': [
    413,
    `A request may have a body only where it changes something, of at most ${MAX_BODY_BYTES} bytes, and "Content-Length" has to say how many.`,
  ],
  'body that is not JSON': [
    415,
    'The body has to be JSON. Send it with the header "Content-Type: application/json".',
  ],
  'no token': [
    401,
    `What is here needs a token. A person signs in on the page of Bellwether, at / or where your proxy puts it, and sees it there; ${SENT_BY_A_PROGRAM}. ${WHO_MAKES_TOKENS}`,
  ],
  'wrong token': [401, `${WRONG_TOKEN} ${WHO_MAKES_TOKENS}`],
  'too many wrong tokens': [429, `${MANY_WRONG_TOKENS} ${WHO_MAKES_TOKENS}`],
  'needs the operator role': [
    403,
    'This needs the token of an operator, and yours is of a viewer. "bellwether token create NAME --role operator" makes one.',
  ],
} as const satisfies Readonly<Record<string, readonly [status: keyof typeof REFUSALS, words: string]>>;
export type Reason = keyof typeof REASONS;

/** For what Node could not read. */
export const UNREADABLE: Refusal = {
  status: 400,
  words: 'This is no HTTP/1.1 request that can be read. Check the program or the proxy that sent it.',
};
export const TOO_LONG: Refusal = { status: 431, words: HEADERS_TOO_LONG };
export const TOO_SLOW: Refusal = {
  status: 408,
  words: 'The request did not arrive in whole in time. Send it again.',
};
export const NO_HANDSHAKE: Refusal = {
  status: 400,
  words: `This is no handshake of a WebSocket that can be read. ${PASS_ON_UPGRADE}`,
};

/* What the router answers. */

export const NOTHING_HERE =
  'Not Found\nNothing is at this address. The page of Bellwether is at /, or where your proxy puts it.\n';
export const NO_SUCH_PATH = 'nothing is at this address; /api/v1/openapi.json lists what there is';
export const UNREADABLE_BODY = 'the body of this request cannot be read as JSON';
export const FAILED = 'this request failed; "bellwether logs" says why';
export const NOT_AS_NAMED =
  'Precondition Failed\nWhat is here is not what the header "If-Match" names. Ask without that header for what is here now.\n';
export const A_SOCKET = `Upgrade Required\nThis is the address of a WebSocket, and the request is no handshake. ${PASS_ON_UPGRADE}\n`;
export const NOT_BUILT =
  'Service Unavailable\nThe page of the dashboard has not been built: run "npm run build" and start Bellwether again. ' +
  'What it would show is at /api/v1/services and /health.\n';

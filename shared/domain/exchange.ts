import type { AnswerBody } from './expectations.ts';
import type { KnownSecrets } from '../lib/known-secrets.ts';
import { redactHeader, redactText, redactUrl, secretsToHide } from './redact.ts';
import type { Service } from './service.ts';

/** Where a probe ended that got no complete answer: waiting for addresses, a connection, a handshake, the first byte, the rest. */
export type Phase = 'lookup' | 'connect' | 'tls' | 'answer' | 'body';

type Header = readonly [name: string, value: string];

interface SentRequest {
  readonly method: string;
  readonly url: string;
  /** Those of the configuration. */
  readonly headers: readonly Header[];
}

/** What went over the line. */
export interface ExchangeContent {
  /** One a redirect, the last of which was answered as stands here; none for TCP. */
  readonly requests: readonly SentRequest[];
  /** Address and port that were connected to; `null` when no connection came about. */
  readonly peer: string | null;
  /** Addresses that were tried in vain, each with what the system said. */
  readonly attempts: readonly { readonly address: string; readonly error: string }[];
  /** `null` when the answer was complete. */
  readonly endedIn: Phase | null;
  readonly headers: readonly Header[];
  readonly headersLeftOut: number;
  /** `null` when none came; of a compressed one the text is empty. */
  readonly body: AnswerBody | null;
}

export const MAX_EVIDENCE_BODY = 4096;
const MAX_HEADERS = 64;
const MAX_HEADER_LENGTH = 1024;
/** Of names and values together. */
const MAX_HEADERS_LENGTH = 8192;
const MAX_URL_LENGTH = 2048;

/** Without what could be a secret, and no larger than an incident may be. Cut first: hiding is work, and others decide how long a header is. */
export function redactContent(
  content: ExchangeContent,
  service: Pick<Service, 'probe' | 'secrets'>,
): ExchangeContent {
  const known = secretsToHide(service);
  const headers = redactHeaders(content.headers, known);
  return {
    ...content,
    requests: content.requests.map(({ method, url, headers: sent }) => ({
      method,
      url: redactUrl(url.slice(0, MAX_URL_LENGTH), known, url.length > MAX_URL_LENGTH),
      headers: redactHeaders(sent, known),
    })),
    headers,
    headersLeftOut: content.headersLeftOut + content.headers.length - headers.length,
    body: content.body === null ? null : redactBody(content.body, known),
  };
}

function redactHeaders(headers: readonly Header[], known: readonly KnownSecrets[]): readonly Header[] {
  const kept: Header[] = [];
  let length = 0;
  for (const [name, value] of headers.slice(0, MAX_HEADERS)) {
    const header: Header = [
      name.slice(0, MAX_HEADER_LENGTH),
      redactHeader(name, value.slice(0, MAX_HEADER_LENGTH), known, value.length > MAX_HEADER_LENGTH),
    ];
    length += header[0].length + header[1].length;
    if (length > MAX_HEADERS_LENGTH) break;
    kept.push(header);
  }
  return kept;
}

function redactBody({ text, cut, compression }: AnswerBody, known: readonly KnownSecrets[]): AnswerBody {
  if (compression !== null) return { text: '', cut, compression: compression.slice(0, 100) };
  const lines = text.slice(0, MAX_EVIDENCE_BODY).replaceAll('\r\n', '\n');
  const isCut = cut || text.length > MAX_EVIDENCE_BODY;
  return { text: redactText(lines, known, isCut).slice(0, MAX_EVIDENCE_BODY), cut: isCut, compression };
}

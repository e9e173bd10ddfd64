import { ProbeFault } from './probe-fault.ts';

/** Health endpoints send about twenty; a thousand of them is a broken or hostile server. */
const MAX_HEADERS = 256;

/** Names in lower case; values byte for byte, as Latin-1. */
export type AnswerHeaders = readonly (readonly [name: string, value: string])[];

export interface AnswerHead {
  readonly httpStatus: number;
  readonly headers: AnswerHeaders;
  /** Whether the other side means to leave the connection open after the answer. */
  readonly persistent: boolean;
}

/**
 * The head of an answer, without the empty line at its end. As tolerant as curl and browsers are, where that is safe for one
 * who only reads: line ends without CR, folded lines, blanks before a colon. What none of them would take is refused by
 * name.
 */
export function readHead(text: string, place: string): AnswerHead {
  const [statusLine = '', ...lines] = text.split(/\r?\n/);
  const [, major, minor, status] =
    /^HTTP\/(\d{1,3})(?:\.(\d{1,3}))?[ \t]+(\d{3})(?:[ \t].*)?$/is.exec(statusLine) ?? [];
  const httpStatus = Number(status);
  if (status === undefined || httpStatus < 100) {
    throw new ProbeFault('protocol', `what answers on ${place} is not HTTP`);
  }
  const headers = readHeaders(lines, place);
  const connection = listOf(headers, 'connection');
  const lasting = Number(major) > 1 || (Number(major) === 1 && Number(minor ?? 0) >= 1);
  return {
    httpStatus,
    headers,
    persistent: lasting ? !connection.includes('close') : connection.includes('keep-alive'),
  };
}

function readHeaders(lines: readonly string[], place: string): AnswerHeaders {
  const headers: [name: string, value: string][] = [];
  for (const line of lines) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[1] += ` ${valueOf(line)}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon === -1) throw new ProbeFault('protocol', `${place} sent a header line without a colon`);
    headers.push([valueOf(line.slice(0, colon)).toLowerCase(), valueOf(line.slice(colon + 1))]);
    if (headers.length > MAX_HEADERS) {
      throw new ProbeFault('protocol', `${place} sent more than ${MAX_HEADERS} response headers`);
    }
  }
  if (headers.some((header) => header.join('').includes('\0'))) {
    throw new ProbeFault('protocol', `${place} sent a header with a zero byte in it`);
  }
  return headers;
}

/** Without the blanks around it; a CR that ends no line is a blank, too (RFC 9112, 2.2). `trim` would cut into UTF-8. */
function valueOf(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) from += 1;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1;
  return text.slice(from, to).replaceAll('\r', ' ');
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}

export function firstOf(headers: AnswerHeaders, name: string): string | undefined {
  return headers.find((header) => header[0] === name)?.[1];
}

export function allOf(headers: AnswerHeaders, name: string): readonly string[] {
  return headers.filter((header) => header[0] === name).map(([, value]) => value);
}

/** What a body was packed with, the first coding first. */
export function codingsOf(headers: AnswerHeaders): readonly string[] {
  return ['content-encoding', 'transfer-encoding']
    .flatMap((name) => listOf(headers, name))
    .filter((coding) => !['identity', 'chunked'].includes(coding));
}

/** The items of a header that is a list, in lower case, without empty ones (RFC 9110, 5.6.1.2). */
export function listOf(headers: AnswerHeaders, name: string): readonly string[] {
  const items = allOf(headers, name).flatMap((value) => value.split(','));
  return items.map((item) => item.trim().toLowerCase()).filter((item) => item !== '');
}

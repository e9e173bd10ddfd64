import { plainText } from '../lib/plain-text.ts';
import type { HttpProbe, JsonValue, StatusRange } from './service.ts';

export interface AnswerBody {
  readonly text: string;
  /** The body goes on beyond what was read. */
  readonly cut: boolean;
  /** A `content-encoding` that nobody asked for: the text is not readable. `null` is the normal case. */
  readonly compression: string | null;
}

export type BodyExpectations = Pick<HttpProbe, 'expectBody' | 'expectJson'>;

export interface UnmetExpectation {
  readonly cause: 'http-status' | 'body';
  /** One plain sentence without a full stop, such as `answered 503 Service Unavailable`. */
  readonly message: string;
}

const REDIRECT_STATUSES: readonly number[] = [301, 302, 303, 307, 308];

/** Whether an answer with this status leads on, where redirects are followed and it says where to. */
export function isFollowed(httpStatus: number): boolean {
  return REDIRECT_STATUSES.includes(httpStatus);
}

/** `null` when the status is one of those expected. The phrase is the standard one, empty when there is none. */
export function unmetStatus(
  httpStatus: number,
  statusPhrase: string,
  { expectStatus }: Pick<HttpProbe, 'expectStatus'>,
): UnmetExpectation | null {
  if (expectStatus.some((range) => isWithin(httpStatus, range))) return null;
  return { cause: 'http-status', message: statusMessage(httpStatus, statusPhrase, expectStatus) };
}

/** `null` when the body is as expected. */
export function unmetBody(body: AnswerBody, expected: BodyExpectations): UnmetExpectation | null {
  const fault = containsFault(body, expected.expectBody) ?? jsonFault(body, expected.expectJson);
  return fault === null ? null : { cause: 'body', message: `body: expected ${fault}` };
}

function isWithin(status: number, range: StatusRange): boolean {
  return status >= range.from && status <= range.to;
}

/** An error status speaks for itself; a good one is only wrong beside what was expected. */
function statusMessage(httpStatus: number, phrase: string, expected: readonly StatusRange[]): string {
  const answered = `answered ${httpStatus} ${phrase}`.trimEnd();
  if (httpStatus >= 400) return answered;
  return `${answered}, expected ${expected.map(rangeText).join(' or ')}`;
}

function rangeText({ from, to }: StatusRange): string {
  if (from === to) return String(from);
  return from % 100 === 0 && to === from + 99 ? `${from / 100}xx` : `${from} to ${to}`;
}

function containsFault(body: AnswerBody, expected: string | null): string | null {
  if (expected === null) return null;
  const wanted = `to contain ${show(expected)}`;
  if (body.compression === null && body.text.includes(expected)) return null;
  return `${wanted}, got ${describe(body, 'text without it')}`;
}

function jsonFault(body: AnswerBody, expected: HttpProbe['expectJson']): string | null {
  if (expected === null) return null;
  const wanted = `JSON with ${plainText(Object.keys(expected).join(', '))}`;
  if (body.compression !== null || body.cut) return `${wanted}, got ${describe(body, 'text')}`;
  const parsed = parseJson(body.text);
  if (parsed === null) return `${wanted}, got ${describe(body, 'text that is not JSON')}`;
  return mismatch(parsed.value, expected, '');
}

function parseJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** Never quotes the text of a body: viewers see the message, and the body is not theirs. */
function describe(body: AnswerBody, otherwise: string): string {
  if (body.compression !== null) return `a body compressed with ${plainText(body.compression)}, unasked`;
  if (body.text.trim() === '') return 'an empty body';
  const kind = /^\s*<(?:!doctype html|html)/i.test(body.text) ? 'an HTML page' : otherwise;
  return body.cut ? `${kind} that goes on beyond what is read` : kind;
}

/** Expected members have to be there with their values; objects may hold more, except inside a list, which is compared whole. */
function mismatch(actual: unknown, expected: JsonValue, path: string, whole = false): string | null {
  if (isList(expected)) {
    const alike = isList(actual) && actual.length === expected.length;
    if (!alike) return difference(path, show(expected), showAnswered(actual));
    return firstFault(expected.entries(), ([index, item]) =>
      mismatch(actual[index], item, `${path}[${index}]`, true),
    );
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return difference(path, show(expected), showAnswered(actual));
    const extra = whole ? Object.keys(actual).find((key) => !Object.hasOwn(expected, key)) : undefined;
    if (extra !== undefined)
      return difference(memberPath(path, extra), 'absent', showAnswered(actual[extra]));
    return firstFault(Object.entries(expected), ([key, value]) => {
      const member = memberPath(path, key);
      if (!Object.hasOwn(actual, key)) return difference(member, show(value), 'nothing');
      return mismatch(actual[key], value, member, whole);
    });
  }
  return actual === expected ? null : difference(path, show(expected), showAnswered(actual));
}

function firstFault<Item>(items: Iterable<Item>, faultOf: (item: Item) => string | null): string | null {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault !== null) return fault;
  }
  return null;
}

function memberPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function difference(path: string, expected: string, actual: string): string {
  return `${path === '' ? 'the JSON' : plainText(path)} to be ${expected}, got ${actual}`;
}

/** Scalars are shown, structures only named: what a service sends may be of any depth. */
function show(value: unknown): string {
  if (isList(value)) return `a list of ${value.length}`;
  if (isObject(value)) return 'an object';
  return typeof value === 'string' ? `"${plainText(value)}"` : plainText(String(value));
}

/** A word such as `down` or `out of service` says what is wrong; any other text may be a secret of the service. */
function showAnswered(value: unknown): string {
  return typeof value === 'string' && !/^[a-z][a-z _-]{0,23}$/i.test(value) ? 'other text' : show(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !isList(value);
}

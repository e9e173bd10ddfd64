import * as z from 'zod';
import type { StatusRange } from '../domain/service.ts';
import { parseDuration } from '../lib/duration.ts';
import { hostFault, hostOfHttpUrl } from './http-url.ts';

/* The leaves of the document. Their messages begin with "expected" so that what was found can be added. */

const REFERENCE_PATTERN = '|\\$\\{';

const ID_EXPECTED = 'expected at most 64 letters, digits and "-", beginning with a letter or digit';
export const LOOPBACK_EXPECTED =
  'expected 127.0.0.1, ::1 or localhost, or with `share: true` any address of this machine';
const PUBLIC_NAME =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,250}[A-Za-z0-9])?|[hH][tT][tT][pP][sS]?:\/\/[^/?#@\s]+(?:\/[^?#\s]*)?)$/;
/** Line breaks, control characters, and those that turn the direction of the text around them. */
const UNPRINTABLE = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u;

export function identifier() {
  return z.string({ error: ID_EXPECTED }).regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, { error: ID_EXPECTED });
}

export function label(maxLength: number) {
  const message = `expected 1 to ${maxLength} characters without line breaks and control characters`;
  return z
    .string({ error: message })
    .refine((text) => text.trim() !== '' && Array.from(text).length <= maxLength && !UNPRINTABLE.test(text), {
      error: message,
    });
}

/** Bounds as they are written in a document; gives milliseconds. */
export function duration(least: string, most: string) {
  const [min, max] = [parseDuration(least), parseDuration(most)];
  if (min === null || max === null) throw new Error(`no duration: ${least} or ${most}`);
  const message = 'expected a duration such as "30s", "1m30s" or "500ms"';
  return z
    .string({ error: message })
    .meta({ pattern: `^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$${REFERENCE_PATTERN}` })
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms !== null && ms >= min && ms <= max) return ms;
      context.issues.push({
        code: 'custom',
        message: ms === null ? message : `expected a duration from ${least} to ${most}`,
        input: text,
      });
      return z.NEVER;
    });
}

/** As it is written in a document, such as `30%`; gives a share 0..1. */
export function percentage() {
  const error = 'expected a percentage from 1% to 100%, such as "30%"';
  return z
    .string({ error })
    .regex(/^(100(\.0+)?|[1-9]\d?(\.\d+)?)%$/, { error })
    .transform((text) => Number(text.slice(0, -1)) / 100);
}

export function httpUrl() {
  const message = 'expected an http or https URL such as "http://localhost:8000/health"';
  return z
    .string({ error: message })
    .meta({ pattern: `^[hH][tT][tT][pP][sS]?://[^@/?#]+${REFERENCE_PATTERN}` })
    .superRefine((url, context) => {
      const found = hostOfHttpUrl(url);
      if (!found.ok) context.addIssue({ code: 'custom', message: found.error });
    });
}

export function host() {
  return z
    .string({ error: 'expected a host such as localhost or 127.0.0.1' })
    .superRefine((text, context) => {
      const fault = hostFault(text);
      if (fault !== null) context.addIssue({ code: 'custom', message: fault });
    });
}

/** A host name, or where a proxy shows the page: scheme, host, and port or path where there are any. */
export function publicName() {
  const error = 'expected a host name such as monitor.lan, or an address such as "https://monitor.lan:8443"';
  return z
    .string({ error })
    .max(300, { error })
    .regex(PUBLIC_NAME, { error, abort: true })
    .superRefine((text, context) => {
      const found = /^https?:/i.test(text) ? hostOfHttpUrl(text) : hostFault(text);
      const fault = typeof found === 'string' ? found : found === null || found.ok ? null : found.error;
      if (fault !== null) context.addIssue({ code: 'custom', message: fault });
    });
}

export function wholeNumber(
  least: number,
  most: number,
  error = `expected a whole number from ${least} to ${most}`,
) {
  return z.int({ error }).min(least, { error }).max(most, { error });
}

export function flag() {
  return z.boolean({ error: 'expected true or false' });
}

/** One code, a class such as `2xx` or a range such as `200-204`. What is below 200 only announces an answer, and is never judged. */
function statusRange() {
  const error = 'expected an HTTP status from 200 to 599, such as 200, "2xx" or "200-204"';
  return z
    .union(
      [
        wholeNumber(200, 599, error),
        z.string().meta({ pattern: `^([2-5][0-9]{2}(-[2-5][0-9]{2})?|[2-5]xx)$${REFERENCE_PATTERN}` }),
      ],
      { error },
    )
    .transform((written, context): StatusRange => {
      const range = parseStatusRange(String(written));
      if (range !== null) return range;
      context.issues.push({ code: 'custom', message: error, input: written });
      return z.NEVER;
    });
}

export function statusRanges() {
  const error = 'expected an HTTP status from 200 to 599, such as 200, "2xx" or "200-204", or a list of them';
  return z
    .union([statusRange(), z.array(statusRange()).min(1).max(20)], { error })
    .transform((ranges): readonly StatusRange[] => (Array.isArray(ranges) ? ranges : [ranges]));
}

/** Each at most once. */
export function distinctList<Item extends z.ZodType<string>>(item: Item, most: number) {
  const error = `expected a list of at most ${most}`;
  return z
    .array(item, { error })
    .max(most, { error })
    .superRefine((list, context) => {
      for (const [index, entry] of list.entries()) {
        if (list.indexOf(entry) < index) {
          context.addIssue({ code: 'custom', message: 'this is listed twice', path: [index] });
        }
      }
    });
}

function parseStatusRange(text: string): StatusRange | null {
  const [, first, last, hundred] = /^(?:([2-5]\d\d)(?:-([2-5]\d\d))?|([2-5])xx)$/i.exec(text) ?? [];
  if (hundred !== undefined) return { from: Number(hundred) * 100, to: Number(hundred) * 100 + 99 };
  if (first === undefined) return null;
  const range = { from: Number(first), to: Number(last ?? first) };
  return range.from <= range.to ? range : null;
}

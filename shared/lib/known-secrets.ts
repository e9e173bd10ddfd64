import { MASK } from './secret-shapes.ts';

/*
 * Secrets that are known, in every spelling in which they may come back. The text is read in several ways (as it is,
 * without the escapes of URLs, JSON and HTML, as base64), and what is found in a reading is hidden where it came from.
 */

/** Shorter ones are ordinary words and numbers as often as secrets: hidden wherever they stand, they would garble the text. */
const SHORTEST_SECRET = 4;
/** The same for what base64 leaves of one. */
const SHORTEST_ENCODED = 6;
/** An address in an address in an address. */
const MAX_DEPTH = 4;

/** A text with its origin: unit `index` of it came from `starts[index]` to `ends[index]`. */
interface Reading {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

type Range = readonly [start: number, end: number];

/** Secrets made ready to be looked for, which is too much work to do it again for each text. */
export interface KnownSecrets {
  readonly plain: readonly string[];
  readonly base64: readonly string[];
  readonly hex: readonly string[];
}

export function knownSecrets(secrets: readonly string[]): KnownSecrets {
  // A secret may hold what looks like an escape: a reading without escapes is without that one, too.
  const forms = secrets.flatMap((secret) => [secret, secret.trim(), ...unescapedForms(secret)]);
  const plain = [...new Set(forms)].filter((secret) => secret.length >= SHORTEST_SECRET);
  return { plain, base64: plain.flatMap(encodingsOf), hex: plain.map(hexOf) };
}

/** `cut`: the text may end in the middle of a secret. */
export function hideKnown(text: string, known: readonly KnownSecrets[], cut = false): string {
  if (text === '' || known.every(({ plain }) => plain.length === 0)) return text;
  const ranges = readingsOf(text).flatMap((reading) => {
    const lower = withText(
      reading,
      reading.text.replace(/[A-F]/g, (letter) => letter.toLowerCase()),
    );
    const joined = withText(reading, reading.text.replaceAll('-', '+').replaceAll('_', '/'));
    return known.flatMap(({ plain, base64, hex }) => [
      ...plain.flatMap((form) => rangesOf(reading, form, cut)),
      ...base64.flatMap((form) => rangesOf(joined, form, cut, /[\w+/]/)),
      ...hex.flatMap((form) => rangesOf(lower, form, cut)),
    ]);
  });
  return withoutRanges(text, ranges);
}

function withText({ starts, ends }: Reading, text: string): Reading {
  return { text, starts, ends };
}

function unescapedForms(secret: string): readonly string[] {
  return innerReadings(wholeOf(secret)).map(({ text }) => text);
}

function wholeOf(text: string): Reading {
  const units = Array.from({ length: text.length }, (_, index) => index);
  return { text, starts: units, ends: units.map((index) => index + 1) };
}

function readingsOf(text: string): readonly Reading[] {
  const whole = wholeOf(text);
  const asForm = text.includes('+') ? [withText(whole, text.replaceAll('+', ' '))] : [];
  return [whole, ...asForm].flatMap(innerReadings);
}

/** The text itself, then with less and less escapes. */
function innerReadings(whole: Reading): readonly Reading[] {
  const readings = [whole];
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const outer = readings.at(-1) ?? whole;
    const inner = withoutEscapes(outer);
    if (inner.text === outer.text) break;
    readings.push(inner);
  }
  return readings;
}

const ESCAPE =
  /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}|\\u[\da-f]{4}|\\x[\da-f]{2}|\\["'\\/bfnrt]|&#\d{1,7};|&#x[\da-f]{1,6};|&(?:amp|quot|apos|lt|gt|nbsp);/gi;
const LETTERS: Readonly<Record<string, string>> = {
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\b': '\b',
  '\\f': '\f',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': ' ',
};

function withoutEscapes({ text, starts, ends }: Reading): Reading {
  const parts: string[] = [];
  const newStarts: number[] = [];
  const newEnds: number[] = [];
  let end = 0;
  const keep = (to: number) => {
    parts.push(text.slice(end, to));
    for (let index = end; index < to; index++) {
      newStarts.push(starts[index] ?? 0);
      newEnds.push(ends[index] ?? 0);
    }
  };
  for (const match of text.matchAll(ESCAPE)) {
    keep(match.index);
    end = match.index + match[0].length;
    const meant = meaning(match[0]);
    parts.push(meant);
    for (let unit = 0; unit < meant.length; unit++) {
      newStarts.push(starts[match.index] ?? 0);
      newEnds.push(ends[end - 1] ?? 0);
    }
  }
  keep(text.length);
  return { text: parts.join(''), starts: newStarts, ends: newEnds };
}

function meaning(escape: string): string {
  const lower = escape.toLowerCase();
  const letter = LETTERS[lower];
  if (letter !== undefined) return letter;
  if (lower.startsWith('%')) return decodedBytes(escape);
  if (/^\\[ux]/.test(lower)) return String.fromCharCode(Number.parseInt(lower.slice(2), 16));
  if (lower.startsWith('&#x')) return codePoint(Number.parseInt(lower.slice(3), 16));
  if (lower.startsWith('&#')) return codePoint(Number.parseInt(lower.slice(2), 10));
  return escape.slice(1);
}

function decodedBytes(escape: string): string {
  try {
    return decodeURIComponent(escape);
  } catch {
    return escape;
  }
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** `half`: a letter of this kind before or after holds some bits of the secret, too. */
function rangesOf(
  { text, starts, ends }: Reading,
  secret: string,
  cut: boolean,
  half: RegExp | null = null,
): readonly Range[] {
  const ranges: Range[] = [];
  const isHalf = (index: number) => half !== null && half.test(text.charAt(index));
  for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + secret.length)) {
    const first = isHalf(at - 1) ? at - 1 : at;
    const last = isHalf(at + secret.length) ? at + secret.length : at + secret.length - 1;
    ranges.push([starts[first] ?? 0, ends[last] ?? 0]);
  }
  if (!cut) return ranges;
  const begin = secret.slice(0, SHORTEST_SECRET);
  const from = Math.max(0, text.length - secret.length);
  for (let at = text.indexOf(begin, from); at !== -1; at = text.indexOf(begin, at + 1)) {
    if (secret.startsWith(text.slice(at))) return [...ranges, [starts[at] ?? 0, ends.at(-1) ?? 0]];
  }
  return ranges;
}

function withoutRanges(text: string, ranges: readonly Range[]): string {
  const parts: string[] = [];
  let end = 0;
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    if (from >= end) parts.push(text.slice(end, from), MASK);
    end = Math.max(end, to);
  }
  return parts.join('') + text.slice(end);
}

/** What base64 always has of a secret, whatever stands before and after it: one form for each place among three bytes. */
function encodingsOf(secret: string): readonly string[] {
  const bytes = bytesOf(secret);
  return [0, 1, 2]
    .map((before) => {
      const all = toBase64([...Array.from({ length: before }, () => 0), ...bytes]);
      return all.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    })
    .filter((form) => form.length >= SHORTEST_ENCODED);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Without padding. */
function toBase64(bytes: readonly number[]): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += BASE64.charAt((held >> bits) & 63);
    }
  }
  return bits === 0 ? text : text + BASE64.charAt((held << (6 - bits)) & 63);
}

function hexOf(secret: string): string {
  return bytesOf(secret)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

function bytesOf(text: string): readonly number[] {
  const escaped = encodeURIComponent(text.isWellFormed() ? text : '');
  return [...escaped.matchAll(/%([\dA-F]{2})|./g)].map(([unit, hex]) =>
    hex === undefined ? unit.charCodeAt(0) : Number.parseInt(hex, 16),
  );
}

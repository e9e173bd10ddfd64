import { isPlainValue, isSecretName, isSecretParameter } from './secret-names.ts';
import { MASK } from './secret-shapes.ts';

/*
 * `password=...`, `"apiKey": "..."`, `?sig=...`, `token%3D...`, `--password ...`: in forms, settings, logs, addresses,
 * and JSON inside of JSON. What is looked for is the mark between name and value. A name is looked for in a few
 * characters before it, and what was taken as a value is not looked at again: so the work is linear in the text.
 */

/** `=`, `:` or `=>`, also as a URL in a URL or a string in JSON has them, or what follows an option of a command. */
const MARK =
  /\s{0,3}(?:=>|[=:]|%(?:25){0,3}3[AaDd]|\\u003[AaDd])[ \t]{0,5}|(?:["'],\s{0,2}|[ \t]{1,5})(?<=(?:^|[\s"'[,(])--?[\w-]{1,60}(?:["'],\s{0,2}|[ \t]{1,5}))(?=[^\s=:-])/g;
/** How far before its mark a name may begin. */
const LOOK_BACK = 120;
const NAME_BEFORE = /[\p{L}\p{N}_$@.[\]-]{1,80}(?=\\{0,15}["'`]?$)/u;
const QUOTE = /\\{0,15}["'`]|&(?:quot|#34|#39|apos);/y;
const LIST = /\[(?=[^\s"'`{}[\]])[^\]\r\n]{0,2000}\]?/y;
/** A comma, brace or quote inside of a word is a part of it, unless another name follows. */
const BARE =
  /(?:\$\{[^\s{}]{0,200}\}|[^\s&;,"'`<>{}[\]|\\]|\\(?!["'`])|["'{}[\]](?=\w)|,(?=[\w.~!$%*+@/-]{1,64}(?:[\s,&;"'<>)\]}]|$)))+/y;
const QUERY_END = /#/;
const END_IN_URL = /%(?:25){0,3}(?:26|3B|23|22|20|0A|0D|7D|2C)/i;
const SCHEME =
  /(?:bearer|basic|digest|token|negotiate|ntlm|apikey|api-key|key|hawk|oauth|dpop|signature|splunk|geniekey|aws4-hmac-sha256)(?:[ \t]{1,3}|\+|%20)/iy;
/** What a cookie or the answer to a challenge consists of. */
const PAIR = /[;,]?[ \t]{0,2}[\w.!$-]{1,80}=(?:"[^"\r\n]*"?|[^\s;,"'<>]*)/y;

/** Hides the value of each name that is one of a secret. */
export function hideNamed(text: string): string {
  const parts: string[] = [];
  let shownTo = 0;
  let lookedAt = 0;
  for (let mark = next(MARK, text, 0); mark !== null; mark = next(MARK, text, lookedAt)) {
    const before = text.slice(Math.max(lookedAt, mark.index - LOOK_BACK), mark.index);
    lookedAt = mark.index + mark[0].length;
    const { name, inQuery } = nameBefore(before);
    if (!(inQuery ? isSecretParameter(name) : isSecretName(name))) continue;
    const { start, end } = valueAt(
      text,
      lookedAt,
      name,
      mark[0].startsWith('%') ? END_IN_URL : inQuery ? QUERY_END : null,
    );
    if (end > start && !isPlainValue(name, text.slice(start, end))) {
      parts.push(text.slice(shownTo, start), MASK);
      shownTo = end;
    }
    lookedAt = end;
  }
  return parts.join('') + text.slice(shownTo);
}

function nameBefore(before: string): { name: string; inQuery: boolean } {
  const plain = unescaped(before);
  const match = NAME_BEFORE.exec(plain);
  if (match === null) return { name: '', inQuery: false };
  return { name: match[0], inQuery: /[?&#]/.test(plain.charAt(match.index - 1)) };
}

/** Of what is escaped only ASCII, of which names consist. */
function unescaped(text: string): string {
  return text
    .replace(/%(?:25){0,3}([2-7][\da-f])|\\u00([2-7][\da-f])/gi, (_, inUrl?: string, inJson?: string) =>
      String.fromCharCode(Number.parseInt(inUrl ?? inJson ?? '', 16)),
    )
    .replaceAll('&amp;', '&')
    .replace(/&(?:quot|#34|#39|apos);/g, '"');
}

/** `endBefore`: what a bare value ends before, whatever else it may hold. */
function valueAt(
  text: string,
  from: number,
  name: string,
  endBefore: RegExp | null,
): { start: number; end: number } {
  const quote = next(QUOTE, text, from)?.[0];
  if (quote !== undefined) {
    const start = from + quote.length;
    return { start, end: closing(text, start, quote) };
  }
  const list = next(LIST, text, from)?.[0];
  if (list !== undefined) return { start: from, end: from + list.length };
  const afterScheme = from + (next(SCHEME, text, from)?.[0].length ?? 0);
  const ofPairs = /authorization|cookie/i.test(name) ? afterPairs(text, afterScheme) : afterScheme;
  if (ofPairs > afterScheme) return { start: from, end: ofPairs };
  const bare = next(BARE, text, afterScheme)?.[0] ?? '';
  const cut = endBefore === null ? -1 : bare.search(endBefore);
  return { start: from, end: afterScheme + (cut === -1 ? bare.length : cut) };
}

function afterPairs(text: string, from: number): number {
  let end = from;
  for (let pair = next(PAIR, text, end); pair !== null; pair = next(PAIR, text, end)) end += pair[0].length;
  return end;
}

const CLOSINGS: Readonly<Record<string, RegExp>> = {
  '"': /["\r\n]/g,
  "'": /['\r\n]/g,
  '`': /[`\r\n]/g,
  ';': /&(?:quot|#34|#39|apos);|[\r\n]/g,
};

/** Where the value ends that begins after this quote: at the next as deep in backslashes, or else with its line. */
function closing(text: string, start: number, quote: string): number {
  const pattern = CLOSINGS[quote.at(-1) ?? ''];
  if (pattern === undefined) return text.length;
  for (let match = next(pattern, text, start); match !== null; match = next(pattern, text, match.index + 1)) {
    if (/[\r\n]/.test(match[0])) return match.index;
    let backslashes = 0;
    while (text[match.index - 1 - backslashes] === '\\' && match.index - backslashes > start) backslashes++;
    const closes = quote.length === 1 ? backslashes % 2 === 0 : backslashes < quote.length;
    if (closes) return match.index - (quote.startsWith('\\') ? backslashes : 0);
  }
  return text.length;
}

/** For patterns that are sticky or global. */
function next(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

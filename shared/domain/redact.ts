import { isSensitiveName, MASK, maskUrl } from '../config/secrets.ts';
import type { Service } from './service.ts';

/* What a service answered may hold secrets: ours, sent back to us, and its own. Nothing here needs the text to be whole. */

/** Shorter ones are ordinary words and numbers as often as secrets: hidden wherever they stand, they would garble the text. */
const SHORTEST_SECRET = 4;

/** What the configuration of a service keeps secret, in every spelling in which it may come back. */
export function secretsOf({ probe, secrets }: Pick<Service, 'probe' | 'secrets'>): readonly string[] {
  const sent = probe.kind === 'tcp' ? [] : [...secretHeaders(probe.headers), ...secretParameters(probe.url)];
  const spelled = [...secrets, ...sent].flatMap(spellings);
  return [...new Set(spelled)]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .toSorted((a, b) => b.length - a.length);
}

function isSecretName(name: string): boolean {
  return isSensitiveName(name) || /key/i.test(name);
}

/** `cut`: the text may end in the middle of a secret. */
export function redactText(text: string, secrets: readonly string[], cut = false): string {
  const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  const begun = cut ? withoutBegunSecret(known, secrets) : known;
  return redactPatterns(/^\s*[[{]/.test(begun) ? redactJson(begun) : begun);
}

export function redactHeader(name: string, value: string, secrets: readonly string[]): string {
  if (isSecretName(name)) return MASK;
  const known = redactUrl(value, secrets);
  return /authenticat/i.test(name) ? redactChallenge(known) : known;
}

/** One may be written in so many ways that it is read, too: then all behind the host goes. */
export function redactUrl(url: string, secrets: readonly string[]): string {
  const shown = redactText(maskUrl(url), secrets);
  const read = decoded(shown);
  if (!secrets.some((secret) => read.includes(secret))) return shown;
  return shown.replace(/^((?:\w+:\/\/[^/?#]*)?).*$/s, `$1/${MASK}`);
}

function secretHeaders(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => isSecretName(name))
    .flatMap(([, value]) => [value, value.replace(/^\w+ +/, '')]);
}

function secretParameters(url: string): readonly string[] {
  return [...url.matchAll(/[?&;]([^=?&;#]+)=([^&;#]*)/g)].flatMap(([, name = '', value = '']) =>
    isSecretName(name) ? [value, decoded(value)] : [],
  );
}

function spellings(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const inUrl = secret.isWellFormed() ? encodeURIComponent(secret) : secret;
  return [secret, secret.trim(), inJson, inUrl, inUrl.replaceAll('%20', '+')];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function withoutBegunSecret(text: string, secrets: readonly string[]): string {
  for (const secret of secrets) {
    for (let length = Math.min(secret.length - 1, text.length); length >= SHORTEST_SECRET; length--) {
      if (text.endsWith(secret.slice(0, length))) return text.slice(0, -length) + MASK;
    }
  }
  return text;
}

/** A string, which may be cut; a mark; a number or word. */
const JSON_TOKEN = /"(?:[^"\\]|\\.)*(?:"|\\?$)|[{}[\]:,]|[^\s"{}[\]:,]+/gs;
/** Says how something is, whatever it is part of: the reason to look at a health document at all. */
const TELLING_NAME = /^(?:status|state|health)$/i;
const WORD = /^(?:true|false|null)$/;

/** Hides what stands under the name of a secret, at any depth below it. */
function redactJson(text: string): string {
  const parts: string[] = [];
  /** Whether each enclosing object or list stands under such a name. */
  const enclosing: boolean[] = [];
  let end = 0;
  let name: string | null = null;
  let last: string | null = null;
  for (const match of text.matchAll(JSON_TOKEN)) {
    const [token] = match;
    const secret =
      name === null ? enclosing.at(-1) === true : isSecretName(name) || (enclosing.at(-1) ?? false);
    if (token === ':') {
      name = last === null ? null : unquoted(last);
    } else if (token === '{' || token === '[') {
      enclosing.push(secret);
      name = null;
    } else if (token === '}' || token === ']' || token === ',') {
      if (token !== ',') enclosing.pop();
      name = null;
    } else if (secret && !isMemberName(text, match) && !WORD.test(token) && !TELLING_NAME.test(name ?? '')) {
      parts.push(text.slice(end, match.index), `"${MASK}"`);
      end = match.index + token.length;
    }
    last = token;
  }
  return parts.join('') + text.slice(end);
}

function isMemberName(text: string, match: RegExpExecArray): boolean {
  return /^\s*:/.test(text.slice(match.index + match[0].length, match.index + match[0].length + 20));
}

function unquoted(token: string): string {
  try {
    const name: unknown = JSON.parse(token);
    return typeof name === 'string' ? name : token;
  } catch {
    return token;
  }
}

/** `password=...`, `"apiKey": "..."`, `token: ...`: in forms, settings, logs, and JSON that does not begin as such. */
const NAMED =
  /(?<![\w.-])(["']?)([\w.-]{1,60})(\1\s{0,5}[=:]\s{0,5})("(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?|(?:(?:bearer|basic|digest|token) +)?[^\s&;,"'<>{}[\]]+)/gi;
const INPUT = /<input\b[^>]{1,500}>/gi;
const ELEMENT = /(<([\w:.-]{1,60})(?:\s[^<>]{0,300})?>)([^<]+)/g;
const PATTERNS: readonly [RegExp, string][] = [
  [/^((?:proxy-)?authorization|(?:set-)?cookie)(\s*:\s*)[^\r\n]+/gim, `$1$2${MASK}`],
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#@"'<>]{1,300}@/gi, `$1${MASK}@`],
  [/\b(bearer|basic) +[\w.~+/=-]{8,}/gi, `$1 ${MASK}`],
  /* A signed token (RFC 7519). */
  [/\beyJ[\w-]{8,}\.[\w-]+\.?[\w-]*/g, MASK],
];

function redactPatterns(text: string): string {
  const plain = PATTERNS.reduce((rest, [pattern, mask]) => rest.replace(pattern, mask), text);
  return plain
    .replace(NAMED, (whole, quote: string, name: string, mark: string, value: string) =>
      isSecretName(name) && !WORD.test(value) ? `${quote}${name}${mark}${masked(value)}` : whole,
    )
    .replace(INPUT, (tag) =>
      isSecretName(attribute(tag, 'name')) || isSecretName(attribute(tag, 'type'))
        ? tag.replace(/(\bvalue\s*=\s*)("[^"]*"|'[^']*'|[^\s>]+)/i, `$1"${MASK}"`)
        : tag,
    )
    .replace(ELEMENT, (whole, tag: string, name: string) => (isSecretName(name) ? `${tag}${MASK}` : whole));
}

function masked(value: string): string {
  const quote = /^["']/.exec(value)?.[0] ?? '';
  return `${quote}${MASK}${quote}`;
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\b${name}\\s*=\\s*["']?([\\w.-]*)`, 'i').exec(tag)?.[1] ?? '';
}

/** Of an authentication header only what a person has to know stays: the scheme and what it asks for. */
function redactChallenge(value: string): string {
  return value
    .replace(/^(\w+) +[\w.~+/-]{8,}=*$/, `$1 ${MASK}`)
    .replace(/(\w+)\s*=\s*("[^"]*"?|[^\s,]+)/g, (whole, name: string) =>
      /^(?:realm|error|algorithm|qop|charset|stale|scope)$/i.test(name) ? whole : `${name}=${MASK}`,
    );
}

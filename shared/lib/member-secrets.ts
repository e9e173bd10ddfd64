import { isPlainValue, isSecretName } from './secret-names.ts';
import { MASK } from './secret-shapes.ts';

/* JSON and XML, whole or cut: what stands somewhere under the name of a secret. */

const JSON_BEGIN = /[[{]\s{0,20}["{[\]}]/;
/** A string, which may be cut; a mark; a number or word. */
const JSON_TOKEN = /"(?:[^"\\]|\\.)*(?:"|\\?$)|[{}[\]:,]|[^\s"{}[\]:,]+/gs;
/** Says how something is, whatever it is part of: the reason to look at a health document at all. */
const TELLING_NAME = /^(?:status|state|health)$/i;

export function hideMembers(text: string): string {
  const begin = text.search(JSON_BEGIN);
  return begin === -1 ? text : text.slice(0, begin) + hideJson(text.slice(begin));
}

function hideJson(text: string): string {
  const parts: string[] = [];
  /** Whether each enclosing object or list stands under such a name. */
  const enclosing: boolean[] = [];
  let end = 0;
  let name: string | null = null;
  let last: string | null = null;
  for (const match of text.matchAll(JSON_TOKEN)) {
    const [token] = match;
    const inside = enclosing.at(-1) ?? false;
    const secret = inside || (name !== null && isSecretName(name));
    if (token === ':') {
      name = last === null ? null : unquoted(last);
    } else if (token === '{' || token === '[') {
      enclosing.push(secret);
      name = null;
    } else if (token === '}' || token === ']' || token === ',') {
      if (token !== ',') enclosing.pop();
      name = null;
    } else if (secret && !isMemberName(text, match) && !tells(name, token, inside)) {
      parts.push(text.slice(end, match.index), `"${MASK}"`);
      end = match.index + token.length;
    }
    last = token;
  }
  return parts.join('') + text.slice(end);
}

function tells(name: string | null, token: string, inside: boolean): boolean {
  return TELLING_NAME.test(name ?? '') || isPlainValue(inside ? '' : (name ?? ''), token);
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

/** `{ "name": "PASSWORD", "value": "..." }`, as environments and archives of requests are written. */
const PAIR =
  /\b((?:name|key)["']?\s{0,5}[:=]\s{0,5}["']?)([\w.-]{1,80})(["']?\s{0,5}[,\n]\s{0,40}["']?value["']?\s{0,5}[:=]\s{0,5})("(?:[^"\\\r\n]|\\.)*"?|'[^'\r\n]*'?|[^\s,}"']+)/gi;
const TAG = /(<([\w:.-]{1,60})(?:\s[^<>]{0,500})?>)((?:<!\[CDATA\[)?[^<]*)/g;
const ATTRIBUTE = /\b(?:name|type|key|id)\s{0,5}=\s{0,5}["']?([\w.-]{1,80})/gi;
const VALUE = /(\bvalue\s{0,5}=\s{0,5})("[^"]*"|'[^']*'|[^\s>]+)/i;

export function hidePairs(text: string): string {
  return text.replace(PAIR, (whole, begin: string, name: string, middle: string) =>
    isSecretName(name) ? `${begin}${name}${middle}"${MASK}"` : whole,
  );
}

/** Fields of a form and elements with the name of a secret. */
export function hideElements(text: string): string {
  return text.replace(TAG, (whole, tag: string, element: string, content: string) => {
    const named = [...tag.matchAll(ATTRIBUTE)].some(([, name = '']) => isSecretName(name));
    const shown = named ? tag.replace(VALUE, `$1"${MASK}"`) : tag;
    const secret =
      isSecretName(element) || (named && /^(?:entry|property|string|param|setting)$/i.test(element));
    if (secret && content.trim() !== '' && !tag.endsWith('/>')) return shown + MASK;
    return shown === tag ? whole : shown + content;
  });
}

import { isSecretName, isSecretParameter } from './secret-names.ts';
import { MASK } from './secret-shapes.ts';
import { hideSecrets } from './secrets.ts';

/* Addresses that a person wrote. They may hold references such as `${env:NAME}`, which are no secrets. */

const REFERENCE = /\$\{[^{}]*\}/;
const QUERY_VALUE = /([?&;#])([^=?&;#]{1,200})=([^&;#]*)/g;
const ORIGIN_AND_PATH = /^([a-z][a-z0-9+.-]{0,30}:\/\/[^/?#]{0,300})?([^?#]*)/i;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** An address for people, the secrets in its path and query hidden. */
export function maskUrl(url: string): string {
  return hideSecrets(withoutPathSecrets(url));
}

/** Whether a secret is written out in it, rather than referred to. */
export function hasLiteralSecret(url: string): boolean {
  return literalSecrets(url).length > 0;
}

/** The secrets that are written out in an address. */
export function literalSecrets(url: string): readonly string[] {
  const values = [...url.matchAll(QUERY_VALUE)].flatMap(([, , name = '', value = '']) =>
    isSecretParameter(decoded(name)) && value !== '' && value !== MASK && !REFERENCE.test(value)
      ? [value, decoded(value.replaceAll('+', ' '))]
      : [],
  );
  const [, origin = '', path = ''] = ORIGIN_AND_PATH.exec(url) ?? [];
  if (REFERENCE.test(path)) return values;
  const shown = maskUrl(origin + path).slice(origin.length);
  // Words such as `services` stay behind with what was hidden after them.
  const hidden = path.split('/').filter((part) => !shown.includes(part) && part.length > 5);
  return shown === path ? values : [...values, ...(hidden.length === 0 ? [path.slice(1)] : hidden)];
}

function withoutPathSecrets(url: string): string {
  const [whole, origin = '', path = ''] = ORIGIN_AND_PATH.exec(url) ?? [''];
  const parts = path.split('/');
  const shown = parts.map((part, index) => (isPathSecret(part, parts[index - 1] ?? '') ? MASK : part));
  return origin + shown.join('/') + url.slice(whole.length);
}

/** A part that nobody would choose as a name: letters and digits in turns. An id of the usual form is none. */
function isPathSecret(part: string, before: string): boolean {
  if (UUID.test(part) || REFERENCE.test(part)) return false;
  const named = isSecretName(before) && part.length >= 8 && /\d/.test(part) && /[a-z]/i.test(part);
  return named || (part.match(/[a-z\d]{12,}/gi) ?? []).some((run) => turns(run) >= 3);
}

/** How often digits follow letters or letters digits. */
function turns(run: string): number {
  return (run.match(/\d+|\D+/g) ?? []).length - 1;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

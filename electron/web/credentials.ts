import { KEY_HEADER } from '../../shared/protocol/access.ts';
import type { CookieHalf } from '../ports.ts';

/** Browsers forget a cookie after 400 days at the latest; the server ends a session long before. */
const COOKIE_SECONDS = 400 * 86_400;
const OF_A_SESSION = /^((?:__Host-)?bellwether-([0-9a-f]{8})-([0-9a-f]{8}))=(.*)$/;
/** Each path with which a browser sends a cookie to the place where it signs in. Beyond `/`, only others set one. */
const PATHS = ['/', '/api', '/api/', '/api/v1', '/api/v1/', '/api/v1/session'] as const;
/**
 * Cookies that one answer takes away, by name. Another port can set hundreds, and an answer whose headers are longer than a proxy reads (nginx: 4 KB)
 * is none at all. None of them stands in the way, so what is left can wait for another answer.
 */
const MOST_CLEARED = 3;

export interface SentCookie extends CookieHalf {
  /** In full. */
  readonly name: string;
}

/** As sent, duplicates kept. */
export function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

/**
 * What is shown as the token of a program. The first word tells the scheme (RFC 9110), and what is sent by another one is not meant for us,
 * such as the password of a proxy before this server.
 */
export function bearersOf(rawHeaders: readonly string[]): readonly string[] {
  return valuesOf(rawHeaders, 'authorization').flatMap((value) => {
    const bearer = /^Bearer(?: +(.*))?$/i.exec(value);
    return bearer === null ? [] : [bearer[1] ?? ''];
  });
}

/** The half of a session that only our own page can send: it is asked for in a header of its own, and not with others' consent. */
export function keyOf(rawHeaders: readonly string[]): string | null {
  return valuesOf(rawHeaders, KEY_HEADER)[0] ?? null;
}

/** Cookies of the time when the secret itself was one, named by port: a browser would go on sending it to every port of this host name. */
const WITH_A_SECRET = /^(bellwether-\d{1,5})=/;

/** Takes away those that hold a secret. */
export function clearedSecrets(rawHeaders: readonly string[]): readonly string[] {
  const names = cookiePairs(rawHeaders).flatMap((pair) => WITH_A_SECRET.exec(pair)?.[1] ?? []);
  return atOnce(names).map((name) => `${name}=; Path=/; Max-Age=0; ${rulesOf(name)}`);
}

function cookiePairs(rawHeaders: readonly string[]): readonly string[] {
  return valuesOf(rawHeaders, 'cookie').flatMap((line) => line.split(/; */));
}

/** All cookies of the sessions of an instance: another port of this host name may have set some of them. */
export function sessionCookies(rawHeaders: readonly string[], instance: string): readonly SentCookie[] {
  return cookiePairs(rawHeaders).flatMap((pair) => {
    const [, name = '', of, id = '', value = ''] = OF_A_SESSION.exec(pair) ?? [];
    return of === instance ? [{ name, id, value }] : [];
  });
}

/**
 * No script reads it, and no foreign page makes a browser send it. Each session has a name of its own, and over TLS another one than
 * without: what a browser holds already, also one with `Secure` that plain http may not replace, never keeps it from being kept.
 */
export function sessionCookie(name: string, value: string): string {
  return `${name}=${value}; Path=/; Max-Age=${COOKIE_SECONDS}; ${rulesOf(name)}`;
}

export function cookieName(instance: string, id: string, secure: boolean): string {
  return `${secure ? '__Host-' : ''}bellwether-${instance}-${id}`;
}

/** Takes cookies of the first of these names away, on whatever path they were seen. */
export function clearedCookies(names: readonly string[]): readonly string[] {
  return atOnce(names).flatMap((name) =>
    // Browsers keep `__Host-` to the one path.
    (name.startsWith('__Host-') ? (['/'] as const) : PATHS).map(
      (path) => `${name}=; Path=${path}; Max-Age=0; ${rulesOf(name)}`,
    ),
  );
}

function atOnce(names: readonly string[]): readonly string[] {
  return [...new Set(names)].slice(0, MOST_CLEARED);
}

function rulesOf(name: string): string {
  return `HttpOnly; SameSite=Strict${name.startsWith('__Host-') ? '; Secure' : ''}`;
}

/** A viewer looks; an operator may also do what `OperatorRequest` lists, and see what services answered. */
export type Role = (typeof ROLES)[number];
export const ROLES = ['viewer', 'operator'] as const;

/** What is known of a token beside its secret. */
export interface Token {
  readonly name: string;
  readonly role: Role;
  readonly createdAt: number;
}

/** Who the server takes its visitor for. */
export interface Session {
  /** `null` when a token is needed. */
  readonly role: Role | null;
  /** Of the token, which is also the author of what its holder does; `null` without one. */
  readonly name: string | null;
}

/** What signing in answers. */
export interface NewSession extends Session {
  /** The half of the session that the page keeps in its own storage; the other half is a cookie that no script reads. */
  readonly key: string;
}

/** Carries the key of a session with each request of the page. On a socket it is the first message. */
export const KEY_HEADER = 'bellwether-key';

/** A file name everywhere, and fit to be shown as the author of what its holder does. */
export const TOKEN_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;
export const TOKEN_NAME_EXPECTED =
  'at most 40 small letters, digits and "-", beginning with a letter or digit';

/** The secret of every token: 192 random bits as base64url. What looks otherwise was not made here. */
export const TOKEN_SECRET = /^[\w-]{32}$/;

/** Behind the `#`, so that no server, proxy or log on the way ever sees the secret. */
const IN_LINK = /#token=([\w-]+)$/;
const SECRET = /^[\w-]{20,100}$/;

export function linkWith(secret: string, url: string): string {
  return `${url}/#token=${secret}`;
}

/** The secret in a link, or what is one by itself; `null` for anything else. */
export function secretIn(text: string): string | null {
  const secret = IN_LINK.exec(text.trim())?.[1] ?? text.trim();
  return SECRET.test(secret) ? secret : null;
}

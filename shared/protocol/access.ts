/** A viewer looks; an operator may also do what `OperatorRequest` lists, and see what services answered. */
export type Role = (typeof ROLES)[number];
export const ROLES = ['viewer', 'operator'] as const;

/** What is known of a token beside its secret. */
export interface Token {
  readonly name: string;
  readonly role: Role;
  readonly createdAt: number;
}

/** A file name everywhere, and fit to be shown as the author of what its holder does. */
export const TOKEN_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;
export const TOKEN_NAME_EXPECTED =
  'at most 40 small letters, digits and "-", beginning with a letter or digit';

/** Behind the `#`, so that no server, proxy or log on the way ever sees the secret. */
export function linkWith(secret: string, url: string): string {
  return `${url}/#token=${secret}`;
}

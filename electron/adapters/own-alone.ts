import { lstatSync, statSync } from 'node:fs';
import { fileTrouble, hasCode } from './files.ts';

/*
 * As ssh has it for ~/.ssh: what gives rights counts only where nobody but this user, and root, could have written it. A
 * folder that others may write to is enough for them to exchange all that lies in it. Whatever gives rights asks here.
 */

interface Standing {
  readonly uid: number;
  readonly mode: number;
}

/** Why somebody else could have changed it, as half a sentence; `null` when nobody could. Windows knows neither owners by number nor modes. */
export function foreignHand({ uid, mode }: Standing): string | null {
  const own = process.getuid?.();
  if (own === undefined) return null;
  if (uid !== own && uid !== 0) return `belongs to another user (number ${uid})`;
  return (mode & 0o022) === 0 ? null : 'may be changed by other users';
}

export type FolderStanding =
  | { readonly kind: 'absent' }
  | { readonly kind: 'own' }
  /** The sentence names the folder and the way out, without a full stop. */
  | { readonly kind: 'foreign'; readonly message: string };

/** Whether this user alone decides what lies in a folder. `mayBeLink` where a person may have chosen to have it elsewhere. */
export function standingOf(folder: string, title: string, mayBeLink: boolean): FolderStanding {
  const foreign = (why: string, what: string) =>
    ({ kind: 'foreign', message: `the ${title} ${folder} ${why}; ${what}` }) as const;
  try {
    const stat = mayBeLink ? statSync(folder) : lstatSync(folder);
    if (stat.isSymbolicLink()) return foreign('is a link to elsewhere', 'put a folder in its place');
    if (!stat.isDirectory()) return foreign('is no folder', 'move it away');
    const why = foreignHand(stat);
    if (why === null) return { kind: 'own' };
    return foreign(
      why,
      `let it be this user's alone: chown ${process.getuid?.()} "${folder}" && chmod go-w "${folder}"`,
    );
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { kind: 'absent' };
    return foreign(`cannot be looked at: ${fileTrouble(error)}`, 'let this user read and write it');
  }
}

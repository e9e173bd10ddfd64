import { hideElements, hideMembers, hidePairs } from './member-secrets.ts';
import { hideNamed } from './named-secrets.ts';
import { hideBegun, hideShapes } from './secret-shapes.ts';

/**
 * Text without what is a secret by its name or by its looks. Log, evidence, addresses, exports and the command line
 * all hide with it, so that none keeps what another hides; `secret-names.ts` has the names, `secret-shapes.ts` the looks.
 * The work is linear in the text. Bound it before: hiding is for what is kept. `cut`: it may end in the middle of a secret.
 */
export function hideSecrets(text: string, cut = false): string {
  const hidden = hideNamed(hideElements(hidePairs(hideMembers(hideShapes(text)))));
  return cut ? hideBegun(hidden) : hidden;
}

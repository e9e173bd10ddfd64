/** Of macOS alone: it asks for a signature, which the Electron of a source tree does not have. */
const UNSIGNED =
  'macOS lets only signed programs show notifications, and one run from source is not; make a package with "npm run dist"';

/** Why a card could not be shown, with what can be done about it where that is known; `null` when it could. */
export function explainCardFault(
  fault: string | null,
  platform: NodeJS.Platform,
  packaged: boolean,
): string | null {
  return fault !== null && platform === 'darwin' && !packaged ? `${fault}. ${UNSIGNED}` : fault;
}

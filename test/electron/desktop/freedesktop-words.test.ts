import { expect, it } from 'vitest';
import { DESKTOP_ENTRY } from '../../../electron/desktop/freedesktop-words.ts';
import manifest from '../../../package.json' with { type: 'json' };

it('cards name the desktop entry of the packages', () => {
  expect(manifest.desktopName).toBe(`${DESKTOP_ENTRY}.desktop`);
});

import { expect, it } from 'vitest';
import { explainCardFault } from '../../../electron/desktop/explain-card-fault.ts';

it.each([
  ['darwin', false, 'refused', /^refused\. macOS lets only signed programs .*"npm run dist"$/],
  ['darwin', true, 'refused', /^refused$/],
  ['win32', false, 'refused', /^refused$/],
  ['linux', false, 'refused', /^refused$/],
] as const)('on %s, packaged %s, a card that is %s', (platform, packaged, fault, words) => {
  expect(explainCardFault(fault, platform, packaged)).toMatch(words);
  expect(explainCardFault(null, platform, packaged)).toBe(null);
});

import { expect, it } from 'vitest';
import builder from '../../../build/electron-builder.config.ts';
import { identityOf } from '../../../electron/desktop/identity.ts';

it.each([
  ['win32', true, 'Bellwether', 'dev.bellwether.app'],
  ['win32', false, 'Bellwether from source', 'dev.bellwether.source'],
  ['darwin', true, 'Bellwether', null],
  ['darwin', false, 'Bellwether from source', null],
  ['linux', true, 'Bellwether', null],
  ['linux', false, 'Bellwether from source', null],
] as const)('on %s, packaged %s, a run is %s (%s)', (platform, packaged, name, appUserModelId) => {
  expect(identityOf(platform, packaged)).toEqual({ name, appUserModelId });
});

it('an installed run is the one that the installer writes', () => {
  expect(identityOf('win32', true)).toEqual({ name: builder.productName, appUserModelId: builder.appId });
});

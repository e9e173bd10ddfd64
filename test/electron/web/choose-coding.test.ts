import { expect, it } from 'vitest';
import { chooseCoding } from '../../../electron/web/choose-coding.ts';

it.each([
  [undefined, null, null],
  ['', null, null],
  ['gzip', 'gzip', null],
  ['x-gzip', 'gzip', null],
  ['gzip, deflate, br, zstd', 'br', null],
  ['GZIP;Q=0.5, br;q=0.4', 'gzip', null],
  ['gzip;q=0.500 ,\tbr ; q=0.501', 'br', null],
  ['br;q=0, gzip', 'gzip', null],
  ['br;q=0, gzip;q=0', null, null],
  ['*', 'br', null],
  ['*;q=0.1, gzip;q=0.2', 'gzip', null],
  ['br;q=0, *', 'gzip', null],
  ['gzip;q=0.001', 'gzip', null],
  ['identity, gzip;q=0.5', null, null],
  ['identity;q=0.5, gzip;q=0.5', 'gzip', null],
  ['identity;q=0.5, gzip', 'gzip', null],
  ['identity;q=0, gzip', 'gzip', 'gzip'],
  ['*;q=0, gzip', 'gzip', 'gzip'],
  // Who takes nothing gets something all the same.
  ['identity;q=0', null, null],
  ['*;q=0', null, null],
  ['identity;q=0, br;q=0, gzip;q=0.0', null, null],
  // What is no item says nothing.
  ['gzip;q=2', null, null],
  ['gzip;q=-1', null, null],
  ['gzip;q=0.5555', null, null],
  ['gzip;q=', null, null],
  ['identity;q=none, gzip', 'gzip', null],
  ['deflate', null, null],
  ['brotli', null, null],
  ['gzipped', null, null],
] as const)('%s: a long text as %s, a short one as %s', (accepted, long, short) => {
  expect(chooseCoding(accepted, ['br', 'gzip'], true)).toBe(long);
  expect(chooseCoding(accepted, ['gzip'], false)).toBe(short);
});

it('gives only what there is', () => {
  expect(chooseCoding('br', ['gzip'], true)).toBeNull();
  expect(chooseCoding('br, gzip', [], true)).toBeNull();
});

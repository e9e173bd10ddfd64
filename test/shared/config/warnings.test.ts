import { expect, it } from 'vitest';
import { decoded } from '../../builders/config-document.ts';

function warned(expectJson: string): readonly string[] {
  const { warnings } = decoded(`
version: 1
services: [{ id: a, http: { url: "http://localhost", expectJson: ${expectJson} } }]
rules: [{ id: gone, when: down, for: 1m, severity: critical }]
`);
  return warnings.map(({ message }) => message);
}

it.each([
  ['{ data.status: ok }', '"data.status"', '{ data: { status: ... } }'],
  ['{ "$.data.status": ok }', '"$.data.status"', '{ data: { status: ... } }'],
  ['{ ok: true, deep: { "a.b.c": 1 } }', '"a.b.c"', '{ a: { b: { c: ... } } }'],
  ['{ "checks[0].status": ok }', '"checks[0].status"', 'mappings within mappings (a list is compared whole)'],
])('a path where members are expected is warned of, with the form that works: %s', (written, key, form) => {
  expect(warned(written)).toEqual([
    `this is one member with the name ${key}, not a path; what lies deeper is written as ${form}`,
  ]);
});

it.each(['{ data: { status: ok } }', '{ status: "a.b" }', '{ "version 1.2": x }', '{ "": x, "a.": y }'])(
  'members that are no path are not: %s',
  (written) => {
    expect(warned(written)).toEqual([]);
  },
);

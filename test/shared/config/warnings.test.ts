import { expect, it } from 'vitest';
import { decoded } from '../../builders/config-document.ts';

function warned(expectJson: string): readonly string[] {
  return warnedOf(`expectJson: ${expectJson}`).map(({ message }) => message);
}

function warnedOf(members: string, url = 'http://localhost') {
  const { warnings } = decoded(`
version: 1
services: [{ id: a, http: { url: "${url}", ${members} } }]
rules: [{ id: gone, when: down, for: 1m, severity: critical }]
`);
  return warnings;
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

const FOLLOWED = (statuses: string) =>
  `a redirect is followed, and the answer at its end is judged, so ${statuses} does not count; to expect the redirect itself, add \`followRedirects: 0\``;

it.each([
  ['expectStatus: 302', 'expectStatus', FOLLOWED('302')],
  ['expectStatus: "3xx"', 'expectStatus', FOLLOWED('301 or 302 or 303 or 307 or 308')],
  ['expectStatus: [301, 302, 401]', 'expectStatus', FOLLOWED('301 or 302')],
  ['expectStatus: 307, followRedirects: { most: 1, hosts: [a.lan] }', 'expectStatus', FOLLOWED('307')],
  [
    'expectStatus: 204, expectJson: { ok: true }',
    'expectJson',
    'an answer with 204 has no body; leave `expectJson` out, or expect another status',
  ],
  [
    'expectStatus: ["204-205", 304], expectBody: { contains: ok }',
    'expectBody',
    'an answer with 204 or 205 or 304 has no body; leave `expectBody` out, or expect another status',
  ],
  [
    'followRedirects: { most: 0, hosts: [a.lan] }',
    'followRedirects.hosts',
    'this has no effect: with `most: 0` no redirect is followed',
  ],
  ['tls: { verify: false }', 'tls', 'this has no effect: the url is http, not https'],
  ['tls: { caFile: own.pem }', 'tls', 'this has no effect: the url is http, not https'],
])('what no answer can meet, or has no effect, is warned of: %s', (members, key, message) => {
  expect(warnedOf(members).map((warning) => [warning.path, warning.message])).toEqual([
    [`services[0].http.${key}`, message],
  ]);
});

it.each([
  'expectStatus: 302, followRedirects: 0',
  'expectStatus: [200, 302]',
  'expectStatus: "200-399"',
  'expectStatus: 304',
  'expectStatus: [300, 401]',
  'expectStatus: [200, 204], expectJson: { ok: true }',
  'expectStatus: 204',
  'followRedirects: 0',
  'tls: { verify: true, caFile: null }',
])('what some answer meets is not: %s', (members) => {
  expect(warnedOf(members)).toEqual([]);
});

it('what has an effect over https is not', () => {
  expect(warnedOf('tls: { verify: false }', 'https://localhost')).toEqual([]);
});

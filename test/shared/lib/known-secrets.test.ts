import { describe, expect, it } from 'vitest';
import { hideKnown, knownSecrets } from '../../../shared/lib/known-secrets.ts';

const SECRET = 'Grün & "gut"/7+';
const known = [knownSecrets([SECRET, 'no'])];
const bytes = Buffer.from(SECRET);

describe('a known secret is hidden', () => {
  it.each([
    ['as it is', SECRET],
    ['in a query', encodeURIComponent(SECRET)],
    [
      'in a query with other letters for the same bytes',
      encodeURIComponent(SECRET).replaceAll(/%../g, (byte) => byte.toLowerCase()),
    ],
    ['in a form', new URLSearchParams({ '': SECRET }).toString().slice(1)],
    ['in an address in an address', encodeURIComponent(encodeURIComponent(SECRET))],
    ['with each byte escaped', bytes.toString('hex').replace(/../g, '%$&')],
    ['with some bytes escaped', SECRET.replace('g', '%67')],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    [
      'in JSON of ASCII',
      JSON.stringify(SECRET)
        .slice(1, -1)
        .replace('ü', String.raw`\u00fc`),
    ],
    [
      'in JSON with other slashes',
      JSON.stringify(SECRET)
        .slice(1, -1)
        .replaceAll('/', String.raw`\/`),
    ],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
    ['in HTML', SECRET.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
    ['in HTML by numbers', SECRET.replaceAll('&', '&#38;').replaceAll('"', '&#x22;')],
    ['in hexadecimal digits', bytes.toString('hex')],
    ['in large hexadecimal digits', bytes.toString('hex').toUpperCase()],
  ])('%s', (_, spelled) => {
    expect(hideKnown(`x <${spelled}> y`, known)).toBe('x <***> y');
  });

  it.each([
    ['alone', ''],
    ['after one byte', 'a'],
    ['after a user', 'ann:'],
    ['after five bytes', 'anna:'],
  ])('in base64, %s', (_, before) => {
    for (const form of ['base64', 'base64url'] as const) {
      const encoded = Buffer.concat([Buffer.from(before), bytes, Buffer.from('!after')]).toString(form);
      const shown = hideKnown(`x ${encoded} y`, known);
      expect(shown).toMatch(/^x \w*\*\*\*[\w=]* y$/);
      expect(shown.length).toBeLessThan('x  y'.length + before.length * 2 + 14);
    }
  });

  it('in base64 in a query', () => {
    const encoded = encodeURIComponent(Buffer.from('??>>~~secret??>>').toString('base64'));
    expect(hideKnown(encoded, [knownSecrets(['??>>~~secret'])])).not.toContain('Pz8%2BPn5');
  });

  it('begun, where the text was cut', () => {
    for (const spelled of [SECRET, encodeURIComponent(SECRET), JSON.stringify(SECRET).slice(1, -1)]) {
      expect(hideKnown(`x ${spelled.slice(0, 12)}`, known, true)).toMatch(/^x \*\*\*/);
    }
    expect(hideKnown('x Grün & "gu', known)).toBe('x Grün & "gu');
  });

  it('again and again, and next to another', () => {
    expect(hideKnown('abcdabcdefgh', [knownSecrets(['abcd', 'efgh', 'abcdef'])])).toBe('******');
  });
});

it.each(['a"b%0Ac', String.raw`pass\nword"1`, 'x&amp;y"z', '100%25 "sure"'])(
  '%s is hidden in JSON, though it holds what looks like an escape',
  (secret) => {
    const told = hideKnown(JSON.stringify({ told: secret }), [knownSecrets([secret])]);
    expect(told).toBe('{"told":"***"}');
  },
);

it('what is too short to be a secret stands, and so does the rest', () => {
  expect(hideKnown('no, %6eo & 100%', known)).toBe('no, %6eo & 100%');
});

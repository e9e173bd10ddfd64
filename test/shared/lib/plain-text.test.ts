import { describe, expect, it } from 'vitest';
import { decoded } from '../../builders/config-document.ts';
import { displayWidth, plain } from '../../../electron/cli/text.ts';
import { plainText } from '../../../shared/lib/plain-text.ts';

describe('what a script or an emoji needs is shown as it is', () => {
  it.each([
    ['a family', '👨‍👩‍👧 web', 6],
    ['a profession with a skin', '👩🏽‍💻', 2],
    ['a heart', '❤️‍🔥', 2],
    ['a pirate', '🏴‍☠️', 2],
    ['a flag of a region', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}', 2],
    ['a flag', '🇨🇭', 2],
    ['a key', '1️⃣', 2],
    ['a sign as text', '☂︎', 1],
    ['Persian', 'می‌خواهم', 7],
    ['Persian with marks', 'مَی‌خوٰا', 5],
    ['an initial form', 'ه‍', 1],
    ['Hindi with a joiner', 'क्‍ष', 2],
    ['Hindi', 'सेवा', 2],
    ['Bengali', 'র‍্যাব', 3],
    ['Sinhala', 'ශ්‍රී', 2],
    ['Malayalam', 'ന്‍', 1],
    ['Thai', 'กำลัง', 4],
    ['Khmer with a break', 'សេវា\u200bកម្ម', 5],
    ['Mongolian', 'ᠠ\u180eᠠ', 2],
    ['Arabic with a year', '\u0601١٤٤٥', 4],
    ['accents in two parts', 'Zu\u0308rich', 6],
    ['Han with a variant', '葛\u{e0100}城', 4],
    ['Korean in parts', '\u1112\u1161\u11ab', 2],
  ])('%s', (_, name, cells) => {
    expect(plainText(name)).toBe(name);
    expect(plain(name)).toBe(name);
    expect(displayWidth(name)).toBe(cells);
  });
});

describe('what hides or reorders is escaped', () => {
  it.each([
    ['a joiner in a Latin word', 'pay\u200dpal', 'pay\\u{200d}pal'],
    ['a non-joiner in a Latin word', 'pay\u200cpal', 'pay\\u{200c}pal'],
    ['a joiner after an accent', 'e\u0301\u200dx', 'é\\u{200d}x'.normalize('NFD')],
    ['joiners in a row', 'می\u200c\u200cخ', 'می\u200c\\u{200c}خ'],
    ['a joiner of an emoji with nothing', '👨\u200dx', '👨\\u{200d}x'],
    ['a space without width', 'a\u200bb', 'a\\u{200b}b'],
    ['a soft hyphen', 'a\u00adb', 'a\\u{ad}b'],
    ['a mark of the byte order', '\ufeffa', '\\u{feff}a'],
    ['a letter without a look', 'a\u3164b', 'a\\u{3164}b'],
    ['the other direction', 'a\u202eb\u2067c\u200fd', 'a\\u{202e}b\\u{2067}c\\u{200f}d'],
    ['tags after no flag', 'a\u{e0061}\u{e0062}', 'a\\u{e0061}\\u{e0062}'],
    ['a flag that has no end', '🏴\u{e0067}', '🏴\\u{e0067}'],
    ['bytes in selectors', 'a\ufe01\ufe02\ufe03', 'a\ufe01\\u{fe02}\\u{fe03}'],
    ['a selector of nothing', ' \ufe0f', ' \\u{fe0f}'],
    ['half a character', 'x\ud83dy', 'x\\u{d83d}y'],
    ['lines', 'a\u2028b\nc', 'a\\u{2028}b\\u{a}c'],
  ])('%s', (_, text, shown) => {
    expect(plainText(text)).toBe(shown);
  });
});

it('a cut is never in the middle of what is seen as one character', () => {
  expect(plainText('👨‍👩‍👧👨‍👩‍👧', 8)).toBe('👨‍👩‍👧…');
  expect(plainText('e\u0301'.repeat(4), 4)).toBe('e\u0301…');
  expect(plainText(`a${'\u0301'.repeat(50)}`, 10)).toBe(`a${'\u0301'.repeat(8)}…`);
});

it('the names of a document are what is shown, so that page, tray, notifications and command line agree', () => {
  const config = decoded(`version: 1
groups: { web: { name: "pay\u200bpal" } }
services:
  - { id: a, name: "👨‍👩‍👧 می‌خواهم", group: web, tags: ["क्‍ष"], tcp: { host: localhost, port: 1 } }
  - { id: b, name: "soft\u00adly", tags: ["a\u200bb"], links: { "a\u200bb": "http://h/" }, tcp: { host: localhost, port: 1 } }
`);
  expect(config.services).toMatchObject([
    { name: '👨‍👩‍👧 می‌خواهم', tags: ['क्‍ष'] },
    { name: 'soft\\u{ad}ly', tags: ['a\\u{200b}b'], links: { 'a\\u{200b}b': 'http://h/' } },
  ]);
  expect(config.groups).toMatchObject([{ name: 'pay\\u{200b}pal' }]);
});

import { describe, expect, it } from 'vitest';
import { cut, displayWidth, padEnd, padStart, plain, wrap } from '../../../electron/cli/text.ts';

describe('text on its way to a terminal', () => {
  it.each([
    ['colour and cursor', '\u001b[31mred\u001b[2J', '\\u{1b}[31mred\\u{1b}[2J'],
    ['a C1 control', 'a\u009b31mb', 'a\\u{9b}31mb'],
    ['the other direction', 'abc\u202etxt', 'abc\\u{202e}txt'],
    ['a bell and a NUL', '\u0007\u0000', '\\u{7}\\u{0}'],
    ['half a character', 'x\ud83dy', 'x\\u{d83d}y'],
    ['line breaks', 'one\r\ntwo\tthree', 'one two three'],
    ['accents and other scripts', 'Zürich 東京 😀', 'Zürich 東京 😀'],
  ])('makes %s visible and harmless', (_, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it.each([
    ['plain', 5],
    ['東京', 4],
    ['😀', 2],
    ['👩🏽', 2],
    ['🇨🇭', 2],
    ['e\u0301', 1],
    ['한글', 4],
    ['✓', 1],
    ['▲', 1],
    ['✗', 1],
    ['–', 1],
    ['', 0],
  ])('measures %s as %i cells', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('cuts between characters and says that it did', () => {
    expect(cut('airtable-gateway', 8)).toBe('airtabl…');
    expect(cut('東京都庁', 6)).toBe('東京…');
    expect(cut('short', 5)).toBe('short');
    expect(cut('short', 0)).toBe('');
  });

  it('pads by cells', () => {
    expect(padEnd('東京', 6)).toBe('東京  ');
    expect(padStart('42 ms', 8)).toBe('   42 ms');
  });

  it('wraps at spaces, inside words that are too long, and cuts what is too much', () => {
    expect(wrap('nothing is listening on 127.0.0.1:8000', 24)).toEqual([
      'nothing is listening on',
      '127.0.0.1:8000',
    ]);
    expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
    expect(wrap('one two three four', 5, 2)).toEqual(['one', 'two…']);
    expect(wrap('', 10)).toEqual([]);
  });
});

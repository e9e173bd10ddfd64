import { describe, expect, it } from 'vitest';
import { judgeConditions } from '../../../electron/web/preconditions.ts';

describe('If-None-Match', () => {
  it.each([
    ['"a1"', 'not-modified'],
    ['W/"a1"', 'not-modified'],
    ['*', 'not-modified'],
    [' * ', 'not-modified'],
    ['"b2", "a1"', 'not-modified'],
    ['"b2",W/"a1" , "c3"', 'not-modified'],
    [',, "a1" ,', 'not-modified'],
    ['"with, comma", "a1"', 'not-modified'],
    ['"with \\", "a1"', 'not-modified'],
    // Of what we compressed ourselves.
    ['"a1-br"', 'not-modified'],
    ['W/"a1-br"', 'not-modified'],
    // What Apache, Caddy, Jetty and others make of it when they compress.
    ['"a1-gzip"', 'not-modified'],
    ['W/"a1-zstd"', 'not-modified'],
    ['"a1;gzip"', 'not-modified'],
    ['"a1--gzip"', 'not-modified'],
    ['"a1-br-gzip"', 'not-modified'],
    ['"b2"', 'send'],
    ['"a1', 'send'],
    ['a1', 'send'],
    ['"a1x"', 'send'],
    ['"xa1"', 'send'],
    ['"a1-other"', 'send'],
    ['"a1-gzip-other"', 'send'],
    ['"A1"', 'send'],
    ['"-gzip"', 'send'],
    ['""', 'send'],
    ['"*"', 'send'],
    ['', 'send'],
  ])('%s: %s', (written, outcome) => {
    expect(judgeConditions({ 'if-none-match': written }, 'a1')).toBe(outcome);
  });

  it('is read in one go, however long it is', () => {
    const long = [
      `"a1${'-gzip'.repeat(3000)}-"`,
      '"'.repeat(16_000),
      'W/'.repeat(8000),
      '"a1-"'.repeat(3000),
    ];
    for (const written of long) expect(judgeConditions({ 'if-none-match': written }, 'a1')).toBe('send');
  });
});

describe('If-Match', () => {
  it.each([
    ['"a1"', 'send'],
    ['*', 'send'],
    ['"b2", "a1"', 'send'],
    ['"a1-gzip"', 'send'],
    // Strong comparison.
    ['W/"a1"', 'failed'],
    ['"b2"', 'failed'],
    ['', 'failed'],
  ])('%s: %s', (written, outcome) => {
    expect(judgeConditions({ 'if-match': written }, 'a1')).toBe(outcome);
  });

  it('goes before If-None-Match', () => {
    expect(judgeConditions({ 'if-match': '"b2"', 'if-none-match': '"a1"' }, 'a1')).toBe('failed');
    expect(judgeConditions({ 'if-match': '"a1"', 'if-none-match': '"a1"' }, 'a1')).toBe('not-modified');
    expect(judgeConditions({ 'if-match': '"a1"', 'if-none-match': '"b2"' }, 'a1')).toBe('send');
    expect(judgeConditions({}, 'a1')).toBe('send');
  });
});

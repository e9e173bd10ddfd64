import { plainText } from '../../shared/lib/plain-text.ts';

export { count } from '../../shared/lib/count.ts';

/* Text on its way to a terminal: made harmless, measured in character cells, cut and wrapped. */

/** Longer than any sentence of ours; what comes from a service may be longer. */
const MAX_CHARACTERS = 2000;

/** Text from a service or a file as inert, visible text: it can neither move the cursor nor turn the line around. */
export function plain(text: string): string {
  return plainText(text.replace(/[\t\n\v\f\r \u2028\u2029]+/g, ' '), MAX_CHARACTERS);
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Scripts and symbols that take two cells, by the wide and full-width entries of Unicode's EastAsianWidth. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** Width in character cells of text without control characters. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += widthOfGrapheme(segment);
  return width;
}

function widthOfGrapheme(grapheme: string): number {
  if (NO_WIDTH.test(grapheme)) return 0;
  if (WIDE.test(grapheme)) return 2;
  // Terminals give each letter its cell, also where some are written as one.
  return Math.max(1, grapheme.match(/\p{L}/gu)?.length ?? 0);
}

/** Cuts to `width` cells; what was cut ends in an ellipsis. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return width < 1 ? '' : `${head(text, width - 1).trimEnd()}…`;
}

function head(text: string, width: number): string {
  let used = 0;
  let kept = '';
  for (const { segment } of segmenter.segment(text)) {
    used += widthOfGrapheme(segment);
    if (used > width) break;
    kept += segment;
  }
  return kept;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** Breaks at spaces, and inside words that are longer than a line; the last of `maxLines` is cut. */
export function wrap(text: string, width: number, maxLines = Number.POSITIVE_INFINITY): readonly string[] {
  const room = Math.max(2, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (line !== '' && displayWidth(line) + 1 + displayWidth(rest) <= room) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (displayWidth(rest) > room) {
      const part = head(rest, room);
      lines.push(part);
      rest = rest.slice(part.length);
    }
    line = rest;
  }
  if (line !== '') lines.push(line);
  if (lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines - 1), cut(lines.slice(maxLines - 1).join(' '), room)];
}

import { isSecretName } from '../../shared/lib/secret-names.ts';
import { MASK } from '../../shared/lib/secret-shapes.ts';
import { maskUrl } from '../../shared/lib/secret-urls.ts';
import { hideSecrets } from '../../shared/lib/secrets.ts';
import { cut, displayWidth, plain } from './text.ts';

const MARGIN = '    ';
/** How much of a long line stands before the place. */
const BEFORE = 30;

/** A line of a document and a caret under its `column` (1-based), within `columns` cells. */
export function pointAt(written: string, column: number, columns: number): readonly string[] {
  const source = withoutSecrets(written);
  const start = Math.max(0, source.length < columns - MARGIN.length ? 0 : column - 1 - BEFORE);
  const before = inert(source.slice(start, column - 1));
  const shown = cut(before + inert(source.slice(column - 1)), columns - MARGIN.length);
  return [MARGIN + shown, `${MARGIN}${' '.repeat(displayWidth(before))}^`];
}

const URL = /\bhttps?:\/\/[^\s"'<>]{1,2048}/gi;
/** `name: value` of YAML and JSON; a value may be of several words. */
const MEMBER = /([\w-]{1,100})(["']?\s{0,5}:\s{0,5}["']?)([^"',{}\s](?:[^"',{}]*[^"',{}\s])?)/g;

/** Terminals are shown to others: what looks like a secret is starred, each letter by one star, so that places stay. */
function withoutSecrets(line: string): string {
  const hidden = hideSecrets(line.replace(URL, (url) => maskUrl(url)));
  return starred(line, hidden).replace(MEMBER, (whole, name: string, between: string, value: string) =>
    isSecretName(name) ? name + between + stars(value) : whole,
  );
}

/** The line with as many stars as letters were hidden. */
function starred(line: string, hidden: string): string {
  let shown = '';
  for (const [index, part] of hidden.split(MASK).entries()) {
    const at = index === 0 ? 0 : line.indexOf(part, shown.length);
    if (at === -1) break;
    shown += stars(line.slice(shown.length, at)) + part;
  }
  return shown + stars(line.slice(shown.length));
}

function stars(secret: string): string {
  return '*'.repeat(secret.length);
}

/** Spaces are kept, so that the line looks as it does in an editor. */
function inert(text: string): string {
  return text
    .replaceAll('\t', '  ')
    .split(/( +)/)
    .map((part) => (part.startsWith(' ') ? part : plain(part)))
    .join('');
}

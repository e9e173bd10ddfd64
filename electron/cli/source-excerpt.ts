import { isSensitiveName } from '../../shared/config/secrets.ts';
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

const USER_INFO = /(:\/\/)([^\s/@]+)@/g;
const QUERY_VALUE = /([?&;])([^=\s?&;]+)(=)([^&;#\s"']+)/g;
/** `name: value` of YAML and JSON. */
const MEMBER = /([\w-]+)(["']?\s*:\s*["']?)([^"',{}\s](?:[^"',{}]*[^"',{}\s])?)/g;

/** Terminals are shown to others: what looks like a secret is starred, each letter by one star, so that places stay. */
function withoutSecrets(line: string): string {
  return line
    .replace(USER_INFO, (_, slashes: string, user: string) => `${slashes}${stars(user)}@`)
    .replace(QUERY_VALUE, (whole, mark: string, name: string, equals: string, value: string) =>
      isSensitiveName(name) ? mark + name + equals + stars(value) : whole,
    )
    .replace(MEMBER, (whole, name: string, between: string, value: string) =>
      isSensitiveName(name) ? name + between + stars(value) : whole,
    );
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

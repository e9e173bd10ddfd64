export interface JsonSyntaxFault {
  readonly offset: number;
  readonly message: string;
}

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y;
const WHITE_SPACE = /[ \t\r\n]*/y;

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const EXPECTED: Readonly<Record<Expected, string>> = {
  value: 'a value: text in double quotes, a number, true, false, null, "[" or "{"',
  'value-or-end': 'a value or "]"',
  key: 'a key in double quotes; JSON has no comma before "}"',
  'key-or-end': 'a key in double quotes or "}"',
  colon: '":" after the key',
  'comma-or-end': '"," or the end of the list or mapping',
  nothing: 'the end of the document',
};

/**
 * The first place where a text is not JSON. The YAML reader accepts more (comments, single quotes, commas at the end),
 * and the messages of `JSON.parse` quote the document, secrets included.
 */
export function findJsonFault(text: string): JsonSyntaxFault | null {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : 'comma-or-end');
  for (;;) {
    const start = skipWhiteSpace(text, offset);
    if (start === text.length && expected === 'nothing') return null;
    TOKEN.lastIndex = offset;
    const token = TOKEN.exec(text);
    const next: Expected | null = token === null ? null : follow(token, expected, open, afterValue);
    if (token === null || next === null) {
      return { offset: start, message: `this is not JSON: expected ${EXPECTED[expected]}` };
    }
    expected = next;
    offset += token[0].length;
  }
}

function follow(
  [, mark, text]: RegExpExecArray,
  expected: Expected,
  open: ('{' | '[')[],
  afterValue: () => Expected,
): Expected | null {
  const wantsValue = expected === 'value' || expected === 'value-or-end';
  const around = open.at(-1);
  if (mark === '{' || mark === '[') {
    if (!wantsValue) return null;
    open.push(mark);
    return mark === '{' ? 'key-or-end' : 'value-or-end';
  }
  if (mark === '}' || mark === ']') {
    const empty = mark === '}' ? 'key-or-end' : 'value-or-end';
    if (around !== (mark === '}' ? '{' : '[') || (expected !== empty && expected !== 'comma-or-end'))
      return null;
    open.pop();
    return afterValue();
  }
  if (mark === ',') {
    if (expected !== 'comma-or-end') return null;
    return around === '{' ? 'key' : 'value';
  }
  if (mark === ':') return expected === 'colon' ? 'value' : null;
  if (text !== undefined && (expected === 'key' || expected === 'key-or-end')) return 'colon';
  return wantsValue ? afterValue() : null;
}

function skipWhiteSpace(text: string, offset: number): number {
  WHITE_SPACE.lastIndex = offset;
  WHITE_SPACE.exec(text);
  return WHITE_SPACE.lastIndex;
}

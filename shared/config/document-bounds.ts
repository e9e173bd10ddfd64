import { Lexer } from 'yaml';
import { MAX_DEPTH, TOO_DEEP } from './plain-value.ts';

/** A document of the greatest size in full dress has some 600,000. */
const MOST_TOKENS = 800_000;

interface Excess {
  readonly offset: number;
  readonly message: string;
}

/**
 * Where a text is nested too deeply, or has too many parts, to be worth reading as YAML or JSON: found in one pass, and no
 * further than that place, before anything builds a tree of it.
 */
export function excessIn(text: string): Excess | null {
  let offset = 0;
  let brackets = 0;
  /** Of lists and keys that begin within the line, as in `- - - a`. */
  let inLine = 0;
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets = Math.max(0, brackets - 1);
    else if (token === '\n' || token === '\r\n') inLine = 0;
    else if (brackets === 0 && (token === '-' || token === '?')) inLine++;
    if (brackets > MAX_DEPTH || inLine > MAX_DEPTH) return { offset, message: TOO_DEEP };
    if (++tokens > MOST_TOKENS)
      return { offset, message: `too many parts: ${MOST_TOKENS} are more than a configuration needs` };
    if (!isMark(token)) offset += token.length;
  }
  return null;
}

/** The lexer says where a document or a scalar begins by characters that are not in the text. */
function isMark(token: string): boolean {
  return token === '\u0002' || token === '\u001f' || token === '\u0018';
}

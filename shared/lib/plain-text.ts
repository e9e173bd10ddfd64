/** Control characters, invisible format characters (bidi overrides, zero widths, BOM), line separators and lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from outside made fit for one line of a message: unsafe characters escaped as `\u{202e}`, cut to `limit` characters. */
export function plainText(text: string, limit = 100): string {
  const characters = Array.from(text.slice(0, limit * 2));
  const cut = characters.length > limit || text.length > limit * 2;
  const kept = cut ? `${characters.slice(0, limit - 1).join('')}…` : text;
  return kept.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/* The one rule of what of a text is shown as it is: page, tray, notifications, log and command line all follow it. */

/** Control characters, line separators, lone surrogates, and all that has no look of its own: what hides, and what turns the direction of the text. */
const HIDING = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]`;

/** Scripts that are written with a joiner or a non-joiner between letters; in others these only hide. */
const JOINED_LETTER = String.raw`(?![\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Armenian}\p{sc=Georgian}\p{sc=Hebrew}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Common}])\p{L}`;

/** Of what hides, what a script or an emoji needs to be written, where it needs it. */
const NEEDED = [
  // A flag of a region (UTS 51, ED-14a).
  String.raw`\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{1,30}\u{e007f}`,
  // One joiner in an emoji, and one after a letter with its marks.
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=${JOINED_LETTER}\p{M}{0,4})[\u200c\u200d]`,
  // One variation selector after what has variants.
  String.raw`(?<=[\p{L}\p{N}\p{S}\p{P}])[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`,
  String.raw`(?<=\p{sc=Mongolian})[\u180b-\u180f]`,
  String.raw`(?<=[\p{L}\p{M}])\u034f(?=\p{M})`,
  // Words of scripts without spaces.
  String.raw`(?<=[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}])\u200b`,
  String.raw`(?<=\p{sc=Egyptian_Hieroglyphs})[\u{13430}-\u{1345f}]|(?<=\p{sc=Duployan})[\u{1bca0}-\u{1bca3}]`,
  // Signs that stand over numbers or verses, and can be seen.
  String.raw`[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]`,
].join('|');

const NEEDED_OR_HIDING = new RegExp(`(${NEEDED})|${HIDING}`, 'gu');

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Text from outside made fit for one line of a message: what hides or reorders escaped as `\u{202e}`, cut to `limit` characters. */
export function plainText(text: string, limit = 100): string {
  return withoutHiding(cutText(text, limit));
}

/** The same without a cut. */
export function withoutHiding(text: string): string {
  return text.replace(NEEDED_OR_HIDING, (found, needed: string | undefined) =>
    needed === undefined ? `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}` : found,
  );
}

/** Never in the middle of what is seen as one character. */
function cutText(text: string, limit: number): string {
  const bounded = text.slice(0, limit * 2);
  if (bounded.length === text.length && Array.from(text).length <= limit) return text;
  let kept = '';
  let length = 0;
  for (const { segment } of segmenter.segment(bounded)) {
    length += Array.from(segment).length;
    if (length >= limit) break;
    kept += segment;
  }
  // One that is longer than all there is room for is cut all the same.
  return `${
    kept === ''
      ? Array.from(bounded)
          .slice(0, limit - 1)
          .join('')
      : kept
  }…`;
}

/** An entity tag (RFC 9110, 8.8.3): its `W/` when it is weak, and what is between the quotes. */
const TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;
/** What proxies put behind a tag when they compress what it is of; our own tags of what is compressed end so, too. */
const CODINGS = /^(?:(?:--?|;)(?:gzip|br|zstd|deflate))*$/;

interface Conditions {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}

/**
 * RFC 9110, section 13, for reading what has this tag (without quotes or codings) and no date: conditions about dates are ignored, as they are
 * beside tags. A tag stands for the content, whatever it is compressed with and by whom: a proxy that compresses makes it weak, longer or both.
 */
export function judgeConditions(headers: Conditions, tag: string): 'send' | 'not-modified' | 'failed' {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined && !names(match, tag, 'strong')) return 'failed';
  return noneMatch !== undefined && names(noneMatch, tag, 'weak') ? 'not-modified' : 'send';
}

function names(list: string, tag: string, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true;
  return [...list.matchAll(TAG)].some(
    ([, weak, opaque = '']) =>
      (comparison === 'weak' || weak === undefined) &&
      opaque.startsWith(tag) &&
      CODINGS.test(opaque.slice(tag.length)),
  );
}

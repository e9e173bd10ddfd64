import type { ErrorCode } from 'yaml';

/* Own words for what the YAML reader finds: its own messages quote the document, secrets included. */

const MESSAGES: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias cannot have an anchor or a tag',
  BAD_ALIAS: 'expected the name of an alias after "*"; put text that begins with "*" in quotes',
  BAD_COLLECTION_TYPE: 'this tag does not fit a list or mapping',
  BAD_DIRECTIVE:
    'this line that begins with "%" is no YAML directive; put text that begins with "%" in quotes',
  BAD_DQ_ESCAPE: 'unknown escape after "\\" in double quotes; single quotes take text as it is',
  BAD_INDENT: 'wrong indentation, or a bracket that is not closed',
  BAD_PROP_ORDER: 'an anchor or tag is in the wrong place',
  BAD_SCALAR_START: 'text cannot begin with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ":" on one line; put text with ": " in quotes',
  BLOCK_IN_FLOW: 'inside brackets a list or mapping needs brackets too',
  DUPLICATE_KEY: 'this key is there twice',
  IMPOSSIBLE: 'this cannot be read as YAML',
  KEY_OVER_1024_CHARS: 'this key is far too long',
  MISSING_CHAR: 'something is missing here: a closing quote, a ":" after a key, or a "," between members',
  MULTILINE_IMPLICIT_KEY: 'a key has to stand on one line, followed by ":"',
  MULTIPLE_ANCHORS: 'more than one anchor',
  MULTIPLE_DOCS: 'a second document begins here; expected one',
  MULTIPLE_TAGS: 'more than one tag',
  NON_STRING_KEY: 'expected text as a key',
  RESOURCE_EXHAUSTION: 'nested too deeply',
  TAB_AS_INDENT: 'a tab cannot indent YAML: use spaces',
  TAG_RESOLVE_FAILED: 'this tag ("!...") is not known here; put text that begins with "!" in quotes',
  UNEXPECTED_TOKEN: 'this was not expected here',
};

export function syntaxMessage(code: ErrorCode): string {
  return MESSAGES[code];
}

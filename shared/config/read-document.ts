import { parseDocument, type YAMLError } from 'yaml';
import type { JsonValue } from '../domain/service.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { ConfigFault } from './config.ts';
import { excessIn } from './document-bounds.ts';
import { findJsonFault } from './json-syntax.ts';
import { places, type Places } from './places.ts';
import { plainValue } from './plain-value.ts';
import { syntaxMessage } from './yaml-syntax.ts';

/** A document as it is written: references not filled in, nothing judged yet. */
export interface RawDocument {
  readonly value: JsonValue;
  readonly places: Places;
  /** What can be told beside the faults of the content, such as a key that is there twice. */
  readonly faults: readonly ConfigFault[];
}

export type Format = 'yaml' | 'json';

/** Characters. Two thousand services in full dress need about half of it. */
export const MAX_DOCUMENT_SIZE = 1_048_576;
/** After the first, further syntax faults are mostly consequences. */
const MAX_SYNTAX_FAULTS = 10;

export function readDocument(
  source: string,
  file: string,
  format: Format,
): Result<RawDocument, readonly ConfigFault[]> {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  if (text.length > MAX_DOCUMENT_SIZE) {
    return err([{ file, line: null, column: null, path: '', message: 'the document is larger than 1 MiB' }]);
  }
  const unread = places(text, file, { keys: new Map(), values: new Map() });
  const excess = excessIn(text);
  if (excess !== null) return err([unread.faultAtOffset(excess.offset, excess.message)]);
  const jsonFault = format === 'json' ? findJsonFault(text) : null;
  if (jsonFault !== null) return err([unread.faultAtOffset(jsonFault.offset, jsonFault.message)]);

  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  const syntaxFaults = onePerPlace([...document.errors, ...document.warnings]);
  if (syntaxFaults.length > 0)
    return err(syntaxFaults.map(({ pos, code }) => unread.faultAtOffset(pos[0], syntaxMessage(code))));

  const { value, offsets, problems, complete } = plainValue(document.contents);
  const place = places(text, file, offsets);
  const faults = problems.map(({ path, offset, message }) => place.faultAtOffset(offset, message, path));
  return complete ? ok({ value, places: place, faults }) : err(faults);
}

/** The first few: a megabyte of nonsense has half a million. */
function onePerPlace(problems: readonly YAMLError[]): readonly YAMLError[] {
  const found = new Map<number, YAMLError>();
  for (const problem of problems) {
    if (found.size === MAX_SYNTAX_FAULTS && !found.has(problem.pos[0])) break;
    found.set(problem.pos[0], problem);
  }
  return [...found.values()];
}

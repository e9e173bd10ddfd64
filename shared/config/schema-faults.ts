import type * as z from 'zod';
import type { JsonValue } from '../domain/service.ts';
import type { ConfigFault } from './config.ts';
import { formatPath, quote, type Path, type Places } from './places.ts';
import { isList, isMapping, valueAt } from './tree.ts';

/** Members whose text may be or hold a secret: messages do not repeat it. */
const UNSHOWN_MEMBERS: ReadonlySet<unknown> = new Set([
  'headers',
  'url',
  'links',
  'expectBody',
  'expectJson',
]);

/** What the schema found, at its place in the text. `raw` is the document as written, so that no message can hold a secret. */
export function schemaFaults(
  issues: readonly z.core.$ZodIssue[],
  raw: JsonValue,
  places: Places,
): readonly ConfigFault[] {
  return issues.flatMap((issue) => faultsOf(issue, [], raw, places));
}

function faultsOf(
  issue: z.core.$ZodIssue,
  parent: Path,
  raw: JsonValue,
  places: Places,
): readonly ConfigFault[] {
  const path = [...parent, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) => places.faultAtKey([...path, key], messages[index] ?? ''));
  }
  if (issue.code === 'invalid_key') {
    return [places.faultAtKey(path, issue.issues[0]?.message ?? issue.message)];
  }
  const meant = issue.code === 'invalid_union' ? meantAlternative(issue.errors) : undefined;
  if (meant !== undefined && meant.length > 0)
    return meant.flatMap((inner) => faultsOf(inner, path, raw, places));

  const value = valueAt(raw, path);
  if (value === undefined) {
    return [places.fault(path, `\`${formatPath(path.slice(-1))}\` is missing: ${issue.message}`)];
  }
  return [places.fault(path, issue.message + found(issue, value, path))];
}

/** The one whose faults are all inside of it, and best the one that knows every key. */
function meantAlternative(
  alternatives: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  const inside = alternatives.filter((issues) =>
    issues.every((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
  );
  const knowsAll = (issues: readonly z.core.$ZodIssue[]) =>
    !issues.some(({ code }) => code === 'unrecognized_keys');
  return inside.find(knowsAll) ?? inside[0];
}

function found(issue: z.core.$ZodIssue, value: JsonValue, path: Path): string {
  if (!issue.message.startsWith('expected ')) return '';
  if (path.length === 0 && value === null) return '; the document is empty';
  if (value === null) return ', got nothing';
  if (isList(value)) return issue.code === 'too_big' ? `, got ${value.length}` : ', got a list';
  if (isMapping(value)) return issue.code === 'custom' ? '' : ', got a mapping';
  if (typeof value !== 'string') return `, got ${value}`;
  // A whole mapping written as one text may hold anything.
  const container = issue.code === 'invalid_type' && ['object', 'record', 'array'].includes(issue.expected);
  if (container) return ', got text';
  return path.some((part) => UNSHOWN_MEMBERS.has(part)) ? '' : `, got ${quote(value)}`;
}

import type { JsonValue } from '../domain/service.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { ConfigFault } from './config.ts';
import { quote, type Path, type Places } from './places.ts';
import { isList, isMapping } from './tree.ts';

/** A `${env:NAME}` or `${file:path}`: keeps a secret out of the document. */
interface Reference {
  readonly kind: 'env' | 'file';
  readonly name: string;
}

interface Referenced {
  readonly text: string;
  /** What a person should change about where it is kept, in one sentence. */
  readonly warning: string | null;
}

/** Error and warning name the reference, never what it stands for. */
export type ResolveReference = (reference: Reference) => Result<Referenced, string>;

/** Text with a reference, an escaped one (`$${`), or the beginning of something that looks like one. */
const REFERENCE = /\$\$\{|\$\{([^{}]*)\}|\$\{/g;
const KNOWN_REFERENCE = /^(env):([A-Za-z_]\w*)$|^(file):(\S(?:.*\S)?)$/;

/** What identifies a service, group or rule appears everywhere and has to be in the document itself. */
const IDENTIFYING_MEMBERS: ReadonlySet<unknown> = new Set([
  'id',
  'group',
  'groups',
  'exceptGroups',
  'dependsOn',
]);

/** What everybody who looks at the page or at a message sees must not hold what a reference hides. */
const SHOWN_MEMBERS: ReadonlySet<unknown> = new Set([
  'name',
  'tags',
  'links',
  'expectStatus',
  'expectBody',
  'expectJson',
  // In every cause, such as "nothing listens at ...".
  'host',
]);
/** The names under which this monitor is reached are in its links. */
const SHOWN_SETTINGS: ReadonlySet<unknown> = new Set(['host', 'names']);
/** What is before the path of a URL: causes name it, as they do the host of a TCP service. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

interface Filled {
  /** A text with a fault stays as written. */
  readonly value: JsonValue;
  readonly faults: readonly ConfigFault[];
  readonly warnings: readonly ConfigFault[];
  /** What the references stood for. */
  readonly secrets: readonly string[];
}

export function fillReferences(document: JsonValue, places: Places, resolve: ResolveReference): Filled {
  const faults: ConfigFault[] = [];
  const warnings: ConfigFault[] = [];
  const secrets = new Set<string>();
  function visit(value: JsonValue, path: Path): JsonValue {
    if (typeof value === 'string' && !identifies(path)) {
      if (hasReference(shownPart(path, value))) {
        faults.push(places.fault(path, 'a reference cannot stand where its value would be shown'));
        return value;
      }
      const filled = fill(value, resolve);
      if (filled.ok) {
        for (const secret of filled.value.secrets) secrets.add(secret);
        warnings.push(...filled.value.warnings.map((warning) => places.fault(path, warning)));
        return filled.value.text;
      }
      faults.push(places.fault(path, filled.error));
      return value;
    }
    if (isList(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (!isMapping(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, visit(inner, [...path, key])]),
    );
  }
  return { value: visit(document, []), faults, warnings, secrets: [...secrets] };
}

export function hasReference(text: string): boolean {
  return [...text.matchAll(REFERENCE)].some((match) => match[1] !== undefined);
}

function identifies(path: Path): boolean {
  return (
    (path[0] === 'services' || path[0] === 'rules') && path.length <= 4 && IDENTIFYING_MEMBERS.has(path[2])
  );
}

/** What everybody may see of a text at this place. A new member that causes, links or messages show belongs here. */
function shownPart([list, name, member, inner]: Path, text: string): string {
  if (list === 'server') return SHOWN_SETTINGS.has(name) ? text : '';
  if (list !== 'services' && list !== 'groups') return '';
  if (SHOWN_MEMBERS.has(member)) return text;
  if (member !== 'http' && member !== 'tcp') return '';
  if (inner === 'url') return ORIGIN.exec(text)?.[0] ?? text;
  return SHOWN_MEMBERS.has(inner) ? text : '';
}

interface FilledText {
  readonly text: string;
  readonly secrets: readonly string[];
  readonly warnings: readonly string[];
}

function fill(text: string, resolve: ResolveReference): Result<FilledText, string> {
  const secrets: string[] = [];
  const warnings: string[] = [];
  let filled = '';
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    filled += text.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0] === '$${') {
      filled += '${';
      continue;
    }
    const reference = parseReference(match[1] ?? '');
    if (reference === null) {
      return err(
        `expected a reference such as \${env:NAME} or \${file:path}, got ${quote(match[0])}; write $\${ for a plain \${`,
      );
    }
    const resolved = resolve(reference);
    if (!resolved.ok) return resolved;
    filled += resolved.value.text;
    secrets.push(resolved.value.text);
    if (resolved.value.warning !== null) warnings.push(resolved.value.warning);
  }
  return ok({ text: filled + text.slice(end), secrets, warnings });
}

function parseReference(text: string): Reference | null {
  const [, env, variable, file, path] = KNOWN_REFERENCE.exec(text) ?? [];
  if (env !== undefined && variable !== undefined) return { kind: 'env', name: variable };
  if (file !== undefined && path !== undefined) return { kind: 'file', name: path };
  return null;
}

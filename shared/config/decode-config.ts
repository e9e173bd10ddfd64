import type { JsonValue } from '../domain/service.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { nameFaults } from './check-names.ts';
import { ruleFaults } from './check-rules.ts';
import { serviceFaults } from './check-services.ts';
import type { Config, ConfigFault } from './config.ts';
import type { Places } from './places.ts';
import { readDocument, type Format } from './read-document.ts';
import { fillReferences, type ResolveReference } from './references.ts';
import { resolveConfig } from './resolve-config.ts';
import { schemaFaults } from './schema-faults.ts';
import { documentSchema } from './schema.ts';
import { member } from './tree.ts';
import { warningsOf } from './warnings.ts';

export interface ConfigSource {
  /** Name of the document, for messages. */
  readonly file: string;
  readonly format: Format;
  readonly resolve: ResolveReference;
  /** Makes a path of the document absolute; relative ones start from its folder. */
  readonly absolutePath: (path: string) => string;
}

/** All faults at once, in the order of the text. No fault, warning or address ever holds what a reference stands for. */
export function decodeConfig(text: string, source: ConfigSource): Result<Config, readonly ConfigFault[]> {
  const document = readDocument(text, source.file, source.format);
  if (!document.ok) return document;
  const { value: raw, places } = document.value;
  const newer = newerVersion(raw, places);
  if (newer !== null) return err([newer]);

  const filled = fillReferences(raw, places, source.resolve);
  const parsed = documentSchema.safeParse(filled.value);
  const unfilled = new Set(filled.faults.map((fault) => fault.path));
  const faults = [
    ...document.value.faults,
    ...filled.faults,
    ...(parsed.success ? [] : schemaFaults(parsed.error.issues, raw, places)).filter(
      (fault) => !unfilled.has(fault.path),
    ),
    ...nameFaults(filled.value, places),
    ...serviceFaults(filled.value, places),
    ...ruleFaults(filled.value, places),
  ];
  if (faults.length > 0 || !parsed.success) return err(inOrder(faults));
  return ok({
    ...resolveConfig(parsed.data, raw, filled.secrets, source.absolutePath),
    warnings: inOrder([...filled.warnings, ...warningsOf(parsed.data, raw, places)]),
  });
}

/** What a newer version means by the rest is not for this one to judge. */
function newerVersion(raw: JsonValue, places: Places): ConfigFault | null {
  const version = member(raw, 'version');
  if (typeof version !== 'number' || !Number.isInteger(version) || version <= 1) return null;
  return places.fault(
    ['version'],
    `this document has version ${version} and was written for a newer Bellwether; this one reads version 1`,
  );
}

function inOrder(faults: readonly ConfigFault[]): readonly ConfigFault[] {
  return faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

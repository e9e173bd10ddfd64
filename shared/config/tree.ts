import type { JsonValue } from '../domain/service.ts';
import type { Path } from './places.ts';

/* Looking into a document that may be wrong in any way: what is not there, or is something else, is simply empty. */

export function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function items(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}

export function entries(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isMapping(value) ? Object.entries(value) : [];
}

export function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

export function valueAt(value: JsonValue | undefined, path: Path): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (inner, part) => (typeof part === 'number' ? items(inner)[part] : member(inner, part)),
    value,
  );
}

export function isMapping(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !isList(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

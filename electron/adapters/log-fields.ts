import { plainText } from '../../shared/lib/plain-text.ts';
import { isSecretName } from '../../shared/lib/secret-names.ts';
import { MASK } from '../../shared/lib/secret-shapes.ts';
import { hideSecrets } from '../../shared/lib/secrets.ts';
import type { Logger } from '../ports.ts';

export type LogLevel = keyof Logger;
export type LogFields = NonNullable<Parameters<Logger['info']>[1]>;

const MAX_TEXT = 2000;
const MAX_ENTRIES = 50;
const MAX_DEPTH = 6;

/** Fields made fit to be kept: secrets hidden at any depth, everything bounded in size, nothing that refuses to be JSON. */
export function cleanFields(fields: LogFields): Record<string, unknown> {
  return cleanEntries(fields, 0, new Set());
}

/** Text made fit to be kept, secrets hidden. */
export function cleanText(text: string): string {
  // Room for a secret that lies across the cut.
  const room = 2 * MAX_TEXT;
  const hidden = hideSecrets(text.slice(0, room), text.length > room);
  return hidden.length > MAX_TEXT ? `${hidden.slice(0, MAX_TEXT)}…` : hidden;
}

/** `key=value` for a person, inert; a value that would run into the next one in quotes. */
export function fieldWords(fields: LogFields, maxValue: number): readonly string[] {
  return Object.entries(fields).map(([key, value]) => `${plainText(key)}=${inWords(value, maxValue)}`);
}

function inWords(value: unknown, maxValue: number): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  const safe = plainText(text, maxValue);
  return typeof value === 'string' && (safe === '' || /[\s"=]/.test(safe)) ? JSON.stringify(safe) : safe;
}

function clean(value: unknown, depth: number, above: ReadonlySet<object>): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') {
    return cleanText(String(value));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH || above.has(value)) return '[…]';
  const inside = new Set(above).add(value);
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return cleanEntries(
      { name, message, stack, ...(cause === undefined ? {} : { cause }) },
      depth + 1,
      inside,
    );
  }
  if (Array.isArray(value)) {
    const kept = value.slice(0, MAX_ENTRIES).map((item: unknown) => clean(item, depth + 1, inside));
    return value.length > MAX_ENTRIES ? [...kept, `${value.length - MAX_ENTRIES} more`] : kept;
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  return cleanEntries(value, depth + 1, inside);
}

function cleanEntries(entries: object, depth: number, above: ReadonlySet<object>): Record<string, unknown> {
  const kept = Object.entries(entries).slice(0, MAX_ENTRIES);
  return Object.fromEntries(
    kept.map(([key, value]) => [cleanText(key), isSecretName(key) ? MASK : clean(value, depth, above)]),
  );
}

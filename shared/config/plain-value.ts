import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { JsonValue } from '../domain/service.ts';
import { formatPath, quote, type Offsets, type Path } from './places.ts';

/** A configuration needs seven levels; `expectJson` may add some. */
export const MAX_DEPTH = 32;
export const TOO_DEEP = `nested deeper than ${MAX_DEPTH} levels`;
/** Two thousand services in full dress have about half of it; a few lines of aliases that repeat aliases have billions. */
const MAX_VALUES = 200_000;

interface Problem {
  readonly path: Path;
  readonly offset: number;
  readonly message: string;
}

export interface PlainValue {
  readonly value: JsonValue;
  readonly offsets: Offsets;
  readonly problems: readonly Problem[];
  /** `false` when a limit was passed: the value is cut off, and the only problem is that one. */
  readonly complete: boolean;
}

/** Turns the nodes of a YAML document into plain values, within limits that aliases cannot get around, and notes where each stands. */
export function plainValue(contents: unknown): PlainValue {
  const reader = new Reader();
  const value = reader.read(contents, [], null);
  const problems = reader.limit === null ? reader.problems : [reader.limit];
  return { value, offsets: reader.offsets, problems, complete: reader.limit === null };
}

class Reader {
  readonly offsets = { keys: new Map<string, number>(), values: new Map<string, number>() };
  readonly problems: Problem[] = [];
  limit: Problem | null = null;
  #values = 0;
  readonly #anchors = new Map<string, unknown>();

  /** `aliasOffset` is where the alias stands that this node is read for. */
  read(node: unknown, path: Path, aliasOffset: number | null): JsonValue {
    this.#values += 1;
    if (this.#values > MAX_VALUES) this.#stop(0, 'the document has too many values, aliases counted in full');
    const offset = aliasOffset ?? startOf(node) ?? this.offsets.keys.get(formatPath(path)) ?? 0;
    if (path.length > MAX_DEPTH) this.#stop(offset, TOO_DEEP);
    if (this.limit !== null) return null;

    this.offsets.values.set(formatPath(path), offset);
    if (isAlias(node)) return this.#readAlias(node.source, path, offset);
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined && aliasOffset === null) {
      this.#anchors.set(node.anchor, node);
    }
    if (isSeq(node)) return node.items.map((item, index) => this.read(item, [...path, index], aliasOffset));
    if (isMap(node)) return this.#readMapping(node.items, path, aliasOffset);
    const value: unknown = isScalar(node) ? node.value : null;
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return this.#refuse(path, offset, 'expected text, a number, true, false, a list or a mapping');
  }

  #readAlias(anchor: string, path: Path, offset: number): JsonValue {
    if (this.#anchors.has(anchor)) return this.read(this.#anchors.get(anchor), path, offset);
    return this.#refuse(path, offset, `the alias ${quote(anchor)} has no anchor before it`);
  }

  #readMapping(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
    path: Path,
    aliasOffset: number | null,
  ): JsonValue {
    const found: Record<string, JsonValue> = {};
    for (const pair of pairs) {
      const written: unknown = isScalar(pair.key) ? pair.key.value : null;
      const key = typeof written === 'string' ? written : '?';
      const inner = [...path, key];
      const offset = aliasOffset ?? startOf(pair.key) ?? 0;
      if (typeof written !== 'string') {
        this.#refuse(inner, offset, 'expected text as a key; put it in quotes');
      } else if (key === '__proto__') {
        this.#refuse(inner, offset, 'this key is not allowed');
      } else if (Object.hasOwn(found, key)) {
        this.#refuse(inner, offset, `the key ${quote(key)} is there twice`);
      } else {
        this.offsets.keys.set(formatPath(inner), offset);
        found[key] = this.read(pair.value, inner, aliasOffset);
      }
    }
    return found;
  }

  #refuse(path: Path, offset: number, message: string): null {
    this.problems.push({ path, offset, message });
    return null;
  }

  #stop(offset: number, message: string): void {
    this.limit ??= { path: [], offset, message };
  }
}

function startOf(node: unknown): number | null {
  if (!isAlias(node) && !isMap(node) && !isSeq(node) && !isScalar(node)) return null;
  return node.range?.[0] ?? null;
}

import { withoutHiding } from '../lib/plain-text.ts';
import type { ConfigFault } from './config.ts';

export type Path = readonly (string | number)[];

/** Where the parts of one document stand in its text, and how a fault at one of them is written. */
export interface Places {
  /** At the value; where there is none, at the nearest part around it. */
  fault(path: Path, message: string): ConfigFault;
  /** At the key itself, for a key that should not be there. */
  faultAtKey(path: Path, message: string): ConfigFault;
  faultAtOffset(offset: number, message: string, path?: Path): ConfigFault;
}

export interface Offsets {
  readonly keys: ReadonlyMap<string, number>;
  readonly values: ReadonlyMap<string, number>;
}

export function places(text: string, file: string, offsets: Offsets): Places {
  const starts = lineStarts(text);
  const at = (offset: number, path: Path, message: string): ConfigFault => ({
    file,
    ...lineAndColumn(starts, offset),
    path: formatPath(path),
    message,
  });
  return {
    fault: (path, message) => at(nearest(offsets.values, path), path, message),
    faultAtKey: (path, message) =>
      at(offsets.keys.get(formatPath(path)) ?? nearest(offsets.values, path), path, message),
    faultAtOffset: (offset, message, path = []) => at(offset, path, message),
  };
}

/** Such as `services[2].http.headers["X Y"]`. */
export function formatPath(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[\w-]{1,64}$/.test(part)) return `[${quote(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

/** Text from the document as a message may repeat it: short, on one line, nothing a terminal would obey. */
export function quote(text: string): string {
  const points = Array.from(text);
  const short = points.length > 60 ? `${points.slice(0, 60).join('')}…` : text;
  return withoutHiding(JSON.stringify(short));
}

function nearest(values: ReadonlyMap<string, number>, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const offset = values.get(formatPath(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return values.get('') ?? 0;
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
}

function lineAndColumn(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

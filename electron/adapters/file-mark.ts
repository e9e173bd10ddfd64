import { statSync, type BigIntStats } from 'node:fs';

/** `null` where nothing is, and where nothing can be looked at. */
export function statOf(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return null;
  }
}

/** Changes whenever the file does, or another takes its place, at a cost far below reading it. */
export function markOfFile(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    return String(error);
  }
}

/** Which file has this name; `null` when there is none that could be looked at. */
export function identityOf(path: string): string | null {
  return identityIn(statOf(path));
}

export function identityIn(stat: BigIntStats | null): string | null {
  return stat === null ? null : `${stat.dev} ${stat.ino}`;
}

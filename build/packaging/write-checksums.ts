import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BuildResult } from 'electron-builder';

const PACKAGE = /\.(AppImage|deb|dmg|exe|zip)$/;

/** `SHA256SUMS` beside the packages of this run, as `sha256sum --check` reads it; gives its path. */
export async function writeChecksums({ outDir, artifactPaths }: BuildResult): Promise<string[]> {
  const packages = artifactPaths.filter((path) => PACKAGE.test(path)).toSorted();
  // Packed to look into, as with --dir.
  if (packages.length === 0) return [];
  const lines: string[] = [];
  for (const path of packages) lines.push(`${await sha256Of(path)}  ${basename(path)}\n`);
  const sums = join(outDir, 'SHA256SUMS');
  await writeFile(sums, lines.join(''));
  return [sums];
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

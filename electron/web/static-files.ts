import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

export interface StaticFile {
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly etag: string;
}

/** Only files of these kinds are published. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** Vite puts a hash of the content into the names in this folder. */
const HASHED = '/assets/';

/**
 * The built page by request path, all in memory: a path that was not there at the start does not exist, so no request
 * ever reaches the disk. Empty when nothing has been built.
 */
export async function readStaticFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  for (const file of await filesIn(folder)) {
    const contentType = CONTENT_TYPES[extname(file)];
    if (contentType === undefined) continue;
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    const cacheControl = path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache';
    files.set(path, staticFile(await readFile(file), contentType, cacheControl));
  }
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
}

export function staticFile(body: Buffer, contentType: string, cacheControl: string): StaticFile {
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  return { body, contentType, cacheControl, etag };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new Error(`reading the built page in ${folder}`, { cause: error });
  }
}

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** What the system said, in words a person can act on. */
export function fileTrouble(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return TROUBLES[code] ?? (error instanceof Error ? error.message : String(error));
}

const TROUBLES: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read or write it',
  EPERM: 'this user may not change it',
  EROFS: 'it is on a read-only disk',
  ENOSPC: 'the disk is full',
  EDQUOT: "this user's share of the disk is used up",
  EFBIG: 'the file would grow beyond the size allowed to this process',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'something else has its name',
  EISDIR: 'it is a folder, not a file',
  ELOOP: 'its path is a loop of links',
  EXDEV: 'it is on another disk',
  EBUSY: 'another program has it open',
  ENOTEMPTY: 'the folder of that name is not empty',
  EMFILE: 'this process has too many files open',
  ENFILE: 'this machine has too many files open',
  EIO: 'the disk reported an error',
};

/**
 * A folder with those above it, for its owner only. Step by step, because where the system says that a folder cannot be
 * although the one above it is there (as in /proc), Node's own `recursive` asks again for ever.
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have been quicker.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * An empty file that only its owner may read, unless there is a file already. An existing one is never opened: closing
 * it would give up every lock that this process holds on it.
 */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}

/**
 * Replaces a file as a whole: readers see the old text or the new one. Throws what the system says, the old file intact.
 * Loops over short writes, which a nearly full disk gives instead of an error.
 */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.new`;
  const bytes = new TextEncoder().encode(text);
  try {
    // What a crash may have left there could have another mode.
    rmSync(temporary, { force: true });
    const file = openSync(temporary, 'wx', 0o600);
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A name beside `path` that is free: `state.json` gives `state.corrupt-2026-01-05T09-00-00-000Z.json`. */
export function setAsidePath(path: string, now: number): string {
  const dot = path.lastIndexOf('.');
  const stem = `${path.slice(0, dot)}.corrupt-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`;
  const extension = path.slice(dot);
  let free = `${stem}${extension}`;
  for (let turn = 2; existsSync(free); turn++) free = `${stem}-${turn}${extension}`;
  return free;
}

/** On Windows the mode says nothing of that; nor is anything known of what cannot be looked at. */
export function isReadByAll(file: string): boolean {
  if (process.platform === 'win32') return false;
  try {
    return (statSync(file).mode & 0o004) !== 0;
  } catch {
    return false;
  }
}

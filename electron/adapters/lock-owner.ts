import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { lockFile } from './data-folder-lock.ts';
import { identityOf, statOf } from './file-mark.ts';

/**
 * Whether a process holds the lock of a data folder. What the folder says of its owner is not enough to send a signal: a
 * container writes the number that a process has inside of it. `null` where the system does not say.
 */
export function ownsLock(folder: string, pid: number): boolean | null {
  try {
    const file = realpathSync(lockFile(folder));
    if (process.platform === 'linux') return hasOpen(pid, file);
    if (process.platform === 'win32') return null;
    return usersOf(file).includes(pid);
  } catch {
    return null;
  }
}

/**
 * The process that holds the lock, as the system says whatever the folder does; `null` where it does not say: the owner may be another
 * user's or out of sight in a container.
 */
export function lockOwner(folder: string): number | null {
  if (process.platform !== 'linux') return null;
  try {
    const file = realpathSync(lockFile(folder));
    const inode = String(statOf(file)?.ino);
    // The number of the device is another one on some file systems, so the process itself is asked for the file.
    const found = writeLocks().find((lock) => lock.inode === inode && hasOpen(lock.pid, file));
    return found?.pid ?? null;
  } catch {
    return null;
  }
}

/** Processes that have the file of the lock open; its owner is among them where it can be seen. */
export function lockUsers(folder: string): readonly number[] {
  try {
    const file = realpathSync(lockFile(folder));
    if (process.platform === 'win32') return [];
    if (process.platform !== 'linux') return usersOf(file);
    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return processes.map(Number).filter((pid) => hasOpen(pid, file));
  } catch {
    return [];
  }
}

/** Throws when there are none. */
function usersOf(file: string): readonly number[] {
  const users = execFileSync('lsof', ['-t', '--', file], { encoding: 'utf8', timeout: 5000 });
  return users.split('\n').filter(Boolean).map(Number);
}

/** SQLite's exclusive lock is one for writing; whoever only looks has one for reading, or waits (proc_locks(5)). */
function writeLocks(): readonly { readonly pid: number; readonly inode: string }[] {
  return readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, pid, inode] = /^\d+: POSIX +\w+ +WRITE +(\d+) [\da-f]+:[\da-f]+:(\d+) /.exec(line) ?? [];
      return pid === undefined || inode === undefined ? [] : [{ pid: Number(pid), inode }];
    });
}

/**
 * Of a process of somebody else nothing can be seen, and it could not be ended either. By the file itself rather than by its name: a folder
 * may be mounted in two places.
 */
function hasOpen(pid: number, file: string): boolean {
  const folder = `/proc/${pid}/fd`;
  const identity = identityOf(file);
  // It has gone since somebody asked.
  if (identity === null) return false;
  try {
    return readdirSync(folder).some((descriptor) => identityOf(`${folder}/${descriptor}`) === identity);
  } catch {
    return false;
  }
}

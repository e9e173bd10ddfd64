import { execFileSync } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { lockFile } from './data-folder-lock.ts';
import { identityOf } from './file-mark.ts';

/**
 * Whether a process holds the lock of a data folder. What the folder says of its owner is not enough to send a signal: a
 * container writes the number that a process has inside of it. `null` where the system does not say.
 */
export function ownsLock(folder: string, pid: number): boolean | null {
  try {
    const file = realpathSync(lockFile(folder));
    if (process.platform === 'linux') return hasOpen(pid, file);
    if (process.platform === 'win32') return null;
    const users = execFileSync('lsof', ['-t', '--', file], { encoding: 'utf8', timeout: 5000 });
    return users.split('\n').includes(String(pid));
  } catch {
    return null;
  }
}

/**
 * Of a process of somebody else nothing can be seen, and it could not be ended either. By the file itself rather than by its name: a folder
 * may be mounted in two places.
 */
function hasOpen(pid: number, file: string): boolean {
  const folder = `/proc/${pid}/fd`;
  const identity = identityOf(file);
  try {
    return readdirSync(folder).some((descriptor) => identityOf(`${folder}/${descriptor}`) === identity);
  } catch {
    return false;
  }
}

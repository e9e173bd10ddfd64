import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { lockState } from '../adapters/data-folder-lock.ts';
import type { Clock } from '../ports.ts';

/** One that has just been started takes its data folder a moment after Electron's lock. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 100;

/**
 * Electron says that another desktop has this data folder. `null` when one does, which was told of this start; otherwise a
 * sentence: what is in the way was left in a profile that was copied, or by a machine that had another name.
 */
export async function troubleOfFirst(dataFolder: string, clock: Clock): Promise<string | null> {
  for (let waited = 0; waited <= PATIENCE_MS; waited += LOOK_EVERY_MS) {
    if (lockState(dataFolder) === 'held') return null;
    await new Promise<void>((resolve) => {
      clock.after(LOOK_EVERY_MS, resolve);
    });
  }
  const { path, owner } = inTheWay(dataFolder);
  return `no Bellwether runs on ${dataFolder}, but ${path}${owner} says that one does; delete that file, and start again`;
}

/** As Chromium names it. */
function inTheWay(dataFolder: string): { readonly path: string; readonly owner: string } {
  const path = join(dataFolder, process.platform === 'win32' ? 'lockfile' : 'SingletonLock');
  try {
    if (!lstatSync(path).isSymbolicLink()) return { path, owner: '' };
    // Such as laptop-4711.
    const [, machine, pid] = /^(.*)-(\d+)$/.exec(readlinkSync(path)) ?? [];
    return { path, owner: machine === undefined ? '' : ` (of process ${pid} on the machine ${machine})` };
  } catch {
    return { path, owner: '' };
  }
}

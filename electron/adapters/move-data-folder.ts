import { mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from '../ports.ts';
import { formerDataFolder, holdsData, thisMachine, usualDataFolder, type Machine } from './data-folder.ts';
import { lockState } from './data-folder-lock.ts';
import { fileTrouble } from './files.ts';

export interface FolderMove {
  readonly moved: boolean;
  /** For the person whose data it is, one sentence. */
  readonly message: string;
}

/**
 * To be called by whoever is about to own the data folder and was given no other, before anything of it is opened. On Windows data lay in
 * the part of the profile that a domain copies from machine to machine; it is moved once, whole, by one renaming. While that
 * cannot be, all programs go on where it lies (`dataFolderPath`). `null` when there is nothing to move, or somebody uses it.
 */
export function moveDataFolder(machine: Machine = thisMachine()): FolderMove | null {
  const path = usualDataFolder(machine);
  const former = formerDataFolder(machine);
  if (path === null || former === null || former === path) return null;
  if (holdsData(path) || !holdsData(former) || lockState(former) === 'held') return null;
  try {
    mkdirSync(dirname(path), { recursive: true });
    // An empty one is in the way of the renaming; one that is not empty stays, and fails it.
    rmdirSync(path);
  } catch {
    // There is none, as usual.
  }
  try {
    renameSync(former, path);
    return {
      moved: true,
      message: `The data folder is ${path} from now on; it was moved there from ${former}, which Windows copies to other machines.`,
    };
  } catch (error) {
    if (!holdsData(former)) return null;
    return {
      moved: false,
      message: `the data folder stays in ${former} and could not be moved to ${path}: ${fileTrouble(error)}`,
    };
  }
}

/** For the notices of a start: that it was moved is told once; that it stays is for the log, as nothing changes for the person. */
export function moveNotice(move: FolderMove | null, logger: Logger): string | null {
  if (move === null) return null;
  if (move.moved) return move.message;
  logger.warn('the data folder was not moved', { message: move.message });
  return null;
}

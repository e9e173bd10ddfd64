import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { sharesOf, type DescriptorShares } from '../../shared/domain/descriptor-shares.ts';

let known: DescriptorShares | null = null;

/** What each part of this process may open. The limit is read once: nobody lowers it while a process runs. */
export function ownShares(): DescriptorShares {
  known ??= sharesOf(descriptorLimit());
  return known;
}

/**
 * How many files and connections this process may open; `Infinity` where there is no limit or the system does not tell.
 * Node raises the limit as far as it may when it starts, so that the hard limit counts.
 */
function descriptorLimit(): number {
  try {
    const told =
      process.platform === 'linux'
        ? /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
        : process.platform === 'darwin'
          ? execFileSync('/bin/sh', ['-c', 'ulimit -H -n'], { encoding: 'utf8', timeout: 2000 }).trim()
          : undefined;
    return told !== undefined && /^\d+$/.test(told) ? Number(told) : Infinity;
  } catch {
    return Infinity;
  }
}

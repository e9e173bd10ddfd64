import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hasCode } from './lock.mjs';

/** npm, then a shell, then this process: no package manager puts more in between. */
const MOST_PARENTS = 3;
const LOOK_EVERY_MS = 500;

/**
 * A process, with the one that started it.
 * @typedef {{ pid: number, parent: number | null, command: string }} Ancestor
 */

/*
 * npm passes a signal on to the shell that runs the script, and most shells end of it without a word to what they run. Whoever ends npm
 * means the program, so what this process runs ends when npm, or a shell in between, is gone.
 */

/** Those whose end is the end of this process: its parent, and all up to npm where npm is among them. */
const guarded = ancestorsUpToNpm(process.ppid);

/**
 * Calls back once when one of them is gone.
 * @param {() => void} onGone
 * @returns {() => void} stops looking
 */
export function watchParents(onGone) {
  const timer = setInterval(() => {
    if (areThere()) return;
    clearInterval(timer);
    onGone();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function areThere() {
  if (process.platform !== 'linux') return guarded.every(({ pid }) => isAlive(pid));
  if (process.ppid !== guarded[0]?.pid) return false;
  // One that nobody waits for stays as a zombie, which can be sent signals but has no children any more.
  return guarded.slice(0, -1).every(({ pid, parent }) => ancestorOf(pid)?.parent === parent);
}

/**
 * @param {number} pid
 * @returns {readonly Ancestor[]}
 */
function ancestorsUpToNpm(pid) {
  const chain = [];
  for (let next = ancestorOf(pid); next !== null && chain.length < MOST_PARENTS;) {
    chain.push(next);
    if (/\bnpm\b/.test(next.command)) return chain;
    next = next.parent === null ? null : ancestorOf(next.parent);
  }
  const [parent] = chain;
  return [parent ?? { pid, parent: null, command: '' }];
}

/**
 * @param {number} pid
 * @returns {Ancestor | null} nothing where the system does not tell
 */
function ancestorOf(pid) {
  try {
    if (process.platform === 'linux') {
      // The name of the program stands in brackets, and may hold anything; its state and its parent follow.
      const parent = /\) \S (\d+)(?!.*\))/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
      return { pid, parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
    }
    if (process.platform === 'win32') return null;
    const told = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
    const [, parent, command = ''] = /^\s*(\d+)\s+(.*)/.exec(told) ?? [];
    return parent === undefined ? null : { pid, parent: Number(parent), command };
  } catch {
    return null;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    // It may be somebody else's, so that it cannot be sent a signal.
    return !hasCode(fault, 'ESRCH');
  }
}

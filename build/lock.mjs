import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say, Stop } from './stop.mjs';

const LOOK_AGAIN_MS = 200;
/** Longer than the slowest install and build seen. */
const GIVE_UP_MS = 10 * 60_000;
/** Between creating the file and writing the process id into it lies far less than this. */
const UNSIGNED_MS = 10_000;

/**
 * Two commands at once must not install or build over each other: one works, the other waits.
 * @template Value
 * @param {string} path
 * @param {() => Promise<Value>} work
 * @returns {Promise<Value>}
 */
export async function holdingLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  const startedAt = performance.now();
  let told = false;
  while (!take(path)) {
    if (performance.now() - startedAt > GIVE_UP_MS)
      throw new Stop(
        `Another command has been installing or building here for very long; if none is running, delete ${path} and try again.`,
      );
    if (!told) say('Another command is installing or building here; waiting for it ...');
    told = true;
    removeLeftover(path);
    await delay(LOOK_AGAIN_MS);
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @param {string} path */
function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (fault) {
    if (hasCode(fault, 'EEXIST')) return false;
    throw fault;
  }
}

/**
 * A lock whose owner is gone. Renamed before it is deleted: of several that wait, one succeeds, and looks again at
 * what it has taken, for in between a new owner may have come.
 * @param {string} path
 */
function removeLeftover(path) {
  if (!isLeftover(path)) return;
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (isLeftover(aside)) rmSync(aside, { force: true });
    else renameSync(aside, path);
  } catch (fault) {
    if (!hasCode(fault, 'ENOENT')) throw fault;
  }
}

/** @param {string} path */
function isLeftover(path) {
  try {
    const owner = Number(readFileSync(path, 'utf8'));
    if (owner === 0) return Date.now() - statSync(path).mtimeMs > UNSIGNED_MS;
    process.kill(owner, 0);
    return false;
  } catch (fault) {
    return hasCode(fault, 'ESRCH');
  }
}

/**
 * @param {unknown} fault
 * @param {string} code
 */
export function hasCode(fault, code) {
  return fault instanceof Error && 'code' in fault && fault.code === code;
}

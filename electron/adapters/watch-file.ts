import { statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Cancel, Clock } from '../ports.ts';

/** Long enough for an editor to finish a save, short enough to feel immediate. */
const SETTLE_MS = 100;
/** Finds what no event tells of: network disks, links to other folders, a folder that was replaced. */
const LOOK_MS = 2000;

/**
 * Calls back with the content once it has changed from `known` and two looks in a row found the same, so that a
 * half-written file goes by unnoticed. `read` gives anything that differs when the content does.
 */
export function watchFile(
  path: string,
  clock: Clock,
  read: () => string,
  known: string,
  onChange: () => void,
): Cancel {
  let announced = known;
  let lastLook = known;
  let lastMark = mark(path);
  let cancelSettling: Cancel | null = null;

  function settle(): void {
    cancelSettling ??= clock.after(SETTLE_MS, () => {
      cancelSettling = null;
      lastMark = mark(path);
      const content = read();
      const settled = content === lastLook;
      lastLook = content;
      if (!settled) settle();
      else if (content !== announced) {
        announced = content;
        onChange();
      }
    });
  }

  let cancelLook = clock.after(LOOK_MS, function look() {
    cancelLook = clock.after(LOOK_MS, look);
    if (mark(path) !== lastMark) settle();
  });
  const stopEvents = onEvents(path, (name) => {
    // In the data folder other files change all the time.
    if (name === null || name === basename(path) || mark(path) !== lastMark) settle();
  });
  // It may have changed since it was read.
  settle();

  return () => {
    stopEvents();
    cancelLook();
    cancelSettling?.();
  };
}

/** The folder is watched, because editors and links put a new file in the place of the old one. */
function onEvents(path: string, listener: (name: string | null) => void): Cancel {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_, name) => listener(name));
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    // No folder, or no more watches to be had: the slow look remains.
    return () => {};
  }
}

/** Changes whenever the file does, at a cost far below reading it. */
function mark(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    return String(error);
  }
}

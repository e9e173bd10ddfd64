import { watch } from 'node:fs';
import type { Cancel, Clock } from '../ports.ts';
import { eachRound } from './each-round.ts';
import { identityOf, markOfFile } from './file-mark.ts';

/** Two looks this far apart that find the same: long enough for an editor to finish a save, short enough to feel immediate. */
const SETTLE_MS = 100;
/** What changes without a rest is read all the same. */
const LONGEST_UNREST_MS = 10_000;
/** Finds what no event tells of: network disks, links to elsewhere, a file that was not there. */
const LOOK_MS = 2000;
/** The system gives a user some thousands of watches; what is beyond is found by looking. */
const MOST_WATCHED = 20;

/**
 * Calls back once the content of the files has changed from `known` and they have come to rest, so that a half-written file
 * goes by unnoticed. `paths` may change; `read` gives anything that differs when the content does, and is asked only after a
 * file changed. The files themselves are watched, not their folders: a log beside them may be as busy as it likes.
 */
export function watchFiles(
  paths: () => readonly string[],
  clock: Clock,
  read: () => string,
  known: string,
  onChange: () => void,
): Cancel {
  let announced = known;
  /** Of the files when they were read last, or when a look found them changed. */
  let lastMarks = marks();
  let armedMarks = '';
  let cancelSettling: Cancel | null = null;
  const armed = new Map<string, { readonly identity: string | null; readonly stop: Cancel }>();

  function marks(): string {
    return paths().map(markOfFile).join('\n');
  }

  function settle(unrestSince = clock.monotonicNow()): void {
    cancelSettling ??= clock.after(SETTLE_MS, () => {
      cancelSettling = null;
      const now = marks();
      const resting = now === lastMarks;
      lastMarks = now;
      if (!resting && clock.monotonicNow() - unrestSince < LONGEST_UNREST_MS) {
        settle(unrestSince);
        return;
      }
      tell();
      if (!resting) settle();
    });
  }

  function tell(): void {
    const content = read();
    if (content === announced) return;
    announced = content;
    onChange();
  }

  /** Editors and links put a new file in the place of the old one, and the old one is what is watched. */
  function arm(now: string): void {
    armedMarks = now;
    const wanted = paths().slice(0, MOST_WATCHED);
    for (const [path, { identity, stop }] of armed) {
      if (wanted.includes(path) && identity === identityOf(path)) continue;
      stop();
      armed.delete(path);
    }
    for (const path of wanted) {
      const identity = identityOf(path);
      if (identity !== null && !armed.has(path)) armed.set(path, { identity, stop: onEvents(path, settle) });
    }
  }

  const cancelLook = eachRound(clock, LOOK_MS, () => {
    const now = marks();
    if (now !== armedMarks) arm(now);
    if (now !== lastMarks) settle();
  });
  arm(lastMarks);
  // It may have changed since it was read.
  settle();

  return () => {
    for (const { stop } of armed.values()) stop();
    cancelLook();
    cancelSettling?.();
  };
}

function onEvents(path: string, listener: () => void): Cancel {
  try {
    const watcher = watch(path, { persistent: false }, () => listener());
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    // No more watches to be had: the slow look remains.
    return () => {};
  }
}

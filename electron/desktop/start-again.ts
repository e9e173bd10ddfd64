import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { app } from 'electron';

/**
 * An AppImage's own file. It is unpacked to a new place at each start, so that the program inside cannot be named.
 * A terminal that is an AppImage hands its own on to whatever is started in it: that one was unpacked elsewhere.
 */
export function appImage(): string | null {
  const { APPIMAGE: image, APPDIR: folder } = process.env;
  return app.isPackaged && image && holds(folder, process.execPath) ? image : null;
}

function holds(folder: string | undefined, program: string): boolean {
  if (!folder) return true;
  try {
    return program.startsWith(realpathSync(folder) + sep);
  } catch {
    return false;
  }
}

/** With which words this run was started, but for those that say how. */
export function startWords(): readonly string[] {
  return process.argv.slice(1).filter((word) => word !== '--hidden' && !word.startsWith('--relaunched-at='));
}

/** Starts Bellwether once more; to be followed by the exit of this run, which has ended all else. */
export function startAgain(words: readonly string[]): void {
  const image = appImage();
  if (image === null) {
    app.relaunch({ args: [...words] });
    return;
  }
  // Electron's own helper would keep the unpacked image from going away, and wait for that.
  app.releaseSingleInstanceLock();
  spawn(image, words, { detached: true, stdio: 'ignore' }).unref();
}

import { spawn } from 'node:child_process';
import { app } from 'electron';

/** An AppImage's own file. It is unpacked to a new place at each start, so that the program inside cannot be named. */
export function appImage(): string | null {
  return (app.isPackaged && process.env['APPIMAGE']) || null;
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

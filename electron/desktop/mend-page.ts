import type { BrowserWindow } from 'electron';
import type { Cancel, Clock, Logger } from '../ports.ts';

/** A page that dies again within this time is not loaded a third time by itself. */
const CRASH_PAUSE_MS = 60_000;
/** Electron says that a page hangs after many seconds of silence; one that is busy gets as long again. */
const HANG_MS = 10_000;

export interface PageMenderParts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** There is no tray to come back from. */
  staysOpen(this: void): boolean;
  /** Why the page is gone for good. */
  onBroken(this: void, message: string): void;
  /** The window is on its way out. */
  isLeaving(this: void): boolean;
}

/** Takes care of pages that crash or hang: all that they know they get again, so that loading them anew costs a person nothing. */
export function pageMender(parts: PageMenderParts): (window: BrowserWindow) => void {
  const { clock, logger } = parts;
  let crashedAt = -Infinity;

  function reload(window: BrowserWindow, reason: string): void {
    const now = clock.monotonicNow();
    const again = now - crashedAt < CRASH_PAUSE_MS;
    crashedAt = now;
    if (!again) window.webContents.reload();
    else if (parts.staysOpen()) reloadLater(window, reason);
    else {
      parts.onBroken(`The page crashed twice (${reason}) and was closed; the log says more.`);
      window.destroy();
    }
  }

  /** Without a tray there is no other way back to it. */
  function reloadLater(window: BrowserWindow, reason: string): void {
    parts.onBroken(`The page crashed twice (${reason}) and is loaded again in a minute; the log says more.`);
    clock.after(CRASH_PAUSE_MS, () => {
      if (!window.isDestroyed()) window.webContents.reload();
    });
  }

  return (window) => {
    let cancelHang: Cancel = () => {};
    window.webContents.on('render-process-gone', (_, { reason }) => {
      cancelHang();
      logger.error('page crashed', { reason });
      if (window.isDestroyed()) return;
      if (parts.isLeaving()) window.destroy();
      else reload(window, reason);
    });
    window.on('unresponsive', () => {
      logger.warn('page does not answer');
      cancelHang();
      // It was to close, and cannot be asked.
      if (parts.isLeaving()) window.destroy();
      else cancelHang = clock.after(HANG_MS, () => window.webContents.forcefullyCrashRenderer());
    });
    window.on('responsive', () => {
      logger.info('page answers again');
      cancelHang();
    });
    window.on('closed', () => cancelHang());
  };
}

import { BaseWindow, powerMonitor } from 'electron';
import type { Engine } from '../engine/engine.ts';
import type { Cancel } from '../ports.ts';

/** Sleep and wake reach the engine at once instead of when its clock is looked at next. */
export function watchPower(engine: Pick<Engine, 'suspend' | 'wake'>, shutDown: () => void): void {
  powerMonitor.on('suspend', () => engine.suspend());
  powerMonitor.on('resume', () => engine.wake());
  // Screens are unlocked after a sleep, which some systems do not tell of. A locked screen watches on.
  powerMonitor.on('unlock-screen', () => engine.wake());
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    // Documented, if not declared: otherwise the system does not wait.
    event?.preventDefault();
    shutDown();
  });
}

/**
 * Windows tells of the end of a session to windows only, and ends the process when they have heard it: all that is to be kept
 * has to be on disk then. One that is never shown hears it while Bellwether is in the tray; without a page it costs no process.
 */
export function watchSessionEnd(engine: Pick<Engine, 'suspend'>): Cancel {
  if (process.platform !== 'win32') return () => {};
  const listener = new BaseWindow({ show: false });
  listener.on('session-end', () => engine.suspend());
  return () => listener.destroy();
}

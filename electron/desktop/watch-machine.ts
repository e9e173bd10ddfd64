import { BaseWindow, net, powerMonitor } from 'electron';
import type { Engine } from '../engine/engine.ts';
import type { Cancel, Network } from '../ports.ts';

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

/** Electron's "not online" can be trusted, its "online" cannot (virtual adapters): then no interface leads out, whatever is listed. */
export function desktopNetwork(network: Network): Network {
  return {
    addresses: () => {
      const addresses = network.addresses();
      return net.isOnline() ? addresses : (addresses?.filter(({ internal }) => internal) ?? []);
    },
    waysOut: () => network.waysOut(),
  };
}

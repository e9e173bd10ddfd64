import { net, powerMonitor } from 'electron';
import type { Engine } from '../engine/engine.ts';
import type { Network } from '../ports.ts';

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

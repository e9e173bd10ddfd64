import { remembered } from '../../shared/lib/remembered.ts';
import type { Clock, Network, Prober } from '../ports.ts';

/** How long after a sign of trouble the system is asked whenever the engine looks, which is each second. */
const UNREST_MS = 120_000;

export interface DesktopNetworkParts {
  readonly network: Network;
  readonly prober: Prober;
  readonly clock: Pick<Clock, 'monotonicNow'>;
  /** Electron's "not online" can be trusted, its "online" cannot (virtual adapters): then no interface leads out, whatever is listed. */
  isOnline(this: void): boolean;
}

/**
 * What the engine sees of this machine's network. While all is well the system lists its addresses once a minute: listing them is
 * costly on some machines, and is news to nobody. A probe that is not answered, a change of what Electron says, and addresses
 * that are others than before are signs of trouble: the list is asked for at once, and each time for a while.
 */
export function desktopNetwork({ network, prober, clock, isOnline }: DesktopNetworkParts): {
  readonly network: Network;
  readonly prober: Prober;
} {
  const now = () => clock.monotonicNow();
  const list = remembered(() => network.addresses(), now);
  let seen: string | null = null;
  let wasOnline = isOnline();
  let restlessUntil = -Infinity;

  function disturb(): void {
    restlessUntil = now() + UNREST_MS;
  }

  function addresses(): ReturnType<Network['addresses']> {
    const online = isOnline();
    if (online !== wasOnline) disturb();
    wasOnline = online;
    const found = now() < restlessUntil ? list.again() : list.get();
    const text = JSON.stringify(found);
    if (seen !== null && text !== seen) disturb();
    seen = text;
    return online ? found : (found?.filter(({ internal }) => internal) ?? []);
  }

  return {
    network: { addresses, waysOut: () => network.waysOut() },
    prober: {
      probe: async (service, signal) => {
        const result = await prober.probe(service, signal);
        if (result.outcome !== 'response') disturb();
        return result;
      },
      get capacity() {
        return prober.capacity;
      },
      close: () => prober.close(),
    },
  };
}

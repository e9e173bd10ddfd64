import { networkInterfaces } from 'node:os';
import type { InterfaceAddress } from '../../shared/domain/way.ts';

const NO_HARDWARE = '00:00:00:00:00:00';

/**
 * The addresses that this machine has: the one place where the system is asked for them. It lists only interfaces that are up
 * and have one. `null` in a sandbox that hides the list: even without any network there is loopback.
 */
export function interfaceAddresses(
  list: typeof networkInterfaces = networkInterfaces,
): readonly InterfaceAddress[] | null {
  try {
    const addresses = Object.entries(list()).flatMap(([name, ofOne = []]) =>
      ofOne.map(({ address, cidr, mac, internal }) => ({
        name,
        address,
        cidr: cidr ?? address,
        bare: mac === NO_HARDWARE,
        internal,
      })),
    );
    return addresses.length === 0 ? null : addresses;
  } catch {
    return null;
  }
}

import type { NetworkFacts } from '../../shared/domain/way.ts';

/**
 * Interfaces by name with an address each (several: separated by spaces), such as `{ eth0: '192.168.1.5/24' }`; `~` before the
 * name of one without a hardware address. `waysOut` are the local addresses that lead to the internet.
 */
export function network(
  interfaces: Readonly<Record<string, string>>,
  ...waysOut: readonly string[]
): NetworkFacts {
  const addresses = Object.entries(interfaces).flatMap(([name, cidrs]) =>
    cidrs.split(' ').map((cidr) => ({
      name: name.replace('~', ''),
      address: cidr.replace(/\/.*/, ''),
      cidr,
      bare: name.startsWith('~'),
      internal: name === 'lo',
    })),
  );
  return { addresses, waysOut };
}

import type { networkInterfaces } from 'node:os';
import type { Network } from '../ports.ts';
import { interfaceAddresses } from './interface-addresses.ts';
import { INTERNET, localAddressTo } from './prober/route.ts';

export function nodeNetwork(list?: typeof networkInterfaces): Network {
  return {
    addresses: () => interfaceAddresses(list),
    waysOut: async () => {
      const ways = await Promise.all(INTERNET.map(localAddressTo));
      return ways.flatMap((local) => local ?? []);
    },
  };
}

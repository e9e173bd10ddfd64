import { networkInterfaces } from 'node:os';
import type { Network } from '../ports.ts';

/** The system lists only interfaces that are up and have an address. */
export function nodeNetwork(list: typeof networkInterfaces = networkInterfaces): Network {
  return {
    hasOutsideInterface: () => {
      try {
        return Object.values(list()).some(
          (addresses) => addresses?.some((address) => !address.internal) ?? false,
        );
      } catch {
        // A sandbox that hides the list says nothing about the network.
        return true;
      }
    },
  };
}

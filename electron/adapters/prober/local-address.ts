import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

const isLinkLocal = (address: string) => /^fe[89ab]/i.test(address);

/**
 * Whether this machine has an address from which it could connect to this one. A system that has none answers `EADDRNOTAVAIL` for
 * IPv6, as it does when no port is free; for IPv4 it then says that there is no way.
 */
export function hasAddressFor(address: string, list: typeof networkInterfaces = networkInterfaces): boolean {
  if (!isIPv6(address)) return true;
  const own = Object.values(list()).flatMap((addresses) => addresses ?? []);
  return own.some(
    ({ family, internal, address: source }) =>
      family === 'IPv6' &&
      internal === (address === '::1') &&
      (internal || isLinkLocal(source) === isLinkLocal(address)),
  );
}

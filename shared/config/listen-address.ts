import { hostFault, isLoopback } from './http-url.ts';

const WRITTEN = /^(\[)?([^[\]%]*)(?:%(?:25)?([\w.-]{1,40}))?(\])?$/;

/**
 * An address to listen on as the system takes it: without brackets, and with the zone that a link-local IPv6 address needs (`fe80::1%eth0`).
 * A name of this machine is one, too. `null` for what is none.
 */
export function listenAddress(written: string): string | null {
  const [, open, host = '', zone, close] = WRITTEN.exec(written) ?? [];
  if (hostFault(host) !== null || (open === undefined) !== (close === undefined)) return null;
  const isIpv6 = host.includes(':');
  if ((open !== undefined || zone !== undefined) && !isIpv6) return null;
  return zone === undefined ? host : `${host}%${zone}`;
}

/** One that nobody else on the network can reach. A name may lead anywhere. */
export function isLoopbackAddress(address: string): boolean {
  return address.toLowerCase() === 'localhost' || (/^[\d.]+$|:/.test(address) && isLoopback(address));
}

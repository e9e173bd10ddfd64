import { BlockList, isIP, isIPv6 } from 'node:net';
import { plainText } from '../../../shared/lib/plain-text.ts';

/** What a probe connects to. */
export interface Target {
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Empty until the name is looked up. */
  readonly addresses: readonly string[];
}

/** `URL` writes IPv6 addresses in brackets and leaves the scheme's own port out. */
export function targetOf(url: URL): Target {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return target(url.hostname.replace(/^\[|\]$/g, ''), port);
}

export function target(host: string, port: number): Target {
  return { host, port, addresses: fixedAddresses(host) };
}

/** Addresses that need no lookup. `localhost` is both families, whatever the hosts file says (RFC 6761). */
function fixedAddresses(host: string): readonly string[] {
  if (isIP(host) !== 0) return [host];
  return /(?:^|\.)localhost\.?$/i.test(host) ? ['127.0.0.1', '::1'] : [];
}

const UNSPECIFIED = new BlockList();
UNSPECIFIED.addAddress('0.0.0.0');
UNSPECIFIED.addAddress('::', 'ipv6');

/** In whatever spelling, also as IPv4 in IPv6. */
export function isUnspecified(address: string): boolean {
  return UNSPECIFIED.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** `api.example:443`, `[::1]:8000`: never a path, a query or credentials. */
export function placeOf({ host, port }: Pick<Target, 'host' | 'port'>): string {
  return `${isIP(host) === 6 ? `[${host}]` : plainText(host)}:${port}`;
}

/** The place with the given addresses: `127.0.0.1:8000 or [::1]:8000`, `api.example:443 (192.0.2.7 or 192.0.2.8)`. */
export function placeWith({ host, port }: Target, addresses: readonly string[]): string {
  if (addresses.length === 0) return placeOf({ host, port });
  if (fixedAddresses(host).length > 0)
    return addresses.map((address) => placeOf({ host: address, port })).join(' or ');
  return `${placeOf({ host, port })} (${addresses.join(' or ')})`;
}

import { hostname, networkInterfaces } from 'node:os';
import type { ServerSettings } from '../../shared/config/config.ts';
import type { Clock } from '../ports.ts';

/** Addresses come and go, but not between two requests. */
const FRESH_MS = 2000;

/** How other machines reach the page. */
export interface Sharing {
  readonly scheme: 'http' | 'https';
  /** Names from the configuration, beside the addresses. */
  readonly names: readonly string[];
}

/**
 * Where other machines find the page, the likeliest first; addresses come and go, so ask when it is needed. Over https it
 * is by name where there is one: hardly any certificate is for an address.
 */
export function sharedUrls({ scheme, names }: Sharing, port: number): readonly string[] {
  const addresses = ownAddresses();
  if (scheme === 'https' && names.length > 0) return names.map((name) => `https://${name}:${port}`);
  const hosts = [...names, ...(addresses.length === 0 ? [hostname()] : addresses)];
  return hosts.map((host) => `${scheme}://${host}:${port}`);
}

/** `null` while this machine keeps its page to itself. */
export function sharingOf({ share, names, tls }: ServerSettings): Sharing | null {
  return share ? { scheme: tls === null ? 'http' : 'https', names } : null;
}

/** Everything that a browser on another machine may call this one, in lower case: asked anew every other second. */
export function ownNamesNow(configured: readonly string[], clock: Clock): () => ReadonlySet<string> {
  let known = ownNames(configured);
  let readAt = clock.monotonicNow();
  return () => {
    if (clock.monotonicNow() - readAt < FRESH_MS) return known;
    readAt = clock.monotonicNow();
    known = ownNames(configured);
    return known;
  };
}

function ownNames(configured: readonly string[]): ReadonlySet<string> {
  const own = hostname();
  return new Set([...configured, ...ownAddresses(), own, `${own}.local`].map((name) => name.toLowerCase()));
}

/** IPv4 only, because that is what a shared page listens on. */
function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.flatMap(({ address, family, internal }) => (family === 'IPv4' && !internal ? [address] : [])),
  );
}

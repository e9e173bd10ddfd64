import { hostname, networkInterfaces } from 'node:os';
import type { ServerSettings } from '../../shared/config/config.ts';
import { publicName } from '../../shared/config/public-names.ts';
import type { Clock } from '../ports.ts';

/** Addresses come and go, but not between two requests. */
const FRESH_MS = 2000;

/** How other machines reach the page. */
export interface Sharing {
  readonly scheme: 'http' | 'https';
  /** From the configuration, as written there, beside the addresses. */
  readonly names: readonly string[];
}

/**
 * Where other machines find the page, the likeliest first; addresses come and go, so ask when it is needed. Over https it
 * is by name where there is one: hardly any certificate is for an address.
 */
export function sharedUrls({ scheme, names }: Sharing, port: number): readonly string[] {
  const addresses = ownAddresses();
  const named = names.map((written) => {
    const { host, origin, path } = publicName(written);
    return origin === null ? `${scheme}://${host}:${port}` : origin + path;
  });
  if (scheme === 'https' && named.length > 0) return named;
  const hosts = addresses.length === 0 ? [hostname()] : addresses;
  return [...named, ...hosts.map((host) => `${scheme}://${host}:${port}`)];
}

/** `null` while this machine keeps its page to itself. */
export function sharingOf({ share, names, tls }: ServerSettings): Sharing | null {
  return share ? { scheme: tls === null ? 'http' : 'https', names } : null;
}

/** As the web server wants it; `null` while this machine keeps its page to itself. */
export function openDoors({ share, names, openHealth, openMetrics }: ServerSettings, clock: Clock) {
  if (!share) return null;
  const known = names.map(publicName);
  const origins = new Set(known.flatMap(({ origin }) => origin ?? []));
  return {
    names: ownNamesNow(
      known.map(({ host }) => host),
      clock,
    ),
    origins,
    openHealth,
    openMetrics,
  };
}

/** Everything that a browser on another machine may call this one, in lower case: asked anew every other second. */
function ownNamesNow(configured: readonly string[], clock: Clock): () => ReadonlySet<string> {
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

import type { ServerSettings } from '../../shared/config/config.ts';
import { publicName } from '../../shared/config/public-names.ts';
import { hostOf } from './machine-names.ts';
import { ownAddresses, type OwnAddress } from './own-names.ts';

/** How other machines reach the page. */
export interface Sharing {
  readonly scheme: 'http' | 'https';
  /** From the configuration, as written there. */
  readonly names: readonly string[];
  /** That it listens on, as the system says it. */
  readonly address: string;
}

interface SharedLinks {
  readonly urls: readonly string[];
  /** Why there is none, in one sentence. */
  readonly none: string | null;
}

/** `null` while this machine keeps its page to itself. */
export function sharingOf({ share, names, tls }: ServerSettings, address: string): Sharing | null {
  return share ? { scheme: tls === null ? 'http' : 'https', names, address } : null;
}

/**
 * Where other machines find the page, the likeliest first: by the names of the configuration, and at the addresses that are listened on,
 * which come and go, so ask when it is needed. Over https it is by name where there is one: hardly any certificate is for an address.
 */
export function sharedLinks(
  sharing: Sharing,
  port: number,
  addresses: readonly OwnAddress[] = ownAddresses(),
): SharedLinks {
  const { scheme, names, address } = sharing;
  const named = names.map((written) => {
    const { host, origin, path } = publicName(written);
    return origin === null ? `${scheme}://${host}:${port}` : origin + path;
  });
  const routable = addresses.filter(({ isRoutable }) => isRoutable).map((own) => own.address);
  const hosts = listened(address, routable).map((own) => `${scheme}://${hostOf(own)}:${port}`);
  const urls = scheme === 'https' && named.length > 0 ? named : [...named, ...hosts];
  return { urls, none: urls.length > 0 ? null : whyNone(address) };
}

/** `::` takes IPv4, too. */
function listened(address: string, own: readonly string[]): readonly string[] {
  if (address === '::') return own;
  if (address === '0.0.0.0') return own.filter((each) => !each.includes(':'));
  return own.includes(address) ? [address] : [];
}

const NAMES = 'write the name by which others reach it under `names:`';

function whyNone(address: string): string {
  if (address === '0.0.0.0' || address === '::')
    return `There is no link: this machine has no address on the network right now, or ${NAMES}.`;
  if (/^127\.|^::1$/.test(address))
    return `There is no link: it listens on ${address}, which only this machine reaches. Where a proxy passes requests on, ${NAMES}.`;
  return `There is no link: browsers cannot be sent to ${address}; ${NAMES}.`;
}

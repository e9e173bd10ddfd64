import { BlockList, isIPv6 } from 'node:net';
import type { HttpProbe } from '../../../shared/domain/service.ts';
import { plainText } from '../../../shared/lib/plain-text.ts';
import { firstOf } from './answer-head.ts';
import type { AnswerHead } from './answer-head.ts';
import type { CookieJar } from './cookie-jar.ts';
import { depthOf } from './inner-address.ts';
import { ProbeFault } from './probe-fault.ts';
import { placeOf, placeWith, targetOf } from './target.ts';
import type { Target } from './target.ts';

/** What is asked for at one hop of a probe. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  /** Configured headers; none once a redirect has left the service's origin, since any of them may be a secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** Those of the origin that this probe was given so far; `null` when there are none. */
  readonly cookie: string | null;
  /** The address of who redirected here; `null` for the first hop. */
  readonly from: string | null;
  /** Chosen by the answer of another origin, not by the configuration. */
  readonly foreign: boolean;
}

/**
 * `null` when there is none or it is empty: such a redirect is judged as the answer it is. Bytes beyond ASCII are escaped one
 * by one, as browsers do, whatever charset they are of.
 */
export function locationIn({ headers }: AnswerHead): string | null {
  const location = firstOf(headers, 'location') ?? '';
  if (location === '') return null;
  return location.replaceAll(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Where a redirect leads after the hops so far, the last of which it answered. */
export function nextHop(
  hops: readonly Hop[],
  hop: Hop,
  httpStatus: number,
  location: string,
  followRedirects: number,
  cookies: CookieJar,
  fromAddress: string,
): Hop {
  const from = placeOf(targetOf(hop.url));
  const url = URL.parse(location, hop.url.href);
  if (url === null) throw new ProbeFault('redirect', `${from} redirects to something that is no URL`);
  // Also from http to https: the configuration then names an address that is not the one being watched.
  if (url.protocol !== hop.url.protocol) {
    const kinds = `${hop.url.protocol.slice(0, -1)} to ${plainText(url.protocol.slice(0, -1), 20)}`;
    throw new ProbeFault(
      'redirect',
      `${from} redirects from ${kinds}, which is not followed; is the url right?`,
    );
  }
  url.hash = '';
  const method = nextMethod(hop.method, httpStatus);
  const cookie = cookies.headerFor(url);
  const isTheSame = (earlier: Hop) =>
    earlier.url.href === url.href && earlier.method === method && earlier.cookie === cookie;
  if (hops.some(isTheSame)) {
    throw new ProbeFault('redirect', `redirects go in a circle, back to ${placeOf(targetOf(url))}`);
  }
  if (hops.length > followRedirects) {
    const next = placeOf(targetOf(url));
    throw new ProbeFault('redirect', `more than ${followRedirects} redirects, the next one to ${next}`);
  }
  const leaves = url.origin !== hop.url.origin;
  return {
    url,
    method,
    headers: leaves ? {} : hop.headers,
    cookie,
    from: fromAddress,
    foreign: hop.foreign || leaves,
  };
}

/** As browsers do (Fetch standard, HTTP-redirect fetch). */
function nextMethod(method: string, httpStatus: number): string {
  if (httpStatus === 303) return method === 'HEAD' ? 'HEAD' : 'GET';
  return (httpStatus === 301 || httpStatus === 302) && method === 'POST' ? 'GET' : method;
}

const METADATA = new BlockList();
METADATA.addSubnet('169.254.0.0', 16);
METADATA.addSubnet('fe80::', 10, 'ipv6');
METADATA.addAddress('fd00:ec2::254', 'ipv6');
// Of further clouds, outside of the link-local ranges.
METADATA.addAddress('fd20:ce::254', 'ipv6');
METADATA.addAddress('fd00:c1::a9fe:a9fe', 'ipv6');
METADATA.addAddress('100.100.100.200');
// The same through NAT64 (RFC 6052); IPv4 in IPv6 is known to BlockList.
METADATA.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');

/** A cloud's metadata service hands out credentials to whoever asks from inside: a redirect must not make us ask. */
export function refuseMetadata(target: Target): void {
  const found = target.addresses.find((address) =>
    METADATA.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'),
  );
  if (found === undefined) return;
  throw new ProbeFault(
    'redirect',
    `redirected to ${placeOf(target)}, a link-local or metadata address, which is not followed`,
  );
}

/**
 * Whoever is outside must not make us ask what only the inside can reach: a redirect may lead to addresses that lie no further
 * inside than its own, to the configured origin, and to hosts that the configuration names.
 */
export function refuseInner(target: Target, hop: Hop, settings: HttpProbe): void {
  const { from, url } = hop;
  if (from === null || url.origin === new URL(settings.url).origin) return;
  if (settings.redirectHosts?.some((host) => inUrls(host) === target.host) === true) return;
  const depth = depthOf(from);
  const found = target.addresses.find((address) => depthOf(address) > depth);
  if (found === undefined) return;
  const where = depthOf(found) === 2 ? 'this machine' : 'a private network';
  throw new ProbeFault(
    'redirect',
    `redirected from outside to ${placeWith(target, [found])}, which is ${where}; it is followed only when followRedirects names the host`,
  );
}

/** An IPv6 address in its shortest form; everything else is written in one way only. */
function inUrls(host: string): string {
  return isIPv6(host) ? targetOf(new URL(`http://[${host}]/`)).host : host;
}

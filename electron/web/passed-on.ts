import { parseOrigin } from './host-names.ts';

/** How proxies, tunnels and content networks mark a request of somebody else. Browsers send none of them. */
const MARKS: ReadonlySet<string> = new Set([
  'forwarded',
  'via',
  'x-forwarded',
  'client-ip',
  'true-client-ip',
  'front-end-https',
  'forwarded-for',
  'x-host',
  'x-port',
  'x-proto',
  'x-protocol',
  'x-scheme',
  'x-url-scheme',
]);
const MARK_PREFIXES = [
  'x-forwarded-',
  'x-original-',
  'x-originating-',
  'x-real-',
  'x-client-',
  // Who somebody is, as a portal before us has found (Authelia, Authentik, oauth2-proxy, Grafana's).
  'remote-',
  'x-remote-',
  'x-auth-',
  'x-authentik-',
  'x-webauth-',
  'x-pomerium-',
  'x-goog-',
  'x-ms-',
  'ssl-',
  'x-ssl',
  'x-nginx',
  'x-haproxy',
  'x-accel-',
  'x-cluster-',
  'x-proxy',
  'x-rewrite-',
  'x-envoy-',
  'x-arr-',
  'x-amzn-',
  'x-amz-cf-',
  'x-azure-',
  'x-appengine-',
  'x-vercel-',
  'x-varnish',
  'proxy-',
  'wl-proxy-',
  'cdn-',
  'cf-',
  'cloudfront-',
  'akamai-',
  'x-akamai-',
  'x-sucuri-',
  'incap-',
  'fastly-',
  'fly-',
  'tailscale-',
];

/**
 * Whether somebody stands between: then the connection comes from his machine, and says nothing about who asks. It says so, or it
 * speaks HTTP/1.0 (nginx does, unless told otherwise, to what it passes on to; no browser does), or it comes from a page of another
 * name than `name`, the one in Host. A proxy that leaves no trace at all can only be told of (`trustLoopback`).
 */
export function isPassedOn(rawHeaders: readonly string[], httpVersion: string, name: string): boolean {
  if (httpVersion !== '1.1') return true;
  return rawHeaders.some((written, index) => {
    if (index % 2 === 1) return false;
    const header = written.toLowerCase();
    if (header === 'origin' || header === 'referer') return nameOfPage(rawHeaders[index + 1] ?? '') !== name;
    return MARKS.has(header) || MARK_PREFIXES.some((prefix) => header.startsWith(prefix));
  });
}

/** `null` for what is no page of http. */
function nameOfPage(address: string): string | null {
  return parseOrigin(/^https?:\/\/[^/?#]*/i.exec(address)?.[0] ?? '')?.name ?? null;
}

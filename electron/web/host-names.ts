import { isIPv6 } from 'node:net';

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const LOOPBACK_NAME = new RegExp(String.raw`^(?:(?:[a-z0-9_-]+\.)*localhost|127(?:\.${OCTET}){3}|\[::1\])$`);
/** Beside `localhost` no name: what the others lead to is for a resolver to say. */
const LOOPBACK_HOST = new RegExp(String.raw`^(?:localhost|127(?:\.${OCTET}){3})$`, 'i');
const AUTHORITY =
  /^(?:([a-z0-9_](?:[a-z0-9._-]{0,250}[a-z0-9_])?)\.?|\[([0-9a-f:.]{2,45})(?:%[\w.%-]{1,40})?\])(?::(\d{1,5}))?$/i;
const ORIGIN = /^(https?):\/\/([^/?#]+)$/i;
const DEFAULT_PORTS = { http: '80', https: '443' } as const;

/** Who is asked: a name in lower case without a trailing dot, or an address. */
export interface Authority {
  /** IPv6 in brackets, in its shortest form, without a zone: that means something on the other machine only. */
  readonly name: string;
  /** As written; `null` when it was left out. */
  readonly port: string | null;
}

/** A page's origin, with the port that its scheme stands for when none is written. */
interface Origin {
  readonly scheme: 'http' | 'https';
  readonly name: string;
  readonly port: string;
}

/** `null` when it is not the form of a name with an optional port. */
export function parseAuthority(text: string): Authority | null {
  const [, written, address, port = null] = AUTHORITY.exec(text) ?? [];
  if (port !== null && Number(port) > 65_535) return null;
  if (written !== undefined) return { name: written.toLowerCase(), port };
  if (address === undefined || !isIPv6(address)) return null;
  return { name: bracketed(address), port };
}

/** `null` also for the origin that calls itself `null`: sandboxed frames and files. */
export function parseOrigin(text: string): Origin | null {
  const [, written = '', host = ''] = ORIGIN.exec(text) ?? [];
  const scheme = written.toLowerCase() === 'https' ? 'https' : 'http';
  const authority = parseAuthority(host);
  return authority && { scheme, name: authority.name, port: authority.port ?? DEFAULT_PORTS[scheme] };
}

/** As browsers write it: in lower case, without the port that the scheme stands for. */
export function originText({ scheme, name, port }: Origin): string {
  return `${scheme}://${name}${port === DEFAULT_PORTS[scheme] ? '' : `:${port}`}`;
}

/**
 * Whether a page of this origin is ours when it is asked by `host`: host and port are the same, where a port that is left out
 * is the one of the origin's own scheme (only what stands between knows whether that is http or https), or the whole origin is
 * `listed`. Another port of the same name is another program, and a page of plain http is none of a server that is `secure` itself.
 */
export function isOwnOrigin(
  text: string,
  host: Authority,
  listed: ReadonlySet<string>,
  secure: boolean,
): boolean {
  const origin = parseOrigin(text);
  if (origin === null) return false;
  if (listed.has(originText(origin))) return true;
  if (secure && origin.scheme === 'http') return false;
  return origin.name === host.name && origin.port === (host.port ?? DEFAULT_PORTS[origin.scheme]);
}

/** IPv6 as browsers write it in an address. */
export function bracketed(address: string): string {
  return new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname;
}

/** A name that only means this machine (RFC 6761): browsers look none of them up. */
export function isLoopbackName(name: string): boolean {
  return LOOPBACK_NAME.test(name);
}

/** Whether only this machine can reach a server that listens on `host`. */
export function isLoopbackHost(host: string): boolean {
  return host === '::1' || LOOPBACK_HOST.test(host);
}

/** Of the other end of a connection, as the system says it. */
export function isLoopbackPeer(address: string): boolean {
  return isLoopbackHost(address.replace(/^::ffff:/, ''));
}

/** Where this machine reaches who listens on `host`: whoever listens on every address can be reached by this one. */
export function localAddress(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}

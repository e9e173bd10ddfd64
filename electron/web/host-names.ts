const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const LOOPBACK_NAME = new RegExp(String.raw`^(?:localhost|127(?:\.${OCTET}){3}|\[::1\])$`);
const AUTHORITY = /^(?:([a-z0-9](?:[a-z0-9._-]{0,250}[a-z0-9])?)\.?|(\[::1\]))(?::(\d{1,5}))?$/i;

/** Who is asked: a name in lower case without a trailing dot, and a port as written. */
export interface Authority {
  readonly name: string;
  readonly port: string;
}

/** `null` when it is not the form of a name with an optional port. */
export function parseAuthority(text: string, scheme: 'http' | 'https'): Authority | null {
  const match = AUTHORITY.exec(text);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) return null;
  return { name: name.toLowerCase(), port: match?.[3] ?? (scheme === 'http' ? '80' : '443') };
}

/** A name that only means this machine. */
export function isLoopbackName(name: string): boolean {
  return LOOPBACK_NAME.test(name);
}

/** Whether only this machine can reach a server that listens on `host`. */
export function isLoopbackHost(host: string): boolean {
  return host === '::1' || (!host.startsWith('[') && isLoopbackName(host.toLowerCase()));
}

/** Of the other end of a connection, as the system says it. */
export function isLoopbackPeer(address: string): boolean {
  return isLoopbackHost(address.replace(/^::ffff:/, ''));
}

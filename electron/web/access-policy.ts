/** What a request says about itself, and the port on which it arrived. */
export interface Approach {
  readonly method: string;
  /** The request target as sent. */
  readonly target: string;
  /** Name, value, name, value: as sent, duplicates kept. */
  readonly rawHeaders: readonly string[];
  readonly port: number;
  /** It asks to become a WebSocket. */
  readonly upgrade: boolean;
}

type Access =
  | { readonly allowed: true; /** The name and port it was asked by. */ readonly authority: string }
  | { readonly allowed: false; readonly status: RefusalStatus; readonly reason: string };

type RefusalStatus = 400 | 403 | 405 | 413 | 421 | 431;

/** Browsers send some twenty. */
const MAX_HEADERS = 100;
const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
/** The only names this server answers to: a page that had its own name point here (DNS rebinding) still says that name. */
const LOOPBACK_AUTHORITY = new RegExp(
  String.raw`^(?:(localhost|127(?:\.${OCTET}){3})\.?|(\[::1\]))(?::(\d{1,5}))?$`,
  'i',
);

/**
 * Decides what a browser may do, before anything else looks at the request: nothing by a foreign name, nothing on behalf
 * of a foreign page except to open the dashboard as a page of its own, and no changes at all.
 */
export function judgeAccess(approach: Approach): Access {
  const { method, target, rawHeaders, port, upgrade } = approach;
  if (rawHeaders.length / 2 > MAX_HEADERS) return refuse(431, 'too many headers');
  if (!target.startsWith('/')) return refuse(400, 'request target is not a path');
  const hosts = valuesOf(rawHeaders, 'host');
  const [host] = hosts;
  if (host === undefined || hosts.length > 1) return refuse(400, 'not exactly one Host');
  const authority = loopbackAuthority(host);
  if (authority === null || !authority.endsWith(`:${port}`)) return refuse(421, 'foreign Host');

  const origins = valuesOf(rawHeaders, 'origin');
  if (upgrade && origins.length === 0) return refuse(403, 'socket without Origin');
  if (origins.some((origin) => originAuthority(origin) !== authority)) return refuse(403, 'foreign Origin');
  if (isFromForeignPage(rawHeaders) && (upgrade || !isTopLevelNavigation(method, rawHeaders))) {
    return refuse(403, 'request of a foreign page');
  }
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'method that changes');
  if (announcesBody(rawHeaders)) return refuse(413, 'request with a body');
  return { allowed: true, authority };
}

/** Whether only this machine can reach a server that listens on `host`. */
export function isLoopbackHost(host: string): boolean {
  return host === '::1' || (!host.includes(':') && loopbackAuthority(host) !== null);
}

function refuse(status: RefusalStatus, reason: string): Access {
  return { allowed: false, status, reason };
}

/** `name:port` in lower case, without a trailing dot, with HTTP's own port when none is given; `null` when it is not a name of this machine. */
function loopbackAuthority(text: string): string | null {
  const match = LOOPBACK_AUTHORITY.exec(text);
  const name = match?.[1] ?? match?.[2];
  return name === undefined ? null : `${name.toLowerCase()}:${match?.[3] ?? '80'}`;
}

/** Also `null` for the origin that calls itself `null`: sandboxed frames and files. */
function originAuthority(origin: string): string | null {
  const scheme = 'http://';
  return origin.startsWith(scheme) ? loopbackAuthority(origin.slice(scheme.length)) : null;
}

/** Browsers alone send these headers, and pages cannot forge them. Other ports of this machine are foreign, too. */
function isFromForeignPage(rawHeaders: readonly string[]): boolean {
  return valuesOf(rawHeaders, 'sec-fetch-site').some((site) => site !== 'same-origin' && site !== 'none');
}

/** A link followed or an address opened: it shows our page and hands nothing to the page it came from. */
function isTopLevelNavigation(method: string, rawHeaders: readonly string[]): boolean {
  return (
    method === 'GET' &&
    valuesOf(rawHeaders, 'sec-fetch-mode').join() === 'navigate' &&
    valuesOf(rawHeaders, 'sec-fetch-dest').join() === 'document'
  );
}

function announcesBody(rawHeaders: readonly string[]): boolean {
  return (
    valuesOf(rawHeaders, 'transfer-encoding').length > 0 ||
    valuesOf(rawHeaders, 'content-length').some((length) => length !== '0')
  );
}

function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

import type { Role, Token } from '../../shared/protocol/access.ts';
import type { OpenSession } from '../ports.ts';
import { bearersOf, valuesOf } from './credentials.ts';
import { isLoopbackName, isLoopbackPeer, isOwnOrigin, parseAuthority, type Authority } from './host-names.ts';
import { OPERATIONS, withoutFinalSlash } from './operations.ts';
import { isPassedOn } from './passed-on.ts';
import { adviceOnName, adviceOnOrigin, socketOrigins } from './published-names.ts';
import { MAX_BODY_BYTES, REASONS, type Reason } from './refusals.ts';

/** What a request says about itself, and where it arrived. */
export interface Approach {
  readonly method: string;
  /** The request target as sent. */
  readonly target: string;
  /** Name, value, name, value: as sent, duplicates kept. */
  readonly rawHeaders: readonly string[];
  /** Such as `1.1`. */
  readonly httpVersion: string;
  /** Address of the other end of the connection: what headers say of it can be made up. */
  readonly peer: string;
  /** It came over TLS. */
  readonly secure: boolean;
  /** It asks to become a WebSocket. */
  readonly upgrade: boolean;
}

/** How far the page is published. */
export interface Publication {
  /** Other machines may come in. */
  readonly shared: boolean;
  /** Names beside those of loopback, in lower case, IPv6 in brackets; none while it is not shared. */
  readonly names: ReadonlySet<string>;
  /** Whole origins under which browsers reach it through a proxy, such as `https://monitor.lan`; none while it is not shared. */
  readonly origins: ReadonlySet<string>;
  /** Paths of the page itself, as in its links: it has no facts in it, and asks for a token when it gets none. */
  readonly page: ReadonlySet<string>;
  /** `/health` is read without a token, too. */
  readonly openHealth: boolean;
  /** The same for `/metrics`. */
  readonly openMetrics: boolean;
  /** Whoever connects from this machine to a name of loopback may look without a token. */
  readonly trustLoopback: boolean;
}

/** Who came in. */
export interface Entrant {
  readonly role: Role;
  /** `null` for whoever sits at this machine and has not signed in. */
  readonly token: Token | null;
  /** Of a browser that signed in. */
  readonly session: string | null;
}

type Access =
  | {
      readonly allowed: true;
      /** Where the page that it was asked by may open a socket, such as `ws://127.0.0.1:9999`. */
      readonly sockets: readonly string[];
      /** `null` where nothing but the empty page is to be had, and for a socket that has yet to say its key. */
      readonly entrant: Entrant | null;
    }
  | Refused;

interface Refused {
  readonly allowed: false;
  readonly status: number;
  /** For the log. */
  readonly reason: Reason;
  /** For whoever is refused; for whoever set this up, what to add, and where. */
  readonly words: string;
  /** What can be done at this path, of 405. */
  readonly allow?: string;
}

/** What became of a secret that was shown: a right one is always known; `delayed` is a wrong one after many others. */
export type Recognition = Token | 'wrong' | 'delayed';

/** Knows people by what they show. */
export interface Doorkeeper {
  token(secret: string): Recognition;
  /** Whether it is a token of this instance, or could be a guess at one; what is neither counts as if it were not there. */
  mayBeOurs(secret: string): boolean;
  /** By both halves in the headers. */
  session(rawHeaders: readonly string[]): OpenSession | null;
  /** By the cookie alone, which opens nothing. */
  hasHalf(rawHeaders: readonly string[]): boolean;
}

/** Browsers send some twenty. */
const MAX_HEADERS = 100;

/** All that can be done but reading, with the rights it needs. */
const CHANGES = OPERATIONS.filter(({ method }) => method !== 'GET');
/** Read by anybody, because it says who somebody is. */
export const OPEN_PATHS: ReadonlySet<string> = new Set(
  OPERATIONS.filter(({ method, needs }) => method === 'GET' && needs === null).map(({ path }) => path),
);

/**
 * Decides what may be done, before anything else looks at the request: nothing by a foreign name, nothing on behalf of a
 * foreign page except to open the dashboard as a page of its own, and nothing that needs more rights than there are.
 * The name protects, not the port: a proxy or a tunnel has one of its own, while a page that had its own name point here (DNS
 * rebinding) still says that name. What has no Origin comes from no page: then Host and token decide.
 * Whoever comes from this machine to a name of loopback may look without a token, unless somebody passes him on.
 */
export function judgeAccess(approach: Approach, publication: Publication, doorkeeper: Doorkeeper): Access {
  const { method, target, rawHeaders, secure, upgrade } = approach;
  if (rawHeaders.length / 2 > MAX_HEADERS) return refuse('too many headers');
  if (!target.startsWith('/')) return refuse('request target is not a path');
  const hosts = valuesOf(rawHeaders, 'host');
  const [host] = hosts;
  if (host === undefined || hosts.length > 1) return refuse('not exactly one Host');
  const asked = parseAuthority(host);
  if (asked === null || !isOwnName(asked, publication))
    return refuse('foreign Host', asked === null ? undefined : adviceOnName(asked.name, publication));

  const origins = valuesOf(rawHeaders, 'origin');
  const foreign = origins.find((origin) => !isOwnOrigin(origin, asked, publication.origins, secure));
  if (foreign !== undefined || origins.length > 1)
    return refuse('foreign Origin', adviceOnOrigin(foreign ?? '', asked, publication));
  const reads = method === 'GET' || method === 'HEAD';
  if (isFromForeignPage(rawHeaders) && (upgrade || !isTopLevelNavigation(method, rawHeaders)))
    return refuse('request of a foreign page');
  const path = withoutFinalSlash(target.split('?', 1)[0] ?? '');
  const change = CHANGES.find((known) => known.method === method && known.path === path);
  if (!reads && change === undefined) return { ...refuse('method that changes'), allow: methodsAt(path) };
  const shown = bearersOf(rawHeaders);
  // A proxy that signs people in adds a token of its own to each request: that is as none. An empty one is as wrong as any.
  const bearer = shown.find((secret) => secret === '' || doorkeeper.mayBeOurs(secret)) ?? null;
  // It may be half of ours all the same, and who sent that should hear of it.
  const noToken = (otherwise: Reason) => refuse(shown.length > 0 ? 'wrong token' : otherwise);
  if (!reads && origins.length === 0 && bearer === null) return noToken('neither Origin nor token');
  const body = bodyFault(rawHeaders, method === 'POST');
  if (body !== null) return body;

  const local =
    publication.trustLoopback &&
    isLoopbackName(asked.name) &&
    isLoopbackPeer(approach.peer) &&
    !isPassedOn(rawHeaders, approach.httpVersion, asked.name);
  const sockets = socketOrigins(asked, secure, publication);
  const needs = change === undefined ? neededToRead(path, publication) : change.needs;
  // A session goes first: a proxy may put a token of its own beside it, which is then no guess. Halves that open nothing (any more) are no
  // wrong tokens either, and take nothing from whoever may come in without.
  const session = doorkeeper.session(rawHeaders);
  const recognised = bearer === null || session !== null ? null : doorkeeper.token(bearer);
  if (recognised === 'delayed') return refuse('too many wrong tokens');
  if (recognised === 'wrong') return refuse('wrong token');
  const token = recognised ?? session?.token ?? null;
  const known = token === null ? null : { role: token.role, token, session: session?.id ?? null };
  const entrant = known ?? (local ? LOOKER : null);
  if (needs === null || entrant?.role === 'operator' || (needs === 'viewer' && entrant !== null))
    return { allowed: true, sockets, entrant };
  // No page can give a handshake a header, so a socket says its key when it is open, and hears nothing before.
  if (upgrade && entrant === null && doorkeeper.hasHalf(rawHeaders))
    return { allowed: true, sockets, entrant: null };
  return token === null ? noToken('no token') : refuse('needs the operator role');
}

/** What it may be asked by. */
export function isOwnName({ name }: Authority, { names }: Pick<Publication, 'names'>): boolean {
  return isLoopbackName(name) || names.has(name);
}

const LOOKER: Entrant = { role: 'viewer', token: null, session: null };

/** Whatever is not known to be harmless needs a token, however it is spelled. */
function neededToRead(path: string, { page, openHealth, openMetrics }: Publication): Role | null {
  if (path === '/' || OPEN_PATHS.has(path) || page.has(path)) return null;
  if (openHealth && path === '/health') return null;
  return openMetrics && path === '/metrics' ? null : 'viewer';
}

/** What is no operation is a file, or may be one. */
function methodsAt(path: string): string {
  const known = OPERATIONS.filter((operation) => operation.path === path).map(({ method }) => method);
  const methods = known.length === 0 ? (['GET'] as const) : known;
  return methods.map((method) => (method === 'GET' ? 'GET, HEAD' : method)).join(', ');
}

function refuse(reason: Reason, advice?: string): Refused {
  const [status, words] = REASONS[reason];
  return { allowed: false, status, reason, words: advice ?? words };
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

/** Changes come as JSON, which no form of a foreign page can send, of a length known before; nothing else has a body. */
function bodyFault(rawHeaders: readonly string[], expected: boolean) {
  const lengths = valuesOf(rawHeaders, 'content-length');
  const most = expected ? MAX_BODY_BYTES : 0;
  if (
    valuesOf(rawHeaders, 'transfer-encoding').length > 0 ||
    lengths.some((length) => !(Number(length) <= most))
  )
    return refuse('request with a body that is not expected or too long');
  const types = valuesOf(rawHeaders, 'content-type');
  if (expected && !/^application\/json(?:; *charset=utf-8)?$/i.test(types.join()))
    return refuse('body that is not JSON');
  return null;
}

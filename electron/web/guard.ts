import type { IncomingMessage } from 'node:http';
import { tooManyRequests } from '../../shared/protocol/refusal-words.ts';
import { TOKEN_SECRET } from '../../shared/protocol/access.ts';
import type { Clock, CookieHalf, Logger, Sessions, Tokens } from '../ports.ts';
import {
  isOwnName,
  judgeAccess,
  OPEN_PATHS,
  type Doorkeeper,
  type Entrant,
  type Publication,
  type Recognition,
} from './access-policy.ts';
import { keyOf, sessionCookies } from './credentials.ts';
import { isLoopbackPeer, parseAuthority, type Authority } from './host-names.ts';
import { withoutFinalSlash } from './operations.ts';
import type { Refusal } from './refusals.ts';
import { FailureLimit, PAGE_READS, ReadLimit, READS } from './rate-limits.ts';

export interface GuardParts {
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly logger: Logger;
  /** As it is right now: addresses come and go. */
  publication(this: void): Publication;
}

type Verdict =
  | { readonly allowed: true; readonly sockets: readonly string[]; readonly entrant: Entrant | null }
  | ({ readonly allowed: false } & Refusal);

export interface Guard {
  admit(request: IncomingMessage, upgrade: boolean): Verdict;
  /** Whose secret it is, as judged for the address that shows it. */
  recognise(address: string, secret: string): Recognition;
  /** The Host of a request, read; `null` when it is none that this server goes by. */
  ownName(host: string): Authority | null;
  /** For an address that showed wrong tokens. */
  delayMs(address: string): number;
  /** Who says this key over the socket that began with this request; `null` for nobody. */
  admitKey(request: IncomingMessage, key: string): Entrant | null;
}

/** The access policy with what it has to remember: who asked how often, and who showed wrong tokens. */
export function createGuard({ tokens, sessions, clock, logger, publication }: GuardParts): Guard {
  const reads = new ReadLimit(READS);
  const pageReads = new ReadLimit(PAGE_READS);
  const failures = new FailureLimit();

  const delayMs = (address: string) => failures.delayMs(address, clock.monotonicNow());
  const cookiesOf = (rawHeaders: readonly string[]): readonly CookieHalf[] =>
    sessionCookies(rawHeaders, sessions.instance);

  /** Looked up first: whoever else sits at an address and guesses, a right token is let in. */
  function recognise(address: string, secret: string): Recognition {
    const token = tokens.find(secret);
    if (token !== null) return token;
    if (delayMs(address) > 0) return 'delayed';
    failures.record(address, clock.monotonicNow());
    logger.warn('wrong token', { address });
    return 'wrong';
  }

  function admit(request: IncomingMessage, upgrade: boolean): Verdict {
    const { method = '', url = '', rawHeaders } = request;
    const address = peerOf(request);
    const doorkeeper: Doorkeeper = {
      token: (secret) => recognise(address, secret),
      mayBeOurs: (secret) => TOKEN_SECRET.test(secret) || tokens.find(secret) !== null,
      session: (headers) => {
        const key = keyOf(headers);
        return key === null ? null : sessions.find(cookiesOf(headers), key);
      },
      hasHalf: (headers) => sessions.hasHalf(cookiesOf(headers)),
    };
    const published = publication();
    const access = judgeAccess(
      {
        method,
        target: url,
        rawHeaders,
        httpVersion: request.httpVersion,
        peer: address,
        secure: isSecure(request),
        upgrade,
      },
      published,
      doorkeeper,
    );
    const entrant = access.allowed ? access.entrant : null;
    const path = withoutFinalSlash(url.split('?', 1)[0] ?? '');
    const comesFirst = upgrade || published.page.has(path) || OPEN_PATHS.has(path);
    const waitMs = waitOf(address, entrant, access.allowed && comesFirst);
    if (waitMs > 0)
      return refuse('too many requests', {
        status: 429,
        words: tooManyRequests(waitMs),
        retryAfterMs: waitMs,
      });
    if (access.allowed) {
      entrants.set(request, entrant);
      return access;
    }
    const { status, reason, words, allow } = access;
    return refuse(reason, {
      status,
      words,
      allow,
      ...(status === 429 && { retryAfterMs: delayMs(address) }),
    });
  }

  /**
   * Scrapers on this machine may ask as often as they like. Files of the page, signing in and the handshake of a socket come before the key that
   * tells who it is, so they have a limit that an office does not reach, and somebody else at its address not soon.
   */
  function waitOf(address: string, entrant: Entrant | null, comesFirst: boolean): number {
    if (isLoopbackPeer(address)) return 0;
    const limit = comesFirst ? pageReads : reads;
    return limit.waitMs(visitorOf(address, entrant), clock.monotonicNow());
  }

  function refuse(reason: string, refusal: Refusal): Verdict {
    logger.debug('web request refused', { status: refusal.status, reason });
    return { allowed: false, ...refusal };
  }

  function admitKey({ rawHeaders }: IncomingMessage, key: string): Entrant | null {
    const session = sessions.find(cookiesOf(rawHeaders), key);
    return session && { role: session.token.role, token: session.token, session: session.id };
  }

  function ownName(host: string): Authority | null {
    const asked = parseAuthority(host);
    return asked !== null && isOwnName(asked, publication()) ? asked : null;
  }

  return { admit, recognise, delayMs, ownName, admitKey };
}

const entrants = new WeakMap<IncomingMessage, Entrant | null>();

/** Who sent a request that was admitted; `null` for somebody who gets the empty page only. */
export function entrantOf(request: IncomingMessage): Entrant | null {
  return entrants.get(request) ?? null;
}

/**
 * For whom limits count: an office or a proxy is one address, so a session counts for itself, and a program with its token does. An address
 * stands for those who cannot be told apart.
 */
export function visitorOf(address: string, entrant: Entrant | null): string {
  if (entrant === null || entrant.token === null) return address;
  return entrant.session === null ? `${entrant.token.name} ${address}` : `session ${entrant.session}`;
}

/** It came over TLS. */
export function isSecure({ socket }: IncomingMessage): boolean {
  return 'encrypted' in socket;
}

/** Empty when the connection is gone already. */
export function peerOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? '';
}

import type { IncomingMessage } from 'node:http';
import type { Clock, Logger, Tokens } from '../ports.ts';
import { judgeAccess, type Entrant, type Publication, type Recognition } from './access-policy.ts';
import { isLoopbackPeer } from './host-names.ts';
import type { Refusal } from './response-headers.ts';
import { FailureLimit, ReadLimit } from './rate-limits.ts';

export interface GuardParts {
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly logger: Logger;
  /** As it is right now: addresses come and go. */
  publication(this: void): Publication;
}

type Verdict =
  | { readonly allowed: true; readonly authority: string; readonly entrant: Entrant | null }
  | ({ readonly allowed: false } & Refusal);

export interface Guard {
  admit(request: IncomingMessage, upgrade: boolean): Verdict;
  /** Whose secret it is, as judged for the address that shows it. */
  recognise(address: string, secret: string): Recognition;
  /** For an address whose tokens are not looked at. */
  delayMs(address: string): number;
}

/** The access policy with what it has to remember: who asked how often, and who showed wrong tokens. */
export function createGuard({ tokens, clock, logger, publication }: GuardParts): Guard {
  const reads = new ReadLimit();
  const failures = new FailureLimit();

  const delayMs = (address: string) => failures.delayMs(address, clock.monotonicNow());

  function recognise(address: string, secret: string): Recognition {
    if (delayMs(address) > 0) return 'delayed';
    const token = tokens.find(secret);
    if (token !== null) return token;
    failures.record(address, clock.monotonicNow());
    logger.warn('wrong token', { address });
    return 'wrong';
  }

  function admit(request: IncomingMessage, upgrade: boolean): Verdict {
    const { method = '', url = '', rawHeaders, socket } = request;
    const address = peerOf(request);
    // Scrapers on this machine may ask as often as they like.
    const waitMs = isLoopbackPeer(address) ? 0 : reads.waitMs(address, clock.monotonicNow());
    if (waitMs > 0) return refuse(429, 'too many requests', waitMs);
    const access = judgeAccess(
      {
        method,
        target: url,
        rawHeaders,
        port: socket.localPort ?? 0,
        peer: address,
        secure: isSecure(request),
        upgrade,
      },
      publication(),
      (secret) => recognise(address, secret),
    );
    if (access.allowed) {
      entrants.set(request, access.entrant);
      return access;
    }
    return access.status === 429
      ? refuse(429, access.reason, delayMs(address))
      : refuse(access.status, access.reason);
  }

  function refuse(status: number, reason: string, retryAfterMs?: number): Verdict {
    logger.debug('web request refused', { status, reason });
    return { allowed: false, status, retryAfterMs };
  }

  return { admit, recognise, delayMs };
}

const entrants = new WeakMap<IncomingMessage, Entrant | null>();

/** Who sent a request that was admitted; `null` for somebody who gets the empty page only. */
export function entrantOf(request: IncomingMessage): Entrant | null {
  return entrants.get(request) ?? null;
}

/** It came over TLS. */
export function isSecure({ socket }: IncomingMessage): boolean {
  return 'encrypted' in socket;
}

/** Empty when the connection is gone already. */
export function peerOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? '';
}

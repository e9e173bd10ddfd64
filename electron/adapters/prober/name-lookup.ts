import { lookup } from 'node:dns/promises';
import { verdictOf } from './connect-fault.ts';
import { ProbeFault, codeOf } from './probe-fault.ts';
import { isUnspecified } from './target.ts';
import { plainText } from '../../../shared/lib/plain-text.ts';

/** The addresses of a name, in the order in which they are to be tried. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** As every other program of this machine sees the name: hosts file, mDNS and name servers. */
export async function systemLookup(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true, order: 'verbatim' });
  return found.map(({ address }) => address);
}

/** More are never needed to get through, and each may cost a connection. */
const MAX_ADDRESSES = 8;
/** What a name server that is well never takes. */
const QUICK_MS = 1000;
/** Redirects may lead to ever new names. */
const MAX_REMEMBERED = 5000;

/** It is not this lookup's turn: others hold every thread that it may have. Nothing was asked yet. */
export class NotYourTurn extends Error {
  /** Fulfilled when the lookup has begun. */
  readonly turn: Promise<void>;

  constructor(turn: Promise<void>) {
    super();
    this.turn = turn;
  }
}

interface UnderWay {
  readonly addresses: Promise<readonly string[]>;
  readonly startedAt: number;
}

/**
 * getaddrinfo cannot be cancelled: a lookup that hangs outlives its probe and holds one of the few threads that libuv has
 * for lookups. So a name that is being looked up is joined, not asked again, and names that were not answered quickly the
 * last time, or never, may hold half of the threads: the others always find one.
 */
export class NameLookup {
  readonly #askSystem: Lookup;
  readonly #monotonicNow: () => number;
  readonly #threads: number;
  readonly #underWay = new Map<string, UnderWay>();
  readonly #waiting = new Map<string, PromiseWithResolvers<void>>();
  /** Names that were answered quickly the last time, with whatever answer. */
  readonly #quick = new Set<string>();

  constructor(askSystem: Lookup, threads: number, monotonicNow: () => number) {
    this.#askSystem = askSystem;
    this.#threads = threads;
    this.#monotonicNow = monotonicNow;
  }

  /** Throws `NotYourTurn` when the lookup cannot begin now; it begins as soon as it can, whether somebody waits or not. */
  async addressesOf(host: string): Promise<readonly string[]> {
    const joined = this.#underWay.get(host);
    if (joined !== undefined) return await joined.addresses;
    if (this.#mayBegin(host)) return await this.#begin(host);
    const waiting = this.#waiting.get(host) ?? Promise.withResolvers<void>();
    this.#waiting.set(host, waiting);
    throw new NotYourTurn(waiting.promise);
  }

  /** For those who can wait. */
  async addressesInTurn(host: string): Promise<readonly string[]> {
    for (;;) {
      try {
        return await this.addressesOf(host);
      } catch (error) {
        if (!(error instanceof NotYourTurn)) throw error;
        await error.turn;
      }
    }
  }

  waitsForTurn(host: string): boolean {
    return this.#waiting.has(host);
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  #mayBegin(host: string): boolean {
    if (this.#underWay.size >= this.#threads) return false;
    if (this.#quick.has(host)) return true;
    const quickSince = this.#monotonicNow() - QUICK_MS;
    let slow = 0;
    for (const [other, { startedAt }] of this.#underWay) {
      if (!this.#quick.has(other) || startedAt < quickSince) slow += 1;
    }
    return slow < Math.max(1, Math.floor(this.#threads / 2));
  }

  #begin(host: string): Promise<readonly string[]> {
    const startedAt = this.#monotonicNow();
    const addresses = this.#lookUp(host).finally(() => {
      this.#underWay.delete(host);
      this.#remember(host, this.#monotonicNow() - startedAt < QUICK_MS);
      this.#callNext();
    });
    this.#underWay.set(host, { addresses, startedAt });
    // Nobody may be waiting for it any more.
    addresses.catch(() => {});
    this.#waiting.get(host)?.resolve();
    this.#waiting.delete(host);
    return addresses;
  }

  #callNext(): void {
    for (const host of this.#waiting.keys()) if (this.#mayBegin(host)) void this.#begin(host);
  }

  #remember(host: string, isQuick: boolean): void {
    this.#quick.delete(host);
    if (isQuick && this.#quick.size < MAX_REMEMBERED) this.#quick.add(host);
  }

  async #lookUp(host: string): Promise<readonly string[]> {
    try {
      const addresses = await this.#askSystem(host);
      if (addresses.length === 0) throw notFound(host);
      const somebody = addresses.filter((address) => !isUnspecified(address));
      if (somebody.length === 0) throw nobody(host, addresses);
      return somebody.slice(0, MAX_ADDRESSES);
    } catch (error) {
      throw lookupFault(host, error);
    }
  }
}

/** To connect to one of them would reach this machine itself. Blockers of names and hosts files give them out. */
function nobody(host: string, addresses: readonly string[]): ProbeFault {
  const found = addresses.map((address) => plainText(address)).join(' and ');
  return new ProbeFault('name-not-found', `${plainText(host)} resolves to ${found}, which is nobody`);
}

function notFound(host: string): ProbeFault {
  return new ProbeFault('name-not-found', `the name ${plainText(host)} does not exist`);
}

function lookupFault(host: string, error: unknown): ProbeFault {
  if (error instanceof ProbeFault) return error;
  const code = codeOf(error);
  if (code === 'ENOTFOUND') return notFound(host);
  const fault = (verdict: 'dns' | 'void', message: string) =>
    new ProbeFault(verdict, message, { cause: error });
  if (code === 'EAI_AGAIN') return fault('dns', `the name server gave no answer for ${plainText(host)}`);
  if (code === 'EAI_MEMORY' || verdictOf(code) === 'void') {
    return fault('void', `this machine is short of resources (${code})`);
  }
  return fault('dns', `the name ${plainText(host)} could not be looked up (${code ?? 'no code'})`);
}

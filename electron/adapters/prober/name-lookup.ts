import { lookup } from 'node:dns/promises';
import { verdictOf } from './connect-fault.ts';
import { ProbeFault, codeOf } from './probe-fault.ts';
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

/**
 * getaddrinfo cannot be cancelled: a lookup that hangs outlives its probe and holds a thread. libuv gives lookups at
 * most half of its threads, so files stay readable; and a name that is being looked up is joined, not asked again, so
 * there are never more lookups waiting than there are names.
 */
export class NameLookup {
  readonly #askSystem: Lookup;
  readonly #underWay = new Map<string, Promise<readonly string[]>>();

  constructor(askSystem: Lookup) {
    this.#askSystem = askSystem;
  }

  addressesOf(host: string): Promise<readonly string[]> {
    const joined = this.#underWay.get(host);
    if (joined !== undefined) return joined;
    const started = this.#lookUp(host).finally(() => this.#underWay.delete(host));
    this.#underWay.set(host, started);
    return started;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  async #lookUp(host: string): Promise<readonly string[]> {
    try {
      const addresses = await this.#askSystem(host);
      if (addresses.length === 0) throw notFound(host);
      return addresses.slice(0, MAX_ADDRESSES);
    } catch (error) {
      throw lookupFault(host, error);
    }
  }
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

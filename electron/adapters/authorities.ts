import { setDefaultCACertificates } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { plainText } from '../../shared/lib/plain-text.ts';

/** How many certificates of authorities each source has; the same one may be in several. */
export interface Authorities {
  /** Those that came with Node or Electron. */
  readonly bundled: number;
  /** Of NODE_EXTRA_CA_CERTS, which a packaged desktop does not read. */
  readonly extra: number;
  /** Of the system's store. */
  readonly system: number;
  /** Different ones that are trusted now. */
  readonly trusted: number;
}

interface Found extends Authorities {
  /** In PEM form, all that are to be trusted; `null` when the system's are among the others already. */
  readonly all: readonly string[] | null;
}

/**
 * The whole program of the thread, which so needs no file of its own in each build. A store is read for long (a quarter of a
 * second on Linux, seconds for a large keychain of macOS), and Node has only a call that waits.
 */
const READ_STORES = `
const { getCACertificates } = require('node:tls');
const known = new Map();
const add = (certificates) => {
  for (const pem of certificates) known.set(pem.replaceAll(/\\s/g, ''), pem);
  return certificates.length;
};
const count = (kind) => getCACertificates(kind).length;
add(getCACertificates('default'));
const before = known.size;
const system = add(getCACertificates('system'));
const trusted = known.size;
require('node:worker_threads').parentPort.postMessage({
  bundled: count('bundled'), extra: count('extra'), system, trusted,
  all: trusted === before ? null : [...known.values()],
});
`;

let trusting: Promise<Authorities> | null = null;

/**
 * From then on whatever names no authorities of its own trusts those of the system's store beside those that came with the
 * program: the one of a company is put there. Done once a process; what comes into the store later counts from the next start.
 * Rejects with a sentence when the store cannot be read; all else is trusted as before then.
 */
export function trustSystemAuthorities(): Promise<Authorities> {
  trusting ??= readStores().then(({ all, ...authorities }) => {
    if (all !== null) setDefaultCACertificates(all);
    return authorities;
  });
  return trusting;
}

function readStores(): Promise<Found> {
  return new Promise((resolve, reject) => {
    const refuse = (why: unknown) =>
      reject(
        new Error(`the system's store of certificate authorities cannot be read: ${plainText(String(why))}`),
      );
    try {
      const thread = new Worker(READ_STORES, { eval: true, execArgv: [] });
      thread.unref();
      thread.once('message', (found: Found) => resolve(found));
      thread.once('error', refuse);
      thread.once('exit', () => refuse('its thread has ended'));
    } catch (error) {
      // Thrown where the system has no thread left to give.
      refuse(error);
    }
  });
}

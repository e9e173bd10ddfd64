import type { Shortage } from '../../../shared/domain/probe-result.ts';
import { hasSourceFor } from '../../../shared/domain/way.ts';
import { interfaceAddresses } from '../interface-addresses.ts';
import { depthOf } from './inner-address.ts';
import { ProbeFault, codeOf } from './probe-fault.ts';
import { placeWith } from './target.ts';
import type { Target } from './target.ts';

export interface FailedAttempt {
  readonly address: string;
  readonly error: Error;
}

/** Our own trouble first; then what says most about the service. An address family that this machine lacks says least. */
const VERDICTS = ['void', 'refused', 'reset', 'timeout', 'unreachable', 'network'] as const;
type Verdict = (typeof VERDICTS)[number];

const VERDICT_OF: Readonly<Record<string, Verdict>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'network',
  ENETDOWN: 'network',
  // Told apart below from an address family that this machine lacks.
  EADDRNOTAVAIL: 'void',
  EADDRINUSE: 'void',
  EAFNOSUPPORT: 'network',
  EACCES: 'network',
  EPERM: 'network',
  EMFILE: 'void',
  ENFILE: 'void',
  ENOBUFS: 'void',
  ENOMEM: 'void',
};

const SHORTAGE_OF: Readonly<Record<string, Shortage>> = {
  EMFILE: 'descriptors',
  ENFILE: 'descriptors',
  EADDRNOTAVAIL: 'ports',
  EADDRINUSE: 'ports',
  ENOBUFS: 'memory',
  ENOMEM: 'memory',
};

/** What this machine is short of when its system answers with this code. */
export function shortageOf(code: string | null): Shortage | undefined {
  return code === null ? undefined : SHORTAGE_OF[code];
}

/** What a code of the operating system says; `null` for codes that are not known here. */
export function verdictOf(code: string | null): Verdict | null {
  return (code === null ? undefined : VERDICT_OF[code]) ?? null;
}

/** One verdict for all addresses that were tried; the sentence names those that it is true of. */
export function connectFault(
  target: Target,
  failed: readonly FailedAttempt[],
  canStartFor = (address: string) => hasSourceFor(address, { addresses: interfaceAddresses() }),
  platform: NodeJS.Platform = process.platform,
): ProbeFault {
  const verdicts = failed.map(({ address, error }) => {
    const code = codeOf(error);
    if (code === 'EADDRNOTAVAIL' && !canStartFor(address)) return 'network';
    return verdictOf(code) ?? 'unreachable';
  });
  const verdict = VERDICTS.find((candidate) => verdicts.includes(candidate)) ?? 'unreachable';
  const meant = failed.filter((_, index) => verdicts[index] === verdict);
  const code = codeOf(meant[0]?.error) ?? 'no code';
  const place = placeWith(
    target,
    meant.map(({ address }) => address),
  );
  const shutOut =
    platform === 'darwin' && code === 'EHOSTUNREACH' && meant.some(({ address }) => depthOf(address) === 1);
  const words = `${sentence(verdict, place, code)}${shutOut ? LOCAL_NETWORK : ''}`;
  return new ProbeFault(verdict, words, { cause: meant[0]?.error });
}

/** macOS (15 and later) answers a program without that grant as if nobody were there, and may never ask for it. */
const LOCAL_NETWORK =
  '; is Bellwether allowed into the local network (System Settings, Privacy & Security, Local Network)?';

function sentence(verdict: Verdict, place: string, code: string): string {
  switch (verdict) {
    case 'void':
      return shortageOf(code) === 'ports'
        ? 'this machine has no free port to connect from'
        : `this machine is short of resources (${code})`;
    case 'refused':
      return `nothing is listening on ${place}`;
    case 'reset':
      // A reset that answers the first packet is ECONNREFUSED: this connection was accepted.
      return `${place} closed the connection before it answered`;
    case 'timeout':
      return `no connection to ${place} before the system gave up`;
    case 'unreachable':
      return `${place} cannot be reached (${code})`;
    case 'network':
      return `this machine has no way to ${place} (${code})`;
  }
}

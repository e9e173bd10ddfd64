import type { ExchangeContent } from './exchange.ts';
import type { Way } from './way.ts';

/** Why a service is not up. Each has a plain sentence beside it; the word is for filters, tests and machines. */
export const CAUSES = [
  'refused',
  'timeout',
  /** The name server gave no answer; a name that does not exist is `name-not-found`. */
  'dns',
  'name-not-found',
  /** The network was there, the host was not. */
  'unreachable',
  /** This machine has no route or no interface. */
  'network',
  'reset',
  'tls',
  'certificate',
  /** What answered does not speak the protocol, or broke its limits. */
  'protocol',
  'redirect',
  'http-status',
  'body',
  'slow',
] as const;
export type Cause = (typeof CAUSES)[number];

/** Why a failure says nothing of its service: this machine cannot see beyond itself, or the way that it takes is not there. */
export const UNSEEN_CAUSES = ['cut-off', 'path-gone'] as const;
export type UnseenCause = (typeof UNSEEN_CAUSES)[number];

/** Milliseconds of each phase; `null` where the phase did not happen or was not reached. */
export interface Timings {
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  /** From the request sent to the response's first byte. */
  readonly firstByteMs: number | null;
  readonly transferMs: number | null;
}

/** What a probe exchanged, without secrets. Made when it is called, since hardly any becomes evidence. */
export type TellExchange = () => ExchangeContent;

/** What is known of any probe that was carried out. */
interface Probed {
  readonly httpStatus: number | null;
  readonly timings: Timings;
  /** Of the certificate that ends first, of all hops. */
  readonly certificateExpiresAt: number | null;
  /** Whose it is, when it is not the service's own host. */
  readonly certificateHost?: string;
  readonly exchange: TellExchange;
}

/** Raw outcome of one probe. */
export type ProbeResult =
  | (Probed & {
      /** The service answered as expected, however slowly. */
      readonly outcome: 'response';
      /** What a person should hear of the answer although it is good, like the message of a failure. */
      readonly remark?: string;
      readonly latencyMs: number;
      /** That were taken, one a hop; left out when they cannot be told. */
      readonly ways?: readonly Way[];
    })
  | (Probed & {
      readonly outcome: 'failure';
      readonly cause: Exclude<Cause, 'slow'>;
      /** One plain sentence without a full stop, such as `nothing is listening on 127.0.0.1:8000`. */
      readonly message: string;
      /** Time to a complete but wrong answer; `null` when there was no answer. */
      readonly latencyMs: number | null;
      /** To each address of where it failed, or was last known to be; left out when they cannot be told. */
      readonly ways?: readonly Way[];
    })
  /** The probe could not be carried out through no fault of the service: nothing was observed. */
  | {
      readonly outcome: 'void';
      /** One sentence a cause, without figures: how often it came is counted by it. */
      readonly message: string;
      /** What this machine had too little of. */
      readonly shortage?: Shortage;
    };

/** What a probe needs of the machine and may not get. */
export type Shortage = 'descriptors' | 'ports' | 'memory';

export const NO_TIMINGS: Timings = {
  dnsMs: null,
  connectMs: null,
  tlsMs: null,
  firstByteMs: null,
  transferMs: null,
};

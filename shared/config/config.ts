import type { Group, Service } from '../domain/service.ts';

/** The configuration as the engine uses it: decoded, defaults applied, references filled in. */
export interface Config {
  readonly services: readonly Service[];
  readonly groups: readonly Group[];
  readonly server: ServerSettings;
  readonly history: Retention;
  /** What is accepted but should be mended, such as a secret written out; each with its place. */
  readonly warnings: readonly ConfigFault[];
}

/** Where the page is published, and for whom. */
export interface ServerSettings {
  /** The address to listen on; `null` for the usual one: `listenHost` says which. */
  readonly host: string | null;
  readonly port: number;
  /** Other machines may come in, with a token. */
  readonly share: boolean;
  /** By which they know this machine, beside its own name and addresses: as written, `public-names.ts` reads them. */
  readonly names: readonly string[];
  /** They may read `/health` without a token. */
  readonly openHealth: boolean;
  /** The same for `/metrics`. */
  readonly openMetrics: boolean;
  /** Whoever connects from this machine to a name of loopback may look without a token. */
  readonly trustLoopback: boolean;
  /** `null` for plain http. */
  readonly tls: TlsSettings | null;
}

/** Absolute paths of PEM files. */
export interface TlsSettings {
  readonly certificate: string;
  readonly key: string;
}

export function listenHost({ host, share }: Pick<ServerSettings, 'host' | 'share'>): string {
  return host ?? (share ? '0.0.0.0' : '127.0.0.1');
}

/** How long each kind of record is kept, in milliseconds. */
export interface Retention {
  readonly samplesMs: number;
  readonly minutesMs: number;
  readonly hoursMs: number;
}

/** One thing that is wrong with a configuration document. */
export interface ConfigFault {
  readonly file: string;
  /** 1-based; `null` when the fault has no place in the text (an unreadable file). */
  readonly line: number | null;
  readonly column: number | null;
  /** Where in the document, such as `services[2].interval`; empty for the whole. */
  readonly path: string;
  /** What is wrong and what was expected, such as `expected a duration such as "30s", got "fast"`. */
  readonly message: string;
}

import type { Config, ConfigFault, Retention } from '../shared/config/config.ts';
import type { EngineHealth } from '../shared/domain/engine-health.ts';
import type { Evidence, IncidentEvidence } from '../shared/domain/evidence.ts';
import type { Gap } from '../shared/domain/gap.ts';
import type { Incident } from '../shared/domain/incident.ts';
import type { KeptState } from '../shared/domain/kept-state.ts';
import type { Notification, NotificationRecord } from '../shared/domain/notification.ts';
import type { ProbeResult } from '../shared/domain/probe-result.ts';
import type { ObservedSpan, Rollup, RollupSize } from '../shared/domain/rollup.ts';
import type { Sample, Status } from '../shared/domain/sample.ts';
import type { Service, ServiceId } from '../shared/domain/service.ts';
import type { InterfaceAddress } from '../shared/domain/way.ts';
import type { Result } from '../shared/lib/result.ts';
import type { Role, Token } from '../shared/protocol/access.ts';
import type { OperatorRequest } from '../shared/protocol/operator.ts';
import type {
  ClientRequest,
  ClientResponses,
  RequestFault,
  ServerEvent,
  Snapshot,
} from '../shared/protocol/protocol.ts';

/* The seams. An adapter implements one of these; a root passes it in. */

export type Cancel = () => void;

/** Time comes from here only. Wall time is for labels; everything that is measured uses monotonic time. */
export interface Clock {
  /** Epoch ms as the machine says; may jump. */
  wallNow(): number;
  /** Milliseconds that only rise. */
  monotonicNow(): number;
  /** The same, and it rises while the machine sleeps, too; may be a second off. What wall time went further was set. */
  uptimeNow(): number;
  /** Calls back once, at the earliest after `delayMs` (0 to 2^31-1). */
  after(delayMs: number, callback: () => void): Cancel;
}

export interface Prober {
  /**
   * Never rejects for trouble of the network or the service: that is a result. An abort of `signal` gives `void`. The first result of
   * a service is as true as later ones: what the start of the program costs is none of its latency.
   */
  probe(service: Service, signal: AbortSignal): Promise<ProbeResult>;
  /** How many probes may be open at once; fewer for a while when the machine runs short. */
  readonly capacity: number;
  close(): Promise<void>;
}

/** Storage said no: what was attempted and why, as one sentence. */
export interface StorageFault {
  readonly message: string;
}

export interface HistoryFault extends StorageFault {
  /** What was there had gone or was damaged and has been set aside, as the message says: another one takes what was refused. */
  readonly begunAnew?: true;
}

/** What one turn of the writer keeps, in one transaction. */
export interface HistoryBatch {
  readonly samples: readonly Sample[];
  readonly spans: readonly ObservedSpan[];
  readonly gaps: readonly Gap[];
  /** Insert or replace by id. */
  readonly incidents: readonly Incident[];
  /** Of incidents of this batch or an earlier one. */
  readonly evidence: readonly IncidentEvidence[];
  /** Insert or replace by id and notifier. */
  readonly notifications: readonly NotificationRecord[];
}

export interface Page<Item> {
  /** Newest first. */
  readonly items: readonly Item[];
  /** Cursor of the next page; `null` on the last. */
  readonly next: string | null;
}

export interface PageQuery {
  /** What is dated later bears the time of a clock that was wrong, and comes after all that does not. */
  readonly now: number;
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface KeptIncident {
  readonly incident: Incident;
  /** `null` when there is none on record. */
  readonly evidence: Evidence | null;
}

export interface History {
  /** Also folds the batch into the minute and hour rollups. */
  append(batch: HistoryBatch): Result<void, HistoryFault>;
  /** The newest `limit` samples at or before `until`, oldest first. */
  lastSamples(serviceId: ServiceId, limit: number, until: number): readonly Sample[];
  /** Oldest first, at most `limit`, `from` inclusive, `to` exclusive. */
  samples(serviceId: ServiceId, from: number, to: number, limit: number): readonly Sample[];
  /** Oldest first. */
  rollups(serviceId: ServiceId, size: RollupSize, from: number, to: number): readonly Rollup[];
  gaps(from: number, to: number): readonly Gap[];
  incidents(query: PageQuery & { readonly serviceId?: ServiceId | undefined }): Page<Incident>;
  openIncidents(): readonly Incident[];
  /** `null` when it is not, or no more, on record; evidence is kept as long as its incident. */
  incident(id: string): KeptIncident | null;
  notifications(query: PageQuery): Page<NotificationRecord>;
  /** Deletes what is older than its retention, in a slice short enough for the event loop; `true` when more is left. */
  prune(now: number, retention: Retention): Result<boolean, HistoryFault>;
  /** Whether it is still as it was left, for times when nothing is written; how large what is not yet folded in has grown. */
  look(): Result<{ readonly journalBytes: number }, HistoryFault>;
  close(): void;
}

export interface StateStore {
  /** `null` when there is none yet. `notice` tells what had to be set aside or restored, in one sentence. */
  load(): Result<{ readonly state: KeptState | null; readonly notice: string | null }, StorageFault>;
  /** On disk, read back and compared, when it returns. */
  save(state: KeptState): Result<void, StorageFault>;
  /** Whether what was saved last still lies there untouched; `true` before the first time. */
  isKept(): boolean;
}

export interface ConfigStore {
  /** Absolute path of the document, for messages. */
  readonly path: string;
  load(): Result<Config, readonly ConfigFault[]>;
  /** Calls back with each new reading after the document changed. */
  watch(onChange: (reading: Result<Config, readonly ConfigFault[]>) => void): Cancel;
}

export interface Notifier {
  readonly name: string;
  /** The error is one sentence without secrets. */
  deliver(notification: Notification, signal: AbortSignal): Promise<Result<void, string>>;
  /** A notice that was told is over: what still stands of it, such as a card on the screen, goes. */
  takeBack?(noticeId: string): void;
}

type LogFields = Readonly<Record<string, unknown>>;

/** Structured lines; an event is a short constant phrase, everything variable is a field. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/**
 * The network of this machine, as its own tables tell it: nothing is sent. What follows from it for services is for decision
 * 0005 to say and for `shared/domain` to decide.
 */
export interface Network {
  /** Of all interfaces that are up, loopback among them; `null` when the system does not tell. */
  addresses(): readonly InterfaceAddress[] | null;
  /** The local addresses from which the internet would be reached, at most one a family. Never rejects. */
  waysOut(): Promise<readonly string[]>;
}

/** Who may come in over the network. */
export interface Tokens {
  /** Those that count right now, by name. */
  list(): readonly Token[];
  /** What lies among them and opens nothing: one sentence each. */
  faults(): readonly string[];
  /** Whose secret this is; whether it is one takes the same time for all. */
  find(secret: string): Token | null;
  /** Calls back within a second after one came or went. */
  watch(clock: Clock, onChange: () => void): Cancel;
}

/** What a browser gets by signing in. Neither half opens anything alone: cookies go to every port of a host name. */
export interface BegunSession {
  /** In the name of its cookie; no secret. */
  readonly id: string;
  readonly cookie: string;
  readonly key: string;
}

/** A cookie of this instance, as a browser sent it. */
export interface CookieHalf {
  readonly id: string;
  readonly value: string;
}

export interface OpenSession {
  readonly id: string;
  /** As it is now. */
  readonly token: Token;
}

/**
 * Browsers that signed in. A session ends by signing out, with its token, and after 30 days in which it was not used; it
 * outlives a restart. Nothing that is kept lets anybody in.
 */
export interface Sessions {
  /** In the names of its cookies: several instances on one host name must not take each other's away. */
  readonly instance: string;
  begin(token: Token): BegunSession;
  /** Whose two halves these are. Any number of other cookies may be among them. */
  find(cookies: readonly CookieHalf[], key: string): OpenSession | null;
  /** Whether a cookie among them is a half: it opens nothing, but whoever sent it may go on to say the key. */
  hasHalf(cookies: readonly CookieHalf[]): boolean;
  /** It is in use: such as by a socket that has been open for weeks. */
  keepAwake(id: string): void;
  end(id: string): void;
  /** Calls back as soon as one has been ended. */
  watch(onEnd: (id: string) => void): Cancel;
}

/** What the server shows over TLS, in PEM form. */
export interface Identity {
  /** With its chain. */
  readonly certificate: string;
  readonly key: string;
  /** Whether it is for this name or address. */
  certifies(this: void, host: string): boolean;
}

export interface CertificateSource {
  /** The last good one. */
  current(): Identity;
  /** Calls back with each good one that takes its place; until it is cancelled, notices tell what is wrong with it. */
  watch(onChange: (identity: Identity) => void): Cancel;
}

/** What pages, sockets, the REST face and the window all talk to. */
export interface Dashboard {
  snapshot(): Snapshot;
  /** Epoch ms, by the clock that every time of the engine is from. */
  now(): number;
  /** `null` when no such service is watched. */
  statusOf(service: string): Status | null;
  /** Of the engine itself, whatever the services are like. */
  health(): EngineHealth;
  /** Calls back with changes and heartbeats from now on; take a `snapshot()` in the same turn. */
  subscribe(listener: (event: ServerEvent) => void): Cancel;
  /** A viewer asks, unless it is said who does. */
  ask<Request extends ClientRequest>(
    request: Request,
    role?: Role,
  ): Result<ClientResponses[Request['type']], RequestFault>;
  /** Done and kept when it returns. `author` is for people to read. */
  change(request: OperatorRequest, author: string): Result<void, RequestFault>;
}

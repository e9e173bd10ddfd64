import type {
  AlertView,
  HistoryPoint,
  IncidentDetail,
  IncidentView,
  Notice,
  NotificationView,
  Overview,
  DetailedSample,
  RecentSample,
  ServiceDetail,
  ServiceView,
} from './views.ts';

export interface InstanceView {
  readonly id: string;
  readonly version: string;
  readonly pid: number;
  readonly startedAt: number;
  /** The services are pretend ones: every page says so. */
  readonly demo: boolean;
}

export interface GroupView {
  readonly id: string;
  readonly name: string;
}

/** Of each service, in a snapshot. */
export const RECENT_SAMPLES = 24;

/** Everything a client shows at first; later changes build on it. */
export interface Snapshot {
  readonly revision: number;
  readonly at: number;
  readonly instance: InstanceView;
  readonly overview: Overview;
  readonly services: readonly ServiceView[];
  readonly groups: readonly GroupView[];
  readonly alerts: readonly AlertView[];
  readonly notices: readonly Notice[];
  /** The last samples of each service by its id, oldest first. */
  readonly recent: Readonly<Record<string, readonly RecentSample[]>>;
}

/** What changed since `revision - 1`. Notices that are present replace what the client has; services replace by id. */
export interface Changes {
  readonly revision: number;
  readonly at: number;
  readonly overview: Overview;
  readonly services: readonly ServiceView[];
  /** Of each service whose alerts are others than before: all that it has now, by its id. The other services keep theirs. */
  readonly alerts?: Readonly<Record<string, readonly AlertView[]>>;
  readonly notices?: readonly Notice[];
  /** Told since the last revision: for streams, not kept by the page. */
  readonly notifications?: readonly NotificationView[];
}

export type ServerEvent =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'changes'; readonly changes: Changes }
  | { readonly type: 'heartbeat'; readonly revision: number; readonly at: number };

/** The server sends one at least this often; a client that misses two calls its view stale. */
export const HEARTBEAT_MS = 15_000;

/** Closes the socket of one viewer too many (RFC 6455, registered as "try again later"). */
export const TOO_MANY_VIEWERS = 1013;

/** What a viewer may send over the socket. */
export type SocketRequest =
  | { readonly type: 'resync' }
  | { readonly type: 'ping' }
  /** Of a session, once and first: a cookie alone lets nobody in. */
  | { readonly type: 'key'; readonly key: string };

/** Questions a client may ask. Each maps to one GET under `/api/v1`. */
export type ClientRequest =
  | { readonly type: 'services' }
  | { readonly type: 'overview' }
  | { readonly type: 'alerts' }
  | { readonly type: 'service'; readonly id: string }
  | {
      readonly type: 'history';
      readonly id: string;
      readonly from?: number;
      readonly to?: number;
      /** Milliseconds: whole minutes below an hour, whole hours from there on. */
      readonly step?: number;
    }
  | {
      readonly type: 'incidents';
      readonly service?: string;
      readonly before?: string;
      readonly limit?: number;
    }
  | { readonly type: 'incident'; readonly id: string }
  | { readonly type: 'notifications'; readonly before?: string; readonly limit?: number };

export interface ClientResponses {
  services: { readonly services: readonly ServiceView[]; readonly groups: readonly GroupView[] };
  overview: {
    readonly overview: Overview;
    readonly instance: InstanceView;
    readonly notices: readonly Notice[];
    readonly at: number;
  };
  alerts: { readonly alerts: readonly AlertView[] };
  service: ServiceDetail;
  history: {
    readonly service: string;
    /** As asked for, or the whole steps around it. */
    readonly from: number;
    readonly to: number;
    /** Of the points; `null` for a span short enough to be answered in samples. */
    readonly stepMs: number | null;
    readonly samples: readonly DetailedSample[];
    /** Oldest first; those of which nothing is known are left out. */
    readonly points: readonly HistoryPoint[];
    /** The whole span. */
    readonly total: HistoryPoint;
    readonly gaps: readonly { readonly from: number; readonly to: number; readonly reason: string }[];
  };
  /** Newest first; `next` is the `before` of the following page, `null` on the last. */
  incidents: { readonly incidents: readonly IncidentView[]; readonly next: string | null };
  /** What services answered is for operators only. */
  incident: IncidentDetail;
  notifications: { readonly notifications: readonly NotificationView[]; readonly next: string | null };
}

export interface RequestFault {
  readonly code: 'invalid' | 'not-found' | 'unavailable';
  readonly message: string;
}

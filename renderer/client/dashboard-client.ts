import type { Result } from '../../shared/lib/result.ts';
import type { DesktopRequest, DesktopView, Place } from '../../shared/protocol/desktop.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import type {
  ClientRequest,
  ClientResponses,
  RequestFault,
  ServerEvent,
} from '../../shared/protocol/protocol.ts';

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** Nothing is heard; tries go on by themselves. */
  | { readonly state: 'reconnecting' };

export type ClientEvent =
  | { readonly type: 'connection'; readonly connection: Connection }
  | { readonly type: 'server'; readonly event: ServerEvent }
  /** From the window only. */
  | { readonly type: 'desktop'; readonly desktop: DesktopView }
  | { readonly type: 'open'; readonly place: Place };

export type Outcome = Result<void, RequestFault>;

/** What only the person at the machine may do. */
export interface WindowHand {
  change(this: void, request: OperatorRequest): Promise<Outcome>;
  desktop(this: void, request: Exclude<DesktopRequest, { type: 'resync' }>): Promise<Outcome>;
}

/** All that the page knows of where its facts come from: a socket in a browser, messages between processes in a window. */
export interface DashboardClient {
  /** Begins with a snapshot; the stop ends the connection. */
  subscribe(listener: (event: ClientEvent) => void): () => void;
  /** Asks for a fresh snapshot, after a gap in the revisions. */
  resync(): void;
  request<Request extends ClientRequest>(
    request: Request,
    signal: AbortSignal,
  ): Promise<Result<ClientResponses[Request['type']], RequestFault>>;
  /** `null` in a browser, which changes nothing. */
  readonly window: WindowHand | null;
}

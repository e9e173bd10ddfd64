import type { Result } from '../../shared/lib/result.ts';
import type { Session } from '../../shared/protocol/access.ts';
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
  /** Tries go on by themselves. `refusal` is what was answered instead, in words; `null` when nothing is heard. */
  | { readonly state: 'reconnecting'; readonly refusal: string | null };

export type ClientEvent =
  | { readonly type: 'connection'; readonly connection: Connection }
  | { readonly type: 'server'; readonly event: ServerEvent }
  /** From a browser only, before anything else is heard; `fault` tells why the token in the address opened nothing. */
  | { readonly type: 'session'; readonly session: Session; readonly fault: string | null }
  /** From the window only. */
  | { readonly type: 'desktop'; readonly desktop: DesktopView }
  | { readonly type: 'open'; readonly place: Place };

export type Outcome = Result<void, RequestFault>;

/** What an operator may do. */
export interface OperatorHand {
  change(this: void, request: OperatorRequest): Promise<Outcome>;
}

/** What only the person at the machine may do. */
export interface WindowHand extends OperatorHand {
  desktop(this: void, request: Exclude<DesktopRequest, { type: 'resync' }>): Promise<Outcome>;
  /** Asks anew what other programs may have changed, now and whenever the window comes to the front, until it is stopped. */
  lookAgain(this: void): () => void;
}

/** What a browser may do, as far as its token goes. */
export interface BrowserHand extends OperatorHand {
  /** With a token, or a link that has one. */
  signIn(this: void, text: string): Promise<Outcome>;
  signOut(this: void): Promise<Outcome>;
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
  /** `null` in a browser. */
  readonly window: WindowHand | null;
  /** `null` in a window, which needs no token. */
  readonly browser: BrowserHand | null;
}

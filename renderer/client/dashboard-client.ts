import type { Result } from '../../shared/lib/result.ts';
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
  | { readonly type: 'server'; readonly event: ServerEvent };

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
}

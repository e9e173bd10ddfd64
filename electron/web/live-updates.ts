import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { TOO_MANY_VIEWERS, type ServerEvent } from '../../shared/protocol/protocol.ts';
import type { Clock, Dashboard, Logger, Sessions, Tokens } from '../ports.ts';
import type { Entrant } from './access-policy.ts';
import type { Compressor } from './compressor.ts';
import { entrantOf, peerOf, visitorOf, type Guard } from './guard.ts';
import { isLoopbackPeer } from './host-names.ts';
import { LiveMessage } from './live-message.ts';
import { NO_HANDSHAKE } from './refusals.ts';
import { refuseConnection } from './response-headers.ts';
import { COMPRESSION, declineOtherOffers, ViewerOutlet } from './viewer-outlet.ts';
import { Viewer, type Outlook, type Visit } from './viewer.ts';
import { POLICY_VIOLATION, WaitingSockets } from './waiting-sockets.ts';

/** Of one visitor on the network: nobody looks at more tabs. */
const MAX_VIEWERS_OF_A_VISITOR = 8;
/** A viewer sends two short words; nothing longer is read. */
const MAX_MESSAGE_BYTES = 4096;
const MAX_FRAGMENTS = 16;
/** Viewers that come within this time get the same message: a hundred at once must not hold up probing. */
const SNAPSHOT_SHARED_MS = 100;
const PING_INTERVAL_MS = 30_000;
/** How long a viewer that is told goodbye may take to answer. */
const GOODBYE_MS = 1000;

/** Close codes of RFC 6455. */
const GOING_AWAY = 1001;

interface LiveParts {
  readonly dashboard: Dashboard;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly guard: Pick<Guard, 'admitKey'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly compressor: Compressor;
  readonly mostViewers: number;
}

interface LiveUpdates {
  readonly accept: (request: IncomingMessage, connection: Duplex, head: Buffer) => void;
  /** Says goodbye to every viewer; takes a second at most. */
  close(): Promise<void>;
}

/** All who look on: who is let in, who is told, and who has to go. */
export function startLiveUpdates(parts: LiveParts): LiveUpdates {
  const { dashboard, tokens, sessions, guard, clock, logger, compressor, mostViewers } = parts;
  const viewers = new Set<Viewer>();
  const waiting = new WaitingSockets(clock);
  /** `null` as soon as anything has changed since; times by the steady clock. */
  let shared: { readonly message: LiveMessage; readonly madeAt: number } | null = null;
  const outlook: Outlook = { clock, messageOf, snapshot: currentSnapshot };
  const options = {
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    maxFragments: MAX_FRAGMENTS,
    // Answered here, where they count as messages.
    autoPong: false,
    perMessageDeflate: COMPRESSION,
    closeTimeout: GOODBYE_MS,
  };
  const sockets = new WebSocketServer(options);
  sockets.on('wsClientError', (_, connection) => refuseConnection(connection, NO_HANDSHAKE));
  const stops = [
    dashboard.subscribe(broadcast),
    tokens.watch(clock, dismissRevoked),
    sessions.watch(dismissSession),
  ];
  let cancelPing = clock.after(PING_INTERVAL_MS, pingAll);

  function accept(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    const address = peerOf(request);
    const identify = (key: string) => guard.admitKey(request, key);
    declineOtherOffers(request.headers);
    sockets.handleUpgrade(request, connection, head, (socket) => {
      // What breaks the protocol or its limits: ws closes the socket with the fitting code.
      socket.on('error', (error) => logger.debug('viewer broke off', { error: error.message }));
      const outlet = new ViewerOutlet(socket, connection, logger);
      const visit = { socket, outlet, address, identify };
      const entrant = entrantOf(request);
      if (entrant !== null) return welcome(visit, entrant);
      if (isFull() || waiting.hasEnough(address)) return turnAway(socket, address);
      waiting.add(socket, address, (key) => {
        const known = identify(key);
        if (known !== null) welcome(visit, known);
        return known !== null;
      });
    });
  }

  const isFull = () => viewers.size + waiting.open.length >= mostViewers;

  function hasEnough(address: string, entrant: Entrant): boolean {
    if (isLoopbackPeer(address)) return false;
    const visitor = visitorOf(address, entrant);
    const own = [...viewers].filter((viewer) => visitorOf(viewer.address, viewer.entrant) === visitor);
    return own.length >= MAX_VIEWERS_OF_A_VISITOR;
  }

  /** After the handshake, because a page learns nothing of one that failed. */
  function turnAway(socket: WebSocket, address: string): void {
    logger.warn('viewer refused', { viewers: viewers.size, address });
    socket.close(TOO_MANY_VIEWERS, 'too many viewers');
  }

  function welcome(visit: Visit, entrant: Entrant): void {
    const { socket, address } = visit;
    if (isFull() || hasEnough(address, entrant)) return turnAway(socket, address);
    const viewer = new Viewer(visit, entrant, outlook);
    viewers.add(viewer);
    socket.on('close', () => viewers.delete(viewer));
  }

  /** A socket asks for its rights only once, so whoever takes them back has to close it. */
  function dismissRevoked(): void {
    const valid = tokens.list();
    for (const { socket, entrant } of viewers) {
      const { token } = entrant;
      const gone =
        token !== null &&
        !valid.some(({ name, createdAt }) => name === token.name && createdAt === token.createdAt);
      if (gone) socket.close(POLICY_VIOLATION, 'the token was revoked');
    }
  }

  /** All tabs of the browser hear of it. */
  function dismissSession(session: string): void {
    for (const { socket, entrant } of viewers)
      if (entrant.session === session) socket.close(POLICY_VIOLATION, 'the session has ended');
  }

  function messageOf(event: ServerEvent): LiveMessage {
    return new LiveMessage(event, compressor);
  }

  function currentSnapshot(): LiveMessage {
    const now = clock.monotonicNow();
    if (shared === null || now - shared.madeAt >= SNAPSHOT_SHARED_MS)
      shared = { message: messageOf({ type: 'snapshot', snapshot: dashboard.snapshot() }), madeAt: now };
    return shared.message;
  }

  function broadcast(event: ServerEvent): void {
    if (event.type !== 'heartbeat') shared = null;
    if (viewers.size === 0) return;
    const message = messageOf(event);
    for (const viewer of viewers) viewer.tell(message);
  }

  function pingAll(): void {
    cancelPing = clock.after(PING_INTERVAL_MS, pingAll);
    for (const viewer of viewers) {
      const { socket, entrant } = viewer;
      if (socket.readyState !== socket.OPEN) continue;
      if (entrant.session !== null) sessions.keepAwake(entrant.session);
      viewer.ping();
    }
  }

  async function close(): Promise<void> {
    for (const stop of stops) stop();
    cancelPing();
    const open = [...waiting.open, ...[...viewers].map(({ socket }) => socket)];
    const goodbyes = open.map(
      (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
    );
    for (const socket of open) socket.close(GOING_AWAY, 'Bellwether is stopping');
    await Promise.all(goodbyes);
  }

  return { accept, close };
}

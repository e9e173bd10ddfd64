import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { decodeSocketRequest } from '../../shared/protocol/decode-client-request.ts';
import { TOO_MANY_VIEWERS, type ServerEvent } from '../../shared/protocol/protocol.ts';
import type { Cancel, Clock, Dashboard, Logger, Sessions, Tokens } from '../ports.ts';
import type { Entrant } from './access-policy.ts';
import { entrantOf, peerOf, visitorOf, type Guard } from './guard.ts';
import { isLoopbackPeer } from './host-names.ts';
import { inertJson } from './inert-json.ts';
import { MessageLimit } from './rate-limits.ts';
import { refuseConnection } from './response-headers.ts';
import { POLICY_VIOLATION, WaitingSockets } from './waiting-sockets.ts';

/** Of one visitor on the network: nobody looks at more tabs. */
const MAX_VIEWERS_OF_A_VISITOR = 8;
/** A viewer sends two short words; nothing longer is read. */
const MAX_MESSAGE_BYTES = 4096;
const MAX_FRAGMENTS = 16;
/** Slower viewers are dropped: one stuck tab must not hold every change in memory. */
const MAX_UNREAD_BYTES = 1024 * 1024;
const SNAPSHOT_SPACING_MS = 1000;
/** Viewers that come within this time get the same text: a hundred at once must not hold up probing. */
const SNAPSHOT_SHARED_MS = 100;
const PING_INTERVAL_MS = 30_000;
/** How long a viewer that is told goodbye may take to answer. */
const GOODBYE_MS = 1000;

/** Close codes of RFC 6455. */
const GOING_AWAY = 1001;

interface Viewer {
  readonly socket: WebSocket;
  readonly address: string;
  entrant: Entrant;
  /** Who says this key. */
  readonly identify: (key: string) => Entrant | null;
  /** Of what it was sent last. */
  revision: number;
  /** A snapshot may be larger than the limit: what is unread may exceed it by that much. */
  snapshotBytes: number;
  snapshotAt: number;
  /** Set while a snapshot is asked for but the last one was just sent. */
  nextSnapshot: Cancel | null;
  responsive: boolean;
  readonly messages: MessageLimit;
}

/** In the bytes in which it goes out to one viewer or to many. */
interface SentSnapshot {
  readonly revision: number;
  readonly bytes: Buffer;
}

interface SharedSnapshot extends SentSnapshot {
  /** By the steady clock. */
  readonly madeAt: number;
}

interface LiveUpdates {
  readonly accept: (request: IncomingMessage, connection: Duplex, head: Buffer) => void;
  /** Says goodbye to every viewer; takes a second at most. */
  close(): Promise<void>;
}

export function startLiveUpdates(
  dashboard: Dashboard,
  { tokens, sessions }: { readonly tokens: Tokens; readonly sessions: Sessions },
  guard: Pick<Guard, 'admitKey'>,
  clock: Clock,
  logger: Logger,
  mostViewers: number,
): LiveUpdates {
  const viewers = new Set<Viewer>();
  const waiting = new WaitingSockets(clock);
  /** `null` as soon as anything has changed since. */
  let shared: SharedSnapshot | null = null;
  const options = {
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    maxFragments: MAX_FRAGMENTS,
    // Answered here, where they count as messages.
    autoPong: false,
    closeTimeout: GOODBYE_MS,
  };
  const sockets = new WebSocketServer(options);
  sockets.on('wsClientError', (_, connection) => refuseConnection(connection, { status: 400 }));
  const stops = [
    dashboard.subscribe(broadcast),
    tokens.watch(clock, dismissRevoked),
    sessions.watch(dismissSession),
  ];
  let cancelPing = clock.after(PING_INTERVAL_MS, pingAll);

  function accept(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    const address = peerOf(request);
    const identify = (key: string) => guard.admitKey(request, key);
    sockets.handleUpgrade(request, connection, head, (socket) => {
      // What breaks the protocol or its limits: ws closes the socket with the fitting code.
      socket.on('error', (error) => logger.debug('viewer broke off', { error: error.message }));
      const entrant = entrantOf(request);
      if (entrant !== null) return welcome(socket, address, entrant, identify);
      if (isFull() || waiting.hasEnough(address)) return turnAway(socket, address);
      waiting.add(socket, address, (key) => {
        const known = identify(key);
        if (known !== null) welcome(socket, address, known, identify);
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

  function welcome(socket: WebSocket, address: string, entrant: Entrant, identify: Viewer['identify']): void {
    if (isFull() || hasEnough(address, entrant)) return turnAway(socket, address);
    const viewer: Viewer = {
      socket,
      address,
      entrant,
      identify,
      revision: 0,
      snapshotBytes: 0,
      snapshotAt: 0,
      nextSnapshot: null,
      responsive: true,
      messages: new MessageLimit(),
    };
    viewers.add(viewer);
    socket.on('close', () => {
      viewers.delete(viewer);
      viewer.nextSnapshot?.();
    });
    socket.on('pong', () => {
      viewer.responsive = true;
    });
    socket.on('ping', (data) => {
      if (admitMessage(viewer)) socket.pong(data);
    });
    socket.on('message', (data, isBinary) => {
      if (admitMessage(viewer)) answer(viewer, data, isBinary);
    });
    sendSnapshot(viewer);
  }

  /** False when the viewer is on its way out or sends more than anybody needs. */
  function admitMessage(viewer: Viewer): boolean {
    if (viewer.socket.readyState !== viewer.socket.OPEN) return false;
    if (viewer.messages.admits(clock.monotonicNow())) return true;
    viewer.socket.close(POLICY_VIOLATION, 'too many messages');
    return false;
  }

  function answer(viewer: Viewer, data: RawData, isBinary: boolean): void {
    const request = isBinary || !Buffer.isBuffer(data) ? null : decodeSocketRequest(data.toString());
    switch (request?.type) {
      case undefined:
        viewer.socket.close(POLICY_VIOLATION, 'expected resync or ping');
        return;
      case 'key':
        recogniseViewer(viewer, request.key);
        return;
      case 'ping':
        send(viewer, bytesOf(heartbeat(viewer.revision)));
        return;
      case 'resync':
        resync(viewer);
        return;
    }
  }

  /** Somebody who was let in without a token is to lose this socket with the session that the page has. */
  function recogniseViewer(viewer: Viewer, key: string): void {
    const known = viewer.entrant.token === null ? viewer.identify(key) : null;
    if (known === null) viewer.socket.close(POLICY_VIOLATION, 'not the key of a session');
    else viewer.entrant = known;
  }

  function heartbeat(revision: number): ServerEvent {
    return { type: 'heartbeat', revision, at: clock.wallNow() };
  }

  function resync(viewer: Viewer): void {
    if (viewer.nextSnapshot !== null) return;
    const waitMs = viewer.snapshotAt + SNAPSHOT_SPACING_MS - clock.monotonicNow();
    if (waitMs <= 0) sendSnapshot(viewer);
    else viewer.nextSnapshot = clock.after(waitMs, () => sendSnapshot(viewer));
  }

  function sendSnapshot(viewer: Viewer, { revision, bytes }: SentSnapshot = currentSnapshot()): void {
    viewer.nextSnapshot?.();
    viewer.nextSnapshot = null;
    viewer.snapshotAt = clock.monotonicNow();
    send(viewer, bytes);
    viewer.revision = revision;
    viewer.snapshotBytes = bytes.length;
  }

  function currentSnapshot(): SharedSnapshot {
    const now = clock.monotonicNow();
    if (shared === null || now - shared.madeAt >= SNAPSHOT_SHARED_MS) {
      const snapshot = dashboard.snapshot();
      shared = { revision: snapshot.revision, bytes: bytesOf({ type: 'snapshot', snapshot }), madeAt: now };
    }
    return shared;
  }

  function broadcast(event: ServerEvent): void {
    if (event.type !== 'heartbeat') shared = null;
    if (viewers.size === 0) return;
    const bytes = bytesOf(event);
    for (const viewer of viewers) {
      if (event.type === 'snapshot') {
        sendSnapshot(viewer, { revision: event.snapshot.revision, bytes });
        continue;
      }
      if (event.type === 'changes') {
        // Already in the snapshot that it got in between.
        if (event.changes.revision <= viewer.revision) continue;
        viewer.revision = event.changes.revision;
      }
      send(viewer, bytes);
    }
  }

  function send(viewer: Viewer, bytes: Buffer): void {
    const { socket } = viewer;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_UNREAD_BYTES + viewer.snapshotBytes) {
      logger.warn('viewer dropped because it does not read', { unreadBytes: socket.bufferedAmount });
      // A close frame would wait behind what is unread.
      socket.terminate();
      return;
    }
    socket.send(bytes, { binary: false });
  }

  function pingAll(): void {
    cancelPing = clock.after(PING_INTERVAL_MS, pingAll);
    for (const viewer of viewers) {
      if (viewer.socket.readyState !== viewer.socket.OPEN) continue;
      if (viewer.entrant.session !== null) sessions.keepAwake(viewer.entrant.session);
      if (viewer.responsive) viewer.socket.ping();
      else viewer.socket.terminate();
      viewer.responsive = false;
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

function bytesOf(event: ServerEvent): Buffer {
  return Buffer.from(inertJson(event));
}

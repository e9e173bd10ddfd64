import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { decodeSocketRequest } from '../../shared/protocol/decode-client-request.ts';
import type { ServerEvent } from '../../shared/protocol/protocol.ts';
import type { Cancel, Clock, Dashboard, Logger } from '../ports.ts';
import { inertJson } from './inert-json.ts';
import { refuseConnection } from './response-headers.ts';

/** A team's tabs; each costs a copy of every change. */
const MAX_VIEWERS = 64;
/** A viewer sends two short words; nothing longer is read. */
const MAX_MESSAGE_BYTES = 4096;
const MAX_FRAGMENTS = 16;
/** Slower viewers are dropped: one stuck tab must not hold every change in memory. */
const MAX_UNREAD_BYTES = 1024 * 1024;
const MAX_MESSAGES = 20;
const MESSAGE_WINDOW_MS = 10_000;
const SNAPSHOT_SPACING_MS = 1000;
const PING_INTERVAL_MS = 30_000;
/** How long a viewer that is told goodbye may take to answer. */
const GOODBYE_MS = 1000;

/** Close codes of RFC 6455. */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;

interface Viewer {
  readonly socket: WebSocket;
  /** Of what it was sent last. */
  revision: number;
  /** A snapshot may be larger than the limit: what is unread may exceed it by that much. */
  snapshotBytes: number;
  snapshotAt: number;
  /** Set while a snapshot is asked for but the last one was just sent. */
  nextSnapshot: Cancel | null;
  responsive: boolean;
  messages: number;
  windowStartedAt: number;
}

interface LiveUpdates {
  readonly accept: (request: IncomingMessage, connection: Duplex, head: Buffer) => void;
  /** Says goodbye to every viewer; takes a second at most. */
  close(): Promise<void>;
}

export function startLiveUpdates(dashboard: Dashboard, clock: Clock, logger: Logger): LiveUpdates {
  const viewers = new Set<Viewer>();
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
  sockets.on('wsClientError', (_, connection) => refuseConnection(connection, 400));
  const unsubscribe = dashboard.subscribe(broadcast);
  let cancelPing = clock.after(PING_INTERVAL_MS, pingAll);

  function accept(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    if (viewers.size >= MAX_VIEWERS) {
      logger.warn('viewer refused', { viewers: viewers.size });
      refuseConnection(connection, 503);
      return;
    }
    sockets.handleUpgrade(request, connection, head, welcome);
  }

  function welcome(socket: WebSocket): void {
    const viewer: Viewer = {
      socket,
      revision: 0,
      snapshotBytes: 0,
      snapshotAt: 0,
      nextSnapshot: null,
      responsive: true,
      messages: 0,
      windowStartedAt: clock.monotonicNow(),
    };
    viewers.add(viewer);
    socket.on('close', () => {
      viewers.delete(viewer);
      viewer.nextSnapshot?.();
    });
    // What breaks the protocol or its limits: ws closes the socket with the fitting code.
    socket.on('error', (error) => logger.debug('viewer broke off', { error: error.message }));
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
    const now = clock.monotonicNow();
    if (now - viewer.windowStartedAt >= MESSAGE_WINDOW_MS) {
      viewer.windowStartedAt = now;
      viewer.messages = 0;
    }
    viewer.messages += 1;
    if (viewer.messages <= MAX_MESSAGES) return true;
    viewer.socket.close(POLICY_VIOLATION, 'too many messages');
    return false;
  }

  function answer(viewer: Viewer, data: RawData, isBinary: boolean): void {
    const request = isBinary || !Buffer.isBuffer(data) ? null : decodeSocketRequest(data.toString());
    switch (request?.type) {
      case undefined:
        viewer.socket.close(POLICY_VIOLATION, 'expected resync or ping');
        return;
      case 'ping':
        send(viewer, inertJson(heartbeat(viewer.revision)));
        return;
      case 'resync':
        resync(viewer);
        return;
    }
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

  function sendSnapshot(viewer: Viewer): void {
    const snapshot = dashboard.snapshot();
    const text = inertJson({ type: 'snapshot', snapshot } satisfies ServerEvent);
    viewer.nextSnapshot = null;
    viewer.snapshotAt = clock.monotonicNow();
    send(viewer, text);
    viewer.revision = snapshot.revision;
    viewer.snapshotBytes = Buffer.byteLength(text);
  }

  function broadcast(event: ServerEvent): void {
    if (viewers.size === 0) return;
    const text = inertJson(event);
    for (const viewer of viewers) {
      if (event.type === 'changes') {
        // Already in the snapshot that it got in between.
        if (event.changes.revision <= viewer.revision) continue;
        viewer.revision = event.changes.revision;
      }
      send(viewer, text);
    }
  }

  function send(viewer: Viewer, text: string): void {
    const { socket } = viewer;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_UNREAD_BYTES + viewer.snapshotBytes) {
      logger.warn('viewer dropped because it does not read', { unreadBytes: socket.bufferedAmount });
      // A close frame would wait behind what is unread.
      socket.terminate();
      return;
    }
    socket.send(text);
  }

  function pingAll(): void {
    cancelPing = clock.after(PING_INTERVAL_MS, pingAll);
    for (const viewer of viewers) {
      if (viewer.socket.readyState !== viewer.socket.OPEN) continue;
      if (viewer.responsive) viewer.socket.ping();
      else viewer.socket.terminate();
      viewer.responsive = false;
    }
  }

  async function close(): Promise<void> {
    unsubscribe();
    cancelPing();
    const goodbyes = [...viewers].map(
      ({ socket }) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
    );
    for (const { socket } of viewers) socket.close(GOING_AWAY, 'Bellwether is stopping');
    await Promise.all(goodbyes);
  }

  return { accept, close };
}

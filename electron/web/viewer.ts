import type { RawData, WebSocket } from 'ws';
import { decodeSocketRequest } from '../../shared/protocol/decode-client-request.ts';
import type { ServerEvent } from '../../shared/protocol/protocol.ts';
import type { Cancel, Clock } from '../ports.ts';
import type { Entrant } from './access-policy.ts';
import type { LiveMessage } from './live-message.ts';
import { MessageLimit } from './rate-limits.ts';
import type { ViewerOutlet } from './viewer-outlet.ts';
import { POLICY_VIOLATION } from './waiting-sockets.ts';

const SNAPSHOT_SPACING_MS = 1000;

/** A socket that has been opened. */
export interface Visit {
  readonly socket: WebSocket;
  readonly outlet: ViewerOutlet;
  readonly address: string;
  /** Who says this key. */
  readonly identify: (key: string) => Entrant | null;
}

/** What is the same for all viewers. */
export interface Outlook {
  readonly clock: Clock;
  /** Of right now. */
  snapshot(this: void): LiveMessage;
  messageOf(this: void, event: ServerEvent): LiveMessage;
}

/** One who looks on: what it is told, and what it may say. */
export class Viewer {
  readonly #visit: Visit;
  readonly #outlook: Outlook;
  readonly #messages = new MessageLimit();
  #entrant: Entrant;
  /** Of what it was sent last. */
  #revision = 0;
  #snapshotAt = 0;
  /** Set while a snapshot is asked for but the last one was just sent. */
  #nextSnapshot: Cancel | null = null;
  #responsive = true;

  constructor(visit: Visit, entrant: Entrant, outlook: Outlook) {
    this.#visit = visit;
    this.#entrant = entrant;
    this.#outlook = outlook;
    const { socket } = visit;
    socket.on('close', () => this.#nextSnapshot?.());
    socket.on('pong', () => {
      this.#responsive = true;
    });
    socket.on('ping', (data) => {
      if (this.#admitsMessage()) socket.pong(data);
    });
    socket.on('message', (data, isBinary) => {
      if (this.#admitsMessage()) this.#answer(data, isBinary);
    });
    this.#sendSnapshot();
  }

  get address(): string {
    return this.#visit.address;
  }

  get entrant(): Entrant {
    return this.#entrant;
  }

  get socket(): WebSocket {
    return this.#visit.socket;
  }

  tell(message: LiveMessage): void {
    const { event } = message;
    if (event.type === 'snapshot') return this.#sendSnapshot(message);
    if (event.type === 'changes') {
      // Already in the snapshot that it got in between.
      if (event.changes.revision <= this.#revision) return;
      this.#revision = event.changes.revision;
    }
    this.#visit.outlet.send(message);
  }

  /** Cut off when it did not answer the last one. */
  ping(): void {
    if (this.#responsive) this.socket.ping();
    else this.socket.terminate();
    this.#responsive = false;
  }

  /** False when the viewer is on its way out or sends more than anybody needs. */
  #admitsMessage(): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return false;
    if (this.#messages.admits(this.#outlook.clock.monotonicNow())) return true;
    this.socket.close(POLICY_VIOLATION, 'too many messages');
    return false;
  }

  #answer(data: RawData, isBinary: boolean): void {
    const request = isBinary || !Buffer.isBuffer(data) ? null : decodeSocketRequest(data.toString());
    switch (request?.type) {
      case undefined:
        this.socket.close(POLICY_VIOLATION, 'expected resync or ping');
        return;
      case 'key':
        this.#recognise(request.key);
        return;
      case 'ping':
        this.#sendHeartbeat();
        return;
      case 'resync':
        this.#resync();
        return;
    }
  }

  /** Somebody who was let in without a token is to lose this socket with the session that the page has. */
  #recognise(key: string): void {
    const known = this.#entrant.token === null ? this.#visit.identify(key) : null;
    if (known === null) this.socket.close(POLICY_VIOLATION, 'not the key of a session');
    else this.#entrant = known;
  }

  #sendHeartbeat(): void {
    const { clock, messageOf } = this.#outlook;
    const heartbeat = messageOf({ type: 'heartbeat', revision: this.#revision, at: clock.wallNow() });
    this.#visit.outlet.send(heartbeat);
  }

  #resync(): void {
    if (this.#nextSnapshot !== null) return;
    const { clock } = this.#outlook;
    const waitMs = this.#snapshotAt + SNAPSHOT_SPACING_MS - clock.monotonicNow();
    if (waitMs <= 0) this.#sendSnapshot();
    else this.#nextSnapshot = clock.after(waitMs, () => this.#sendSnapshot());
  }

  #sendSnapshot(message: LiveMessage = this.#outlook.snapshot()): void {
    this.#nextSnapshot?.();
    this.#nextSnapshot = null;
    this.#snapshotAt = this.#outlook.clock.monotonicNow();
    this.#visit.outlet.send(message);
    if (message.event.type === 'snapshot') this.#revision = message.event.snapshot.revision;
  }
}

import type { Socket } from 'node:net';
import type { Service } from '../../../shared/domain/service.ts';
import type { Cancel, Clock } from '../../ports.ts';
import { MAX_BODY_BYTES } from './answer-body.ts';
import type { Connection } from './connection.ts';
import type { IncomingAnswer } from './incoming-answer.ts';

/** Longer than any sane interval would keep file descriptors for services that are gone. */
const MAX_IDLE_MS = 600_000;
/** A name may have moved, a certificate may have been exchanged: what is new is seen after this long at most. */
const MAX_AGE_MS = 300_000;
/** How long the rest of an answer may take that was judged by its head. */
const REST_MS = 1000;

interface Idle {
  readonly connection: Connection;
  readonly stopWatching: () => void;
}

/** Idle connections of services that want theirs kept: at most one for each key. */
export class ConnectionPool {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #idle = new Map<string, Idle>();
  /** Whose answers are still coming. */
  readonly #waiting = new Set<Socket>();
  #closed = false;

  /** @param most connections, idle or with an answer that is still coming; beyond it the newest is closed. */
  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  take(key: string): Connection | null {
    const idle = this.#idle.get(key);
    if (idle === undefined) return null;
    this.#idle.delete(key);
    idle.stopWatching();
    const { connection } = idle;
    if (this.#isUsable(connection)) return connection;
    connection.socket.destroy();
    return null;
  }

  /** Keeps the connection when the rest of the answer, which nobody asked for, comes soon; closes it otherwise. */
  async keepOnceWhole(
    key: string,
    connection: Connection,
    answer: IncomingAnswer,
    { intervalMs, timeoutMs }: Pick<Service, 'intervalMs' | 'timeoutMs'>,
  ): Promise<void> {
    const { socket } = connection;
    const hasRoom = this.#idle.size + this.#waiting.size < this.#most;
    if (!answer.ended && !this.#closed && hasRoom) {
      const giveUp = () => {
        socket.destroy();
      };
      const cancel = this.#clock.after(Math.min(REST_MS, timeoutMs), giveUp);
      this.#waiting.add(socket);
      await answer.body(() => answer.size > MAX_BODY_BYTES).catch(() => {});
      cancel();
      this.#waiting.delete(socket);
    }
    answer.leave();
    // Outlives one interval, so that an unused connection of a service that is gone closes by itself.
    if (answer.ended && !answer.surplus) this.#keep(key, connection, intervalMs + 2 * timeoutMs);
    else socket.destroy();
  }

  #keep(key: string, connection: Connection, idleMs: number): void {
    if (this.#closed || this.#idle.has(key) || this.#idle.size >= this.#most || !this.#isUsable(connection)) {
      connection.socket.destroy();
      return;
    }
    const forget = () => {
      this.#idle.delete(key);
      stopWatching();
      connection.socket.destroy();
    };
    const stopWatching = watch(connection, this.#clock.after(Math.min(idleMs, MAX_IDLE_MS), forget), forget);
    this.#idle.set(key, { connection, stopWatching });
  }

  close(): void {
    this.#closed = true;
    this.drop();
    for (const socket of this.#waiting) socket.destroy();
  }

  /** Closes what is idle. */
  drop(): void {
    for (const { connection, stopWatching } of this.#idle.values()) {
      stopWatching();
      connection.socket.destroy();
    }
    this.#idle.clear();
  }

  #isUsable({ socket, openedAt, certificateExpiresAt }: Connection): boolean {
    const old = this.#clock.monotonicNow() - openedAt >= MAX_AGE_MS;
    const expired = certificateExpiresAt !== null && certificateExpiresAt <= this.#clock.wallNow();
    return !old && !expired && socket.readable && socket.writable;
  }
}

/** What comes unasked belongs to nobody: an answer that is longer than announced, or a farewell. */
function watch({ socket }: Connection, cancel: Cancel, forget: () => void): () => void {
  socket.on('data', forget);
  socket.on('close', forget);
  return () => {
    cancel();
    socket.off('data', forget);
    socket.off('close', forget);
  };
}

import { closeConnection } from './connection.ts';
import type { Connection } from './connection.ts';

/** As many idle connections as a generous list of services can use; beyond it the newest is closed. */
const MAX_IDLE_CONNECTIONS = 256;

/** Idle connections of services that want theirs kept: at most one for each key. */
export class ConnectionPool {
  readonly #idle = new Map<string, Connection>();

  take(key: string): Connection | null {
    const connection = this.#idle.get(key);
    if (connection === undefined) return null;
    this.#idle.delete(key);
    return connection.socket.destroyed ? null : connection;
  }

  keep(key: string, connection: Connection): void {
    this.#forgetClosed();
    if (this.#idle.has(key) || this.#idle.size >= MAX_IDLE_CONNECTIONS || connection.socket.destroyed) {
      closeConnection(connection);
    } else {
      this.#idle.set(key, connection);
    }
  }

  close(): void {
    for (const connection of this.#idle.values()) closeConnection(connection);
    this.#idle.clear();
  }

  #forgetClosed(): void {
    for (const [key, { socket }] of this.#idle) if (socket.destroyed) this.#idle.delete(key);
  }
}

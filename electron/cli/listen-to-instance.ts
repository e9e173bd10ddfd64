import type { RawData } from 'ws';
import { HEARTBEAT_MS } from '../../shared/protocol/protocol.ts';
import { replaceAlerts } from '../../shared/protocol/replace-alerts.ts';
import { openSocket, type InstanceAddress } from '../adapters/instance-address.ts';
import type { Cancel, Clock } from '../ports.ts';
import { SOCKET_EVENT, type AlertAnswer, type NotificationAnswer } from './decode-answers.ts';

const HANDSHAKE_MS = 5000;
/** A snapshot of a thousand services is 1 MB. */
const MAX_MESSAGE_BYTES = 8_000_000;
/** Two heartbeats and some patience. */
const SILENCE_MS = 2 * HEARTBEAT_MS + 5000;

export interface News {
  readonly at: number;
  /** All of them, whether they changed or not. */
  readonly alerts: readonly AlertAnswer[];
  readonly notifications: readonly NotificationAnswer[];
}

/** Hears live updates until the connection ends, falls silent or the signal is aborted; `true` when there were any. */
export function listenToInstance(
  address: InstanceAddress,
  clock: Clock,
  signal: AbortSignal,
  onNews: (news: News) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = openSocket(address, {
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: MAX_MESSAGE_BYTES,
    });
    let revision: number | null = null;
    let alerts: readonly AlertAnswer[] = [];
    let cancelSilence: Cancel = clock.after(SILENCE_MS, end);
    function end(): void {
      socket.terminate();
    }
    signal.addEventListener('abort', end);
    if (signal.aborted) end();

    socket.on('message', (data) => {
      cancelSilence();
      cancelSilence = clock.after(SILENCE_MS, end);
      const event = decode(data);
      if (event === null) return;
      switch (event.type) {
        case 'snapshot':
          revision = event.snapshot.revision;
          ({ alerts } = event.snapshot);
          onNews({ at: event.snapshot.at, alerts, notifications: [] });
          return;
        case 'changes': {
          const { changes } = event;
          // Changes that were missed are in the snapshot that is asked for here.
          if (revision !== null && changes.revision > revision + 1) socket.send('{"type":"resync"}');
          revision = changes.revision;
          alerts = replaceAlerts(alerts, changes.alerts);
          onNews({ at: changes.at, alerts, notifications: changes.notifications ?? [] });
          return;
        }
        case 'heartbeat':
          if (revision !== null && event.revision > revision) socket.send('{"type":"resync"}');
          return;
      }
    });
    // What went wrong is followed by `close`.
    socket.on('error', () => {});
    socket.on('close', () => {
      cancelSilence();
      signal.removeEventListener('abort', end);
      resolve(revision !== null);
    });
  });
}

function decode(data: RawData) {
  try {
    const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
    return SOCKET_EVENT.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

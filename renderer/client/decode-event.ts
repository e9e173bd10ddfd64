import type { WindowEvent } from '../../shared/protocol/desktop.ts';
import type { ServerEvent } from '../../shared/protocol/protocol.ts';
import { inert, isRecord, parseInert } from './inert.ts';

/* Only the frame is checked: the page comes from the same server and the same build, and reloads when that changes. */

/** Reads one message of the socket; `null` when it is none of ours. */
export function decodeEvent(text: unknown): ServerEvent | null {
  const message = typeof text === 'string' ? parseInert(text) : null;
  return isServerEvent(message) ? message : null;
}

/** Reads one message of the main process; `null` when it is none of ours. */
export function decodeWindowEvent(value: unknown): WindowEvent | null {
  const message = inert(value);
  return isServerEvent(message) || isDesktopEvent(message) ? message : null;
}

function isServerEvent(message: unknown): message is ServerEvent {
  if (!isRecord(message)) return false;
  const { type, snapshot, changes } = message;
  if (type === 'heartbeat') return isStamped(message);
  if (type === 'changes') {
    return isStamped(changes) && hasLists(changes, ['services']) && isRecord(changes['overview']);
  }
  return (
    type === 'snapshot' &&
    isStamped(snapshot) &&
    hasLists(snapshot, ['services', 'groups', 'alerts', 'notices']) &&
    isRecord(snapshot['instance']) &&
    isRecord(snapshot['overview']) &&
    isRecord(snapshot['recent'])
  );
}

function isDesktopEvent(message: unknown): message is Exclude<WindowEvent, ServerEvent> {
  if (!isRecord(message)) return false;
  const { type, desktop, place } = message;
  if (type === 'desktop') {
    return (
      isRecord(desktop) &&
      ['preferences', 'notifications', 'files', 'sharing'].every((part) => isRecord(desktop[part]))
    );
  }
  return type === 'open' && isPlace(place);
}

function isPlace(place: unknown): boolean {
  if (!isRecord(place)) return false;
  const { kind, id } = place;
  return kind === 'service' ? typeof id === 'string' : kind === 'services' || kind === 'settings';
}

function isStamped(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && Number.isSafeInteger(value['revision']) && Number.isFinite(value['at']);
}

function hasLists(value: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return names.every((name) => Array.isArray(value[name]));
}

import type { ServerEvent } from '../../shared/protocol/protocol.ts';

/**
 * Reads one message of the socket; `null` when it is none of ours.
 * Only the frame is checked: the page comes from the same server and the same build, and reloads when that changes.
 */
export function decodeEvent(text: unknown): ServerEvent | null {
  const message = typeof text === 'string' ? parseInert(text) : null;
  return isServerEvent(message) ? message : null;
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

/** Control characters, and those that turn the direction of what follows: text from a service may hold them. */
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Reads JSON with every such character made visible, as in `\u202e`; `null` when it is no JSON. */
export function parseInert(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? visible(value) : value));
  } catch {
    return null;
  }
}

function visible(text: string): string {
  return text.replaceAll(INVISIBLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStamped(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && Number.isSafeInteger(value['revision']) && Number.isFinite(value['at']);
}

function hasLists(value: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return names.every((name) => Array.isArray(value[name]));
}

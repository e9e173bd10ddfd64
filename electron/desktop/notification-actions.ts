import { quietUntil } from '../../shared/lib/quiet-choices.ts';
import type { Place } from '../../shared/protocol/desktop.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import { GROUP_CARD, MONITOR_CARD, noticeCard, serviceCard } from './notification-cards.ts';

/** What the buttons of an alarm say; their order is what the system answers with. */
export const ALARM_ACTIONS = ['Acknowledge', 'Silence 1 hour'] as const;

export const TEST_CARD = 'test';

/** Windows refuses longer ones. */
const MAX_SYSTEM_ID = 64;
const SERVICE_PREFIX = serviceCard('');
const NOTICE_PREFIX = noticeCard('');

/** The id under which the system knows a card: without its prefix where it is too long, which is unambiguous still. */
export function systemIdOf(card: string): string {
  return card.length > MAX_SYSTEM_ID ? card.slice(SERVICE_PREFIX.length) : card;
}

/** What a click on a card opens. */
export function placeOf(systemId: string): Place {
  const id = serviceOf(systemId);
  return id === null ? { kind: 'services' } : { kind: 'service', id };
}

/** What a button of an alarm asks for; `null` for a button that there is not. */
export function requestOf(systemId: string, action: number, now: number): OperatorRequest | null {
  const service = serviceOf(systemId);
  if (service === null) return null;
  const label = ALARM_ACTIONS[action];
  if (label === undefined) return null;
  switch (label) {
    case 'Acknowledge':
      return { type: 'acknowledge', service };
    case 'Silence 1 hour':
      return { type: 'silence', service, until: quietUntil('1h', now) };
  }
}

/**
 * The id in what Windows hands over when a card of an earlier run is answered: with a button such as `type=action&action=0&tag=service:orders`,
 * with a click nothing at all (Electron writes no `launch` into its cards). Electron documents the text as raw, so that
 * anything may be in it.
 */
export function systemIdIn(activation: string): string | null {
  const id = new URLSearchParams(activation).get('tag') ?? '';
  return /^[A-Za-z0-9:-]{1,64}$/.test(id) ? id : null;
}

function serviceOf(systemId: string): string | null {
  if ([MONITOR_CARD, GROUP_CARD, TEST_CARD].includes(systemId) || systemId.startsWith(NOTICE_PREFIX))
    return null;
  return systemId.startsWith(SERVICE_PREFIX) ? systemId.slice(SERVICE_PREFIX.length) : systemId;
}

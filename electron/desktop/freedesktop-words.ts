import type { CardLook } from './card-stand.ts';
import { ALARM_ACTIONS } from './notification-actions.ts';
import type { Card } from './notification-cards.ts';

/** The arguments of `Notify`, and how D-Bus calls their types. */
export interface NotifyWords {
  readonly signature: 'susssasa{sv}i';
  readonly body: readonly unknown[];
}

/** Of the file that `desktopName` in package.json names: by it desktops find icon and settings of a program. */
export const DESKTOP_ENTRY = 'bellwether-desktop';

/** The key of what a click on the card itself does, as the specification fixes it. */
const DEFAULT_ACTION = 'default';

const URGENCY = { normal: 1, critical: 2 };
/** Milliseconds: as long as the desktop likes, and until it is answered. */
const EXPIRES = { asUsual: -1, never: 0 };

/**
 * A card in the words of the Desktop Notifications Specification 1.2, for a service with these capabilities. `replaces` is the
 * number of the card whose place it takes, or 0.
 */
export function notifyWords(
  card: Card,
  replaces: number,
  capabilities: ReadonlySet<string>,
  { appIcon, sound }: CardLook,
): NotifyWords {
  const hints: Record<string, readonly [string, unknown]> = {
    urgency: ['y', card.critical ? URGENCY.critical : URGENCY.normal],
    category: ['s', card.alarmOf === null && !card.critical ? 'network' : 'network.error'],
    'desktop-entry': ['s', DESKTOP_ENTRY],
    // One card a service also over the end of a run that could not take its cards back, where the service knows tags (dunst).
    'x-dunst-stack-tag': ['s', `bellwether:${card.id}`],
    ...(sound ? {} : { 'suppress-sound': ['b', true] as const }),
  };
  return {
    signature: 'susssasa{sv}i',
    body: [
      'Bellwether',
      replaces,
      appIcon,
      card.title,
      capabilities.has('body-markup') ? withoutMarkup(card.body) : card.body,
      capabilities.has('actions') ? actionsOf(card) : [],
      Object.entries(hints),
      card.critical ? EXPIRES.never : EXPIRES.asUsual,
    ],
  };
}

/** The position of a button among those of an alarm, or the card itself; `null` for what was never offered. */
export function pressedOn(key: string): number | 'card' | null {
  if (key === DEFAULT_ACTION) return 'card';
  const index = ALARM_ACTIONS.findIndex((_, at) => keyOf(at) === key);
  return index === -1 ? null : index;
}

function actionsOf({ alarmOf }: Card): readonly string[] {
  const buttons = alarmOf === null ? [] : ALARM_ACTIONS.flatMap((label, index) => [keyOf(index), label]);
  return [DEFAULT_ACTION, 'Open', ...buttons];
}

function keyOf(index: number): string {
  return `button-${index}`;
}

/** A body is markup for services that say so, and what a service answers is not. */
function withoutMarkup(body: string): string {
  return body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

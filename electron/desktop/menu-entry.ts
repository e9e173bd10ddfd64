import { plainText } from '../../shared/lib/plain-text.ts';
import type { QuietChoice } from '../../shared/lib/quiet-choices.ts';
import type { Place } from '../../shared/protocol/desktop.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';

export type MenuAction =
  | { readonly kind: 'open'; readonly place: Place }
  | { readonly kind: 'change'; readonly request: OperatorRequest }
  /** When they end is computed at the click. */
  | { readonly kind: 'silence'; readonly service: string; readonly choice: QuietChoice }
  | { readonly kind: 'pause' | 'silence-all'; readonly choice: QuietChoice }
  | { readonly kind: 'set-start-at-login' | 'set-share'; readonly on: boolean }
  | {
      readonly kind: 'open-in-browser' | 'copy-link' | 'show-logs' | 'about' | 'open-update' | 'quit';
    };

/** Labels are as a menu takes them: `&&` shows one ampersand. */
export type MenuEntry =
  | { readonly kind: 'separator' }
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'command'; readonly label: string; readonly action: MenuAction }
  | {
      readonly kind: 'checkbox';
      readonly label: string;
      readonly checked: boolean;
      readonly action: MenuAction;
    }
  | { readonly kind: 'submenu'; readonly label: string; readonly entries: readonly MenuEntry[] };

const NAME_CHARACTERS = 60;

export const DASHBOARD: MenuAction = { kind: 'open', place: { kind: 'services' } };

export function bounded<Item>(
  items: readonly Item[],
  limit: number,
  entryOf: (item: Item) => MenuEntry,
): readonly MenuEntry[] {
  const entries = items.slice(0, limit).map(entryOf);
  return items.length > limit
    ? [...entries, command(`${items.length - limit} more ...`, DASHBOARD)]
    : entries;
}

export function nameOf(name: string): string {
  return plainText(name, NAME_CHARACTERS);
}

/** In a menu a single ampersand marks the letter to press. */
export function escaped(label: string): string {
  return label.replaceAll('&', '&&');
}

export function text(label: string): MenuEntry {
  return { kind: 'text', label: escaped(label) };
}

export function command(label: string, action: MenuAction): MenuEntry {
  return { kind: 'command', label: escaped(label), action };
}

export function change(label: string, request: OperatorRequest): MenuEntry {
  return command(label, { kind: 'change', request });
}

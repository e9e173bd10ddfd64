import { capitalised } from '../../shared/lib/capitalised.ts';
import type { OverallStatus } from '../../shared/domain/overview.ts';
import type { AlertView } from '../../shared/protocol/views.ts';

export const STATUS_WORDS: Readonly<Record<OverallStatus, string>> = {
  up: 'Up',
  degraded: 'Degraded',
  down: 'Down',
  unknown: 'Unknown',
  offline: 'Offline',
  paused: 'Paused',
  stale: 'Stale',
};

export const ALERT_WORDS: Readonly<Record<AlertView['state'] | 'inactive', string>> = {
  firing: 'Firing',
  pending: 'Pending',
  inactive: 'Inactive',
};

const SMALL_NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

export function numberWord(amount: number): string {
  return SMALL_NUMBERS[amount] ?? String(amount);
}

/** Messages come as one sentence without a full stop, in the middle of other words or alone. */
export function sentence(message: string): string {
  const text = capitalised(message);
  return /[.!?…]$/u.test(text) ? text : `${text}.`;
}

/** A member of a request, unless nothing was said. */
export function commented(comment: string): { readonly comment?: string } {
  return comment === '' ? {} : { comment };
}

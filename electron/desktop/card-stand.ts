import type { Result } from '../../shared/lib/result.ts';
import type { Card } from './notification-cards.ts';

/** Where cards are shown: one for each way in which a system does it. */
export interface CardStand {
  /** Whether the system shows any, as far as it says so; asked of it once a run. */
  isSupported(): boolean;
  /** Takes the place of the card that stands under its id. An error is one sentence. */
  show(card: Card): Promise<Result<void, string>>;
  /** Nothing happens when it does not stand. */
  dismiss(card: string): void;
  /** As in `NativeNotifier`. */
  takeActivations(): void;
  close(): void | Promise<void>;
}

/** What is the same for all cards. */
export interface CardLook {
  /** PNG. */
  readonly appIcon: string;
  readonly sound: boolean;
}

/** What a person does on a card. */
export interface CardAnswers {
  /** A click on the card with this id; `null` for one of which nothing is known. */
  onClick(this: void, card: string | null): void;
  /** `button` is its position among `ALARM_ACTIONS`. */
  onButton(this: void, card: string, button: number): void;
}

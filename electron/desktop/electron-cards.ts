import { Notification as SystemNotification, type NotificationConstructorOptions } from 'electron';
import { plainText } from '../../shared/lib/plain-text.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Clock } from '../ports.ts';
import type { CardAnswers, CardLook, CardStand } from './card-stand.ts';
import { ALARM_ACTIONS, systemIdIn, systemIdOf } from './notification-actions.ts';
import type { Card } from './notification-cards.ts';

export interface ElectronCardsParts extends CardAnswers {
  readonly clock: Clock;
  readonly platform: 'darwin' | 'win32';
  look(this: void): CardLook;
}

/** The system says at once whether it shows a card, or it never does. */
const CONFIRM_MS = 3000;
const FAULT_CHARACTERS = 200;

/** Cards by Electron's own notifications: not for Linux, where each call of them waits for another program. */
export function electronCards(parts: ElectronCardsParts): CardStand {
  const { clock, platform } = parts;
  /** By system id. A notification that nothing refers to is collected, and its clicks with it. */
  const standing = new Map<string, SystemNotification>();
  let supported: boolean | null = null;
  let closed = false;

  function show(card: Card): Promise<Result<void, string>> {
    const id = systemIdOf(card.id);
    // First, and not left to the system: a notification that is collected later would take its successor along.
    dismiss(id);
    const notification = new SystemNotification(optionsOf(card, id));
    standing.set(id, notification);
    notification.on('click', () => {
      parts.onClick(id);
    });
    notification.on('action', ({ actionIndex }) => {
      parts.onButton(id, actionIndex);
    });
    return new Promise((resolve) => {
      const settle = (outcome: Result<void, string>) => {
        cancel();
        resolve(outcome);
      };
      const cancel = clock.after(CONFIRM_MS, () => {
        settle(err('the system did not confirm that it shows notifications'));
      });
      notification.on('show', () => {
        settle(ok(undefined));
      });
      notification.on('failed', (_, error) => {
        settle(err(`the system does not show notifications: ${plainText(error, FAULT_CHARACTERS)}`));
      });
      notification.show();
    });
  }

  function optionsOf(card: Card, id: string): NotificationConstructorOptions {
    const { appIcon, sound } = parts.look();
    return {
      id,
      groupId: 'bellwether',
      title: card.title,
      body: card.body,
      silent: !sound,
      urgency: card.critical ? 'critical' : 'normal',
      timeoutType: card.critical ? 'never' : 'default',
      ...(platform === 'darwin' ? {} : { icon: appIcon }),
      ...(card.alarmOf === null ? {} : { actions: ALARM_ACTIONS.map((text) => ({ type: 'button', text })) }),
    };
  }

  function dismiss(id: string): void {
    standing.get(id)?.close();
    standing.delete(id);
  }

  // Asking may cost: a question to the person (macOS), an entry in the start menu (Windows).
  const isSupported = () => (supported ??= SystemNotification.isSupported());

  return {
    isSupported,
    show: (card) => (isSupported() ? show(card) : Promise.resolve(err('this system shows no notifications'))),
    dismiss: (card) => dismiss(systemIdOf(card)),
    takeActivations: () => {
      if (platform !== 'win32') return;
      SystemNotification.handleActivation((details) => {
        const id = systemIdIn(details.arguments);
        // Those of this run say it themselves.
        if (closed || (id !== null && standing.has(id))) return;
        if (details.type === 'action' && id !== null) parts.onButton(id, details.actionIndex ?? -1);
        else parts.onClick(id);
      });
    },
    // The next run replaces those that stand.
    close: () => {
      closed = true;
    },
  };
}

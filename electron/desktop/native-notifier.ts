import { Notification as SystemNotification, type NotificationConstructorOptions } from 'electron';
import type { ServiceId } from '../../shared/domain/service.ts';
import { plainText } from '../../shared/lib/plain-text.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Place } from '../../shared/protocol/desktop.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import type { Clock, Notifier } from '../ports.ts';
import {
  ALARM_ACTIONS,
  placeOf,
  requestOf,
  systemIdIn,
  systemIdOf,
  TEST_CARD,
} from './notification-actions.ts';
import { nextCards, NO_CARDS, noticeCard, type Card } from './notification-cards.ts';

export interface NativeNotifierParts {
  readonly clock: Clock;
  /** Of the engine, epoch ms. */
  now(this: void): number;
  isDown(this: void, service: ServiceId): boolean;
  readonly platform: NodeJS.Platform;
  /** A picture for the desktops that do not know the one of the program. */
  readonly appIcon: string;
  sound(this: void): boolean;
  /** `null` where it is not known which card was clicked. */
  open(this: void, place: Place | null): void;
  change(this: void, request: OperatorRequest): void;
  /** Why the latest card could not be shown; `null` when it could. */
  onOutcome(this: void, fault: string | null): void;
}

export interface NativeNotifier extends Notifier {
  /**
   * From now on clicks on cards of earlier runs are handed over, first of all the one that started the program
   * (Windows). To be called once there is something to open.
   */
  takeActivations(): void;
  /** Shows a card to try it out. */
  test(): Promise<Result<void, string>>;
  close(): void;
}

/** The system says at once whether it shows a card, or it never does. */
const CONFIRM_MS = 3000;
const FAULT_CHARACTERS = 200;

export function nativeNotifier(parts: NativeNotifierParts): NativeNotifier {
  const { clock, platform } = parts;
  /** By system id. A notification that nothing refers to is collected, and its clicks with it. */
  const standing = new Map<string, SystemNotification>();
  let cards = NO_CARDS;
  let closed = false;

  async function tell(card: Card): Promise<Result<void, string>> {
    const outcome = SystemNotification.isSupported()
      ? await show(card)
      : err('this system shows no notifications');
    parts.onOutcome(outcome.ok ? null : outcome.error);
    return outcome;
  }

  function show(card: Card): Promise<Result<void, string>> {
    const id = systemIdOf(card.id);
    // First, and not left to the system: a notification that is collected later would take its successor along.
    dismiss(id);
    const notification = new SystemNotification(optionsOf(card, id));
    standing.set(id, notification);
    notification.on('click', () => {
      parts.open(placeOf(id));
    });
    notification.on('action', ({ actionIndex }) => {
      request(id, actionIndex);
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
    const onMac = platform === 'darwin';
    const hasActions = card.alarmOf !== null && (onMac || platform === 'win32');
    return {
      id,
      groupId: 'bellwether',
      title: card.title,
      body: platform === 'linux' ? withoutMarkup(card.body) : card.body,
      silent: !parts.sound(),
      urgency: card.critical ? 'critical' : 'normal',
      timeoutType: card.critical ? 'never' : 'default',
      ...(onMac ? {} : { icon: parts.appIcon }),
      ...(hasActions ? { actions: ALARM_ACTIONS.map((text) => ({ type: 'button', text })) } : {}),
    };
  }

  function request(id: string, action: number): void {
    const wanted = requestOf(id, action, parts.now());
    if (wanted !== null) parts.change(wanted);
  }

  function dismiss(id: string): void {
    standing.get(id)?.close();
    standing.delete(id);
  }

  return {
    name: 'desktop',
    deliver: (notification) => {
      const { serviceId } = notification;
      const isDown = serviceId !== null && parts.isDown(serviceId);
      const next = nextCards(cards, notification, isDown, clock.monotonicNow());
      cards = next.cards;
      for (const id of next.close) dismiss(systemIdOf(id));
      return tell(next.show);
    },
    takeBack: (noticeId) => {
      dismiss(systemIdOf(noticeCard(noticeId)));
    },
    takeActivations: () => {
      if (platform !== 'win32') return;
      SystemNotification.handleActivation((details) => {
        const id = systemIdIn(details.arguments);
        // Those of this run say it themselves.
        if (closed || (id !== null && standing.has(id))) return;
        if (details.type === 'action' && id !== null) request(id, details.actionIndex ?? -1);
        else parts.open(id === null ? null : placeOf(id));
      });
    },
    test: () =>
      tell({
        id: TEST_CARD,
        title: 'Bellwether can tell you',
        body: 'This is how you hear that a service is down.',
        critical: false,
        alarmOf: null,
      }),
    close: () => {
      closed = true;
      // Elsewhere the next run replaces them; here nobody could answer a click or take back an alarm.
      if (platform === 'linux') for (const id of standing.keys()) dismiss(id);
    },
  };
}

/** On Linux the body is markup, and what a service answers is not. */
function withoutMarkup(body: string): string {
  return body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

import type { ServiceId } from '../../shared/domain/service.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { Place } from '../../shared/protocol/desktop.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import type { Clock, Notifier } from '../ports.ts';
import { sessionBusSockets } from './bus-address.ts';
import { electronCards } from './electron-cards.ts';
import { freedesktopCards } from './freedesktop-cards.ts';
import { placeOf, requestOf, TEST_CARD } from './notification-actions.ts';
import { nextCards, NO_CARDS, noticeCard, type Card } from './notification-cards.ts';

export interface NativeNotifierParts {
  readonly clock: Clock;
  /** Of the engine, epoch ms. */
  now(this: void): number;
  isDown(this: void, service: ServiceId): boolean;
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** A picture for the desktops that do not know the one of the program. */
  readonly appIcon: string;
  sound(this: void): boolean;
  /** As in `Preferences`. */
  alarmsStay(this: void): boolean;
  /** `null` where it is not known which card was clicked. */
  open(this: void, place: Place | null): void;
  change(this: void, request: OperatorRequest): void;
  /** Why the latest card could not be shown; `null` when it could. */
  onOutcome(this: void, fault: string | null): void;
}

export interface NativeNotifier extends Notifier {
  /** Whether the system shows notifications at all, as far as it says so. */
  isSupported(): boolean;
  /**
   * From now on clicks on cards of earlier runs are handed over, first of all the one that started the program
   * (Windows). To be called once there is something to open.
   */
  takeActivations(): void;
  /** Shows a card to try it out. */
  test(): Promise<Result<void, string>>;
  close(): void | Promise<void>;
}

export function nativeNotifier(parts: NativeNotifierParts): NativeNotifier {
  const { clock, platform } = parts;
  let cards = NO_CARDS;
  const common = {
    clock,
    look: () => ({ appIcon: parts.appIcon, sound: parts.sound() }),
    onClick: (id: string | null) => parts.open(id === null ? null : placeOf(id)),
    onButton: (id: string, button: number) => {
      const wanted = requestOf(id, button, parts.now());
      if (wanted !== null) parts.change(wanted);
    },
  };
  const stand =
    platform === 'darwin' || platform === 'win32'
      ? electronCards({ ...common, platform })
      : freedesktopCards({
          ...common,
          look: () => ({ ...common.look(), appIcon: outsideArchive(parts.appIcon) }),
          sockets: sessionBusSockets(parts.environment),
          onShownLate: () => parts.onOutcome(null),
        });

  async function tell(card: Card): Promise<Result<void, string>> {
    // Systems keep what is critical until it is answered.
    const outcome = await stand.show({ ...card, critical: card.critical && parts.alarmsStay() });
    parts.onOutcome(outcome.ok ? null : outcome.error);
    return outcome;
  }

  return {
    name: 'desktop',
    deliver: (notification) => {
      const { serviceId } = notification;
      const isDown = serviceId !== null && parts.isDown(serviceId);
      const next = nextCards(cards, notification, isDown, clock.monotonicNow());
      cards = next.cards;
      for (const id of next.close) stand.dismiss(id);
      return tell(next.show);
    },
    takeBack: (noticeId) => stand.dismiss(noticeCard(noticeId)),
    isSupported: () => stand.isSupported(),
    takeActivations: () => stand.takeActivations(),
    test: () =>
      tell({
        id: TEST_CARD,
        title: 'Bellwether can tell you',
        body: 'This is how you hear that a service is down.',
        critical: false,
        alarmOf: null,
      }),
    close: () => stand.close(),
  };
}

/** Other programs cannot look into the archive of a package; what they read is packed beside it (`asarUnpack` of the packager). */
function outsideArchive(path: string): string {
  return path.replace(/\bapp\.asar(?=\/)/, 'app.asar.unpacked');
}

import { idOf, type NotificationService } from '../fakes/notification-service.ts';
import type { Command, NotificationReport } from './electron-double/messages.ts';

/* On Linux no Electron is between the program and the service that shows its cards: the same reports and commands for both. */

export function cardReports({ cards }: NotificationService): readonly NotificationReport[] {
  return cards.map((card, index) => ({
    index,
    id: idOf(card),
    title: card.title,
    body: card.body,
    silent: card.hints['suppress-sound'] === true,
    urgency: card.hints['urgency'] === 2 ? 'critical' : 'normal',
    actions: card.actions.filter((_, at) => at % 2 === 1 && card.actions[at - 1] !== 'default'),
    closed: card.closed,
    shownAt: card.at,
  }));
}

/** As a person answers it; a button that there is not is one of another program. */
export function takeAnswer(
  service: NotificationService,
  { index, event, action = -1 }: Extract<Command, { do: 'notification' }>,
): void {
  const card = service.cards[index];
  if (card === undefined) throw new Error(`no card ${index} was shown`);
  const keys = card.actions.filter((key, at) => at % 2 === 0 && key !== 'default');
  service.press(card.number, event === 'click' ? 'default' : (keys[action] ?? `none-${action}`));
}

export function setService(
  service: NotificationService,
  { notificationsFail, notificationsHang }: Extract<Command, { do: 'set' }>,
): void {
  if (notificationsFail !== undefined) service.refusal = notificationsFail;
  if (notificationsHang === true) service.hang('Notify');
  if (notificationsHang === false) service.resume();
}

import type { History } from '../../electron/ports.ts';
import type { NotificationRecord } from '../../shared/domain/notification.ts';

/** The oldest first. */
export function allNotifications(history: History): readonly NotificationRecord[] {
  const all: NotificationRecord[] = [];
  let before: string | undefined;
  do {
    const page = history.notifications({ now: Date.now(), limit: 100, before });
    all.unshift(...page.items.toReversed());
    before = page.next ?? undefined;
  } while (before !== undefined);
  return all;
}

import type { NotificationView } from '../../shared/protocol/views.ts';

/** A notification that the system could not show. */
export interface Toast {
  /** One a service: the recovery replaces the alarm. */
  readonly key: string;
  readonly service: string | null;
  readonly status: 'down' | 'degraded' | 'up' | 'unknown';
  /** Interrupts a screen reader. */
  readonly urgent: boolean;
  readonly title: string;
  readonly body: string;
}

/** More would hide the page. */
const MOST = 3;

/** The newest come last. `fault` is why the system shows none at all now. */
export function nextToasts(
  toasts: readonly Toast[],
  notifications: readonly NotificationView[],
  fault: string | null,
): readonly Toast[] {
  const untold = new Map(
    notifications
      .filter(({ delivered }) => delivered === false || (delivered === 'unknown' && fault !== null))
      .map(toastOf)
      .map((toast) => [toast.key, toast]),
  );
  if (untold.size === 0) return toasts;
  return [...toasts.filter(({ key }) => !untold.has(key)), ...untold.values()].slice(-MOST);
}

function toastOf({ id, service, severity, reason, title, body }: NotificationView): Toast {
  const resolved = reason === 'resolved';
  return {
    key: service ?? id,
    service,
    status: resolved ? 'up' : STATUS[severity],
    urgent: severity === 'critical' && !resolved,
    title,
    body,
  };
}

const STATUS = { critical: 'down', warning: 'degraded', info: 'unknown' } as const;

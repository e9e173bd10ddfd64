import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { guard } from './guard.ts';
import { answers, recorder } from './recorder.ts';

const notifications: Notification[] = [];

export class Notification extends EventEmitter implements Pick<Electron.Notification, 'show' | 'close'> {
  readonly #options: Electron.NotificationConstructorOptions;
  readonly index = notifications.push(this) - 1;
  constructor(options: Electron.NotificationConstructorOptions) {
    super();
    this.#options = options;
  }
  static isSupported(): boolean {
    return true;
  }
  static handleActivation(): void {
    recorder.calls.push('Notification.handleActivation');
  }
  show(): void {
    const { id, title, body, silent, urgency, actions } = this.#options;
    recorder.notifications.push({
      index: this.index,
      id: id ?? '',
      title: title ?? '',
      body: body ?? '',
      silent: silent === true,
      urgency: urgency ?? 'normal',
      actions: (actions ?? []).map(({ text }) => text ?? ''),
      closed: false,
      shownAt: performance.timeOrigin + performance.now(),
    });
    if (recorder.notificationsHang) return;
    const failure = recorder.notificationsFail;
    setImmediate(() => {
      if (failure === null) this.emit('show', {});
      else this.emit('failed', {}, failure);
    });
  }
  close(): void {
    recorder.notifications = recorder.notifications.map((shown) =>
      shown.index === this.index ? { ...shown, closed: true } : shown,
    );
  }
}
Notification satisfies Pick<typeof Electron.Notification, 'isSupported' | 'handleActivation'>;
guard('notification', Notification.prototype);

answers({
  notification: ({ index, event, action }) =>
    notifications[index]?.emit(event, { actionIndex: action ?? -1 }),
});

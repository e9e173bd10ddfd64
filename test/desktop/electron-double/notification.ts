import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { guard } from './guard.ts';
import { needsReady } from './readiness.ts';
import { answers, recorder } from './recorder.ts';

type OnActivation = Parameters<typeof Electron.Notification.handleActivation>[0];

const notifications: Notification[] = [];
let onActivation: OnActivation | null = null;

/** Electron's cards have no `launch`: a click on one that nobody holds any more says nothing of it. */
function asWindowsTells(details: Electron.ActivationArguments): Electron.ActivationArguments {
  if (details.type === 'click' && details.arguments !== '')
    throw new Error('Windows hands over nothing with a click');
  return details;
}

/**
 * On Linux Electron calls another program for each of these, and waits: one that hangs holds the thread for minutes, and
 * with it everything. Product code has no business here on Linux.
 */
function refuseOnLinux(call: string): void {
  if (process.platform !== 'linux') return;
  recorder.calls.push(`blocked in Notification.${call}`);
  throw new Error(`Notification.${call} waits for the notification service on the main thread`);
}

export class Notification extends EventEmitter implements Pick<Electron.Notification, 'show' | 'close'> {
  readonly #options: Electron.NotificationConstructorOptions;
  readonly index = notifications.push(this) - 1;
  constructor(options: Electron.NotificationConstructorOptions) {
    super();
    needsReady('Cannot create Notification before app is ready');
    for (const name of ['id', 'groupId'] as const)
      if (process.platform === 'win32' && (options[name] ?? '').length > 64)
        throw new TypeError(`Notification ${name} must be at most 64 characters on Windows`);
    this.#options = options;
  }
  static isSupported(): boolean {
    refuseOnLinux('isSupported');
    recorder.calls.push('Notification.isSupported');
    return recorder.notificationsSupported;
  }
  static handleActivation(callback: OnActivation): void {
    recorder.calls.push('Notification.handleActivation');
    onActivation = callback;
    // A program that an answer has started is told of it at once.
    const first = process.env['DOUBLE_ACTIVATION'];
    if (first !== undefined) callback(asWindowsTells(JSON.parse(first) as Electron.ActivationArguments));
  }
  /** As a person answers it; Windows tells the program as a whole of a button, too. */
  answer(event: 'click' | 'action', actionIndex: number): void {
    this.emit(event, { actionIndex });
    if (process.platform !== 'win32' || event === 'click') return;
    const words = `type=action&action=${actionIndex}&tag=${this.#options.id ?? ''}`;
    onActivation?.({ type: 'action', arguments: words, actionIndex });
  }
  show(): void {
    refuseOnLinux('show');
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
    refuseOnLinux('close');
    recorder.notifications = recorder.notifications.map((shown) =>
      shown.index === this.index ? { ...shown, closed: true } : shown,
    );
  }
}
Notification satisfies Pick<typeof Electron.Notification, 'isSupported' | 'handleActivation'>;
guard('notification', Notification.prototype);

answers({
  notification: ({ index, event, action }) => notifications[index]?.answer(event, action ?? -1),
  activate: ({ details }) => onActivation?.(asWindowsTells(details)),
});

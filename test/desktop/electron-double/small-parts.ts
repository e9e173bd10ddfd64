import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type * as Electron from 'electron';
import type { MenuItemReport } from './messages.ts';
import { answers, recorder } from './recorder.ts';

type Template = readonly Electron.MenuItemConstructorOptions[];

export class Menu {
  readonly template: Template;
  constructor(template: Template) {
    this.template = template;
  }
  static buildFromTemplate(template: Template): Menu {
    return new Menu(template);
  }
  static setApplicationMenu(menu: Menu | null): void {
    recorder.calls.push(`Menu.setApplicationMenu ${menu === null ? 'null' : 'menu'}`);
  }
}

function reportOf(template: Template): readonly MenuItemReport[] {
  return template.map(({ label, type, enabled, checked, submenu }) => ({
    label: label ?? '',
    type: type ?? (submenu === undefined ? 'normal' : 'submenu'),
    enabled: enabled !== false,
    checked: checked === true,
    submenu: Array.isArray(submenu) ? reportOf(submenu) : [],
  }));
}

export class Tray extends EventEmitter implements Pick<Electron.Tray, 'setToolTip' | 'setTitle' | 'destroy'> {
  menu: Menu | null = null;
  readonly record;
  constructor(image: string) {
    super();
    readFileSync(image);
    this.record = {
      icon: image,
      tooltip: '',
      title: '',
      draws: 1,
      destroyed: false,
      menu: () => reportOf(this.menu?.template ?? []),
    };
    recorder.trays.push(this.record);
    trays.push(this);
  }
  #draw(): void {
    if (recorder.trayBroken) {
      recorder.trayBroken = false;
      throw new Error('the tray is broken');
    }
    this.record.draws += 1;
    process.send?.({ drawnAt: performance.timeOrigin + performance.now() });
  }
  setImage(image: string): void {
    readFileSync(image);
    this.record.icon = image;
    this.#draw();
  }
  setToolTip(text: string): void {
    this.record.tooltip = text;
    this.#draw();
  }
  setTitle(text: string): void {
    this.record.title = text;
    this.#draw();
  }
  setContextMenu(menu: Menu | null): void {
    recorder.calls.push('tray.setContextMenu');
    this.menu = menu;
    this.#draw();
  }
  popUpContextMenu(menu?: Menu): void {
    recorder.calls.push('tray.popUpContextMenu');
    this.menu = menu ?? this.menu;
  }
  setIgnoreDoubleClickEvents(): void {}
  destroy(): void {
    this.record.destroyed = true;
  }
}
const trays: Tray[] = [];

export class Notification extends EventEmitter {
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
const notifications: Notification[] = [];

function itemAt(
  template: Template,
  [label, ...rest]: readonly string[],
): Electron.MenuItemConstructorOptions {
  const item = template.find((candidate) => candidate.label === label);
  if (item === undefined)
    throw new Error(`the menu has no "${label}": ${template.map((other) => other.label ?? '-').join(' | ')}`);
  if (rest.length === 0) return item;
  return itemAt(Array.isArray(item.submenu) ? item.submenu : [], rest);
}

answers({
  'click-menu': ({ path }) => {
    const menu = trays.at(-1)?.menu ?? null;
    if (menu === null) throw new Error('the tray has no menu');
    const item = itemAt(menu.template, path);
    if (item.enabled === false) throw new Error(`"${path.join(' > ')}" is disabled`);
    (item.click as (() => void) | undefined)?.();
  },
  'click-tray': ({ button }) => trays.at(-1)?.emit(button === 'left' ? 'click' : 'right-click'),
  notification: ({ index, event, action }) =>
    notifications[index]?.emit(event, { actionIndex: action ?? -1 }),
  power: ({ event }) => powerMonitor.emit(event),
  'break-tray': () => {
    recorder.trayBroken = true;
  },
  set: ({ online, dark, notificationsFail, openDialog }) => {
    if (online !== undefined) recorder.online = online;
    if (notificationsFail !== undefined) recorder.notificationsFail = notificationsFail;
    if (openDialog !== undefined) recorder.openDialog = openDialog;
    if (dark === undefined) return;
    theme.shouldUseDarkColors = dark;
    theme.shouldUseDarkColorsForSystemIntegratedUI = dark;
    theme.emit('updated');
  },
});

export const powerMonitor = new EventEmitter();

const theme = Object.assign(new EventEmitter(), {
  shouldUseDarkColors: false,
  shouldUseDarkColorsForSystemIntegratedUI: false,
});
export { theme as nativeTheme };

export const net = { isOnline: () => recorder.online } satisfies Pick<typeof Electron.net, 'isOnline'>;

const display = { id: 1, workArea: { x: 0, y: 0, width: 1600, height: 1000 } };
export const screen = {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
  getDisplayMatching: () => display,
};

export const clipboard = {
  writeText: (text: string) => {
    recorder.clipboard = text;
    return Promise.resolve();
  },
};

export const dialog = {
  showErrorBox: (title: string, content: string) => {
    recorder.errorBoxes.push(`${title}: ${content}`);
  },
  showMessageBox: ({ message, detail }: Electron.MessageBoxOptions) => {
    recorder.messageBoxes.push(`${message}: ${detail ?? ''}`);
    return Promise.resolve({ response: 1, checkboxChecked: false });
  },
  showOpenDialog: () =>
    Promise.resolve({
      canceled: recorder.openDialog === null,
      filePaths: recorder.openDialog === null ? [] : [recorder.openDialog],
    }),
};

export const shell = {
  openExternal: (url: string) => {
    recorder.opened.push(url);
    return Promise.resolve();
  },
  showItemInFolder: (path: string) => {
    recorder.shownFiles.push(path);
  },
  openPath: (path: string) => {
    recorder.shownFiles.push(path);
    return Promise.resolve('');
  },
};

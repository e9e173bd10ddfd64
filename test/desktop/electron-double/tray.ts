import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type * as Electron from 'electron';
import { guard } from './guard.ts';
import { application } from './app-menu.ts';
import type { MenuItemReport } from './messages.ts';
import { MenuItem, type Template } from './menu-item.ts';
import { needsReady } from './readiness.ts';
import { answers, recorder } from './recorder.ts';

export class Menu extends EventEmitter {
  readonly items: readonly MenuItem<Menu>[];
  constructor(template: Template) {
    super();
    if (!Array.isArray(template))
      throw new TypeError('Invalid template for Menu: Menu template must be an array');
    this.items = template.map((options) => new MenuItem(options, (inner) => new Menu(inner)));
  }
  static buildFromTemplate(template: Template): Menu {
    return new Menu(template);
  }
  static setApplicationMenu(menu: Menu | null): void {
    application.menu = menu;
  }
}
guard('menu', Menu.prototype);

function reportOf(menu: Menu | null): readonly MenuItemReport[] {
  return (menu?.items ?? []).map(({ label, type, enabled, checked, submenu }) => ({
    label,
    type,
    enabled,
    checked,
    submenu: reportOf(submenu ?? null),
  }));
}

type KnownTray = Pick<
  Electron.Tray,
  | 'setImage'
  | 'setToolTip'
  | 'setTitle'
  | 'setContextMenu'
  | 'popUpContextMenu'
  | 'setIgnoreDoubleClickEvents'
  | 'destroy'
>;

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export class Tray extends EventEmitter implements KnownTray {
  /** As it was set (Linux) or popped up last. */
  menu: Menu | null = null;
  /** A person has it before him. */
  open = false;
  readonly record;
  constructor(...words: readonly [image: string, guid?: string]) {
    super();
    needsReady('Cannot create Tray before app is ready');
    const [image, guid] = words;
    if (process.platform === 'win32' && words.length > 1 && !GUID.test(guid ?? ''))
      throw new Error('Invalid GUID format');
    readFileSync(image);
    this.record = {
      icon: image,
      guid: guid ?? null,
      tooltip: '',
      title: '',
      draws: 1,
      destroyed: false,
      menu: () => reportOf(this.menu),
      menuOpen: () => this.open,
    };
    recorder.trays.push(this.record);
    trays.push(this);
  }
  #draw(): void {
    if (recorder.trayBroken) {
      recorder.trayBroken = false;
      throw new Error('the tray is broken');
    }
    if (this.record.destroyed) throw new Error('Tray is destroyed');
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
  /** On Linux whoever shows it loses what was open of the one before. */
  setContextMenu(menu: Electron.Menu | null): void {
    if (menu !== null && !(menu instanceof Menu)) throw new TypeError('Must pass Menu or null');
    recorder.calls.push('tray.setContextMenu');
    this.menu = menu;
    this.open = false;
    this.#draw();
  }
  popUpContextMenu(menu?: Electron.Menu): void {
    if (process.platform === 'linux') throw new Error("Electron's popUpContextMenu does nothing on Linux");
    if (this.record.destroyed) throw new Error('Tray is destroyed');
    recorder.calls.push('tray.popUpContextMenu');
    this.closeMenu();
    this.menu = (menu as Menu | undefined) ?? this.menu;
    this.openMenu();
  }
  openMenu(): void {
    this.open = true;
    this.menu?.emit('menu-will-show');
  }
  /** Linux says nothing of it. */
  closeMenu(): void {
    if (!this.open) return;
    this.open = false;
    if (process.platform !== 'linux') this.menu?.emit('menu-will-close');
  }
  setIgnoreDoubleClickEvents(ignore: boolean): void {
    recorder.calls.push(`tray.setIgnoreDoubleClickEvents ${String(ignore)}`);
  }
  destroy(): void {
    this.record.destroyed = true;
    process.send?.({ trayDestroyed: true });
  }
}
guard('tray', Tray.prototype);
const trays: Tray[] = [];

function current(): Tray {
  const tray = trays.findLast(({ record }) => !record.destroyed);
  if (tray === undefined) throw new Error('there is no tray');
  return tray;
}

/** Opens each menu on the way, as a hand with a mouse does. */
function itemAt(menu: Menu, [label, ...rest]: readonly string[]): MenuItem<Menu> {
  const item = menu.items.find((candidate) => candidate.label === label);
  if (item === undefined)
    throw new Error(
      `the menu has no "${label}": ${menu.items.map((other) => other.label || '-').join(' | ')}`,
    );
  if (rest.length === 0) return item;
  if (item.submenu === undefined) throw new Error(`"${label}" is no submenu`);
  item.submenu.emit('menu-will-show');
  return itemAt(item.submenu, rest);
}

answers({
  'click-menu': ({ path }) => {
    const tray = current();
    const { menu } = tray;
    if (menu === null) throw new Error('the tray has no menu');
    // Elsewhere it stays as it was popped up until it is closed.
    if (process.platform === 'linux') tray.openMenu();
    else if (!tray.open) throw new Error('the menu is closed: click the tray with the right button first');
    const item = itemAt(menu, path);
    if (!item.enabled) throw new Error(`"${path.join(' > ')}" is disabled`);
    tray.closeMenu();
    item.click();
  },
  'open-menu': ({ path }) => {
    const tray = current();
    tray.openMenu();
    const item = path.length > 0 && tray.menu !== null ? itemAt(tray.menu, path) : null;
    item?.submenu?.emit('menu-will-show');
  },
  'click-tray': ({ button }) => {
    const tray = current();
    // There the right button is for the program that shows the icon, which opens the menu that it was given.
    if (button === 'right' && process.platform === 'linux') tray.openMenu();
    else tray.emit(button === 'left' ? 'click' : 'right-click');
  },
  'break-tray': () => {
    recorder.trayBroken = true;
  },
});

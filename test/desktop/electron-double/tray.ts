import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type * as Electron from 'electron';
import { guard } from './guard.ts';
import type { MenuItemReport } from './messages.ts';
import { answers, recorder } from './recorder.ts';

type Template = readonly (Electron.MenuItemConstructorOptions | Electron.MenuItem)[];

const templates = new WeakMap<object, Template>();
const templateOf = (menu: object | null): Template => (menu === null ? [] : (templates.get(menu) ?? []));

export class Menu extends EventEmitter {
  constructor(template: Template) {
    super();
    templates.set(this, template);
  }
  static buildFromTemplate(template: Template): Menu {
    return new Menu(template);
  }
  static setApplicationMenu(menu: Electron.Menu | null): void {
    recorder.calls.push(`Menu.setApplicationMenu ${menu === null ? 'null' : 'menu'}`);
  }
}
guard('menu', Menu.prototype);

function reportOf(template: Template): readonly MenuItemReport[] {
  return template.map(({ label, type, enabled, checked, submenu }) => ({
    label: label ?? '',
    type: type ?? (submenu === undefined ? 'normal' : 'submenu'),
    enabled: enabled !== false,
    checked: checked === true,
    submenu: Array.isArray(submenu) ? reportOf(submenu) : [],
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

export class Tray extends EventEmitter implements KnownTray {
  menu: Electron.Menu | null = null;
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
      menu: () => reportOf(templateOf(this.menu)),
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
  setContextMenu(menu: Electron.Menu | null): void {
    recorder.calls.push('tray.setContextMenu');
    this.menu = menu;
    this.#draw();
  }
  popUpContextMenu(menu?: Electron.Menu): void {
    recorder.calls.push('tray.popUpContextMenu');
    this.menu = menu ?? this.menu;
  }
  setIgnoreDoubleClickEvents(ignore: boolean): void {
    recorder.calls.push(`tray.setIgnoreDoubleClickEvents ${String(ignore)}`);
  }
  destroy(): void {
    this.record.destroyed = true;
  }
}
guard('tray', Tray.prototype);
const trays: Tray[] = [];

function itemAt(template: Template, [label, ...rest]: readonly string[]): Template[number] {
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
    const item = itemAt(templateOf(menu), path);
    if (item.enabled === false) throw new Error(`"${path.join(' > ')}" is disabled`);
    (item.click as (() => void) | undefined)?.();
  },
  'click-tray': ({ button }) => trays.at(-1)?.emit(button === 'left' ? 'click' : 'right-click'),
  'break-tray': () => {
    recorder.trayBroken = true;
  },
});

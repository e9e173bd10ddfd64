import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuAction, MenuEntry } from './menu-entry.ts';

/** As the system shows it. `afterClick` follows `act`. */
export function buildMenu(
  entries: readonly MenuEntry[],
  act: (action: MenuAction) => void,
  afterClick: (entry: MenuEntry) => void,
): Menu {
  function templateOf(entry: MenuEntry): MenuItemConstructorOptions {
    switch (entry.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'text':
        return { label: entry.label, enabled: false };
      case 'command':
        return { label: entry.label, click: () => clicked(entry) };
      case 'checkbox':
        return {
          type: 'checkbox',
          label: entry.label,
          checked: entry.checked,
          click: () => clicked(entry),
        };
      case 'submenu':
        return { label: entry.label, submenu: entry.entries.map(templateOf) };
    }
  }

  function clicked(entry: Extract<MenuEntry, { readonly action: MenuAction }>): void {
    act(entry.action);
    afterClick(entry);
  }

  return Menu.buildFromTemplate(entries.map(templateOf));
}

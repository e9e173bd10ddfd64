import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { applicationMenu } from '../../../electron/desktop/application-menu.ts';

function itemsOf(menu: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] {
  return menu.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

describe.each(['linux', 'win32', 'darwin'] as const)('the menu of the window on %s', (platform) => {
  const items = itemsOf(applicationMenu(platform, () => {}));

  it('gives no key twice', () => {
    const keys = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('shows each command once; what only adds a key is out of sight', () => {
    const shown = items.filter(({ role, visible }) => role !== undefined && visible !== false);
    expect(new Set(shown.map(({ role }) => role)).size).toBe(shown.length);
    const hidden = items.filter(({ visible }) => visible === false);
    expect(hidden.filter(({ accelerator }) => accelerator === undefined)).toEqual([]);
  });

  it('offers no tools of developers', () => {
    expect(items.map(({ role }) => role)).not.toContain('toggleDevTools');
    expect(items.map(({ role }) => role)).not.toContain('viewMenu');
  });
});

it('on macOS the menus are those that people know, in their order', () => {
  const menu = applicationMenu('darwin', () => {});
  expect(menu.map(({ role, label }) => role ?? label)).toEqual([
    'appMenu',
    'fileMenu',
    'editMenu',
    'View',
    'windowMenu',
  ]);
});

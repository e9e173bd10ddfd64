import type { MenuItemConstructorOptions } from 'electron';

const SEPARATOR = { type: 'separator' } as const;

/** Works by its keys alone. */
function hidden(item: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return { ...item, visible: false, acceleratorWorksWhenHidden: true };
}

/** What keys do in the window; the bar itself is out of sight but on macOS. Without it there is no zoom, nor any key that closes. */
export function applicationMenu(
  platform: NodeJS.Platform,
  openSettings: () => void,
): MenuItemConstructorOptions[] {
  const settings = { label: 'Settings...', accelerator: 'CommandOrControl+,', click: () => openSettings() };
  return platform === 'darwin'
    ? [macProgram(settings), { role: 'fileMenu' }, { role: 'editMenu' }, VIEW, { role: 'windowMenu' }]
    : [
        {
          label: 'Bellwether',
          submenu: [settings, SEPARATOR, { role: 'close' }, { role: 'quit', label: 'Quit Bellwether' }],
        },
        VIEW,
      ];
}

/** As Electron's own menu of the program, with the settings where people look for them. */
function macProgram(settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      SEPARATOR,
      settings,
      SEPARATOR,
      { role: 'services' },
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      { role: 'quit' },
    ],
  };
}

const VIEW: MenuItemConstructorOptions = {
  label: 'View',
  submenu: [
    { role: 'reload' },
    hidden({ role: 'reload', accelerator: 'F5' }),
    SEPARATOR,
    { role: 'zoomIn' },
    // The role's own keys are those with Shift on most keyboards (https://github.com/electron/electron/issues/44226).
    hidden({ role: 'zoomIn', accelerator: 'CommandOrControl+=' }),
    hidden({ role: 'zoomIn', accelerator: 'CommandOrControl+numadd' }),
    { role: 'zoomOut' },
    hidden({ role: 'zoomOut', accelerator: 'CommandOrControl+numsub' }),
    { role: 'resetZoom' },
    hidden({ role: 'resetZoom', accelerator: 'CommandOrControl+num0' }),
    SEPARATOR,
    { role: 'togglefullscreen' },
  ],
};

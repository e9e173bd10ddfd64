import { join } from 'node:path';
import { app } from 'electron';
import { ok } from '../../shared/lib/result.ts';
import { autostartFile, type LoginItem } from './autostart-file.ts';

export function loginItem(platform: NodeJS.Platform): LoginItem {
  return platform === 'linux' ? autostartFile(autostartPath(), command()) : systemLoginItem();
}

function systemLoginItem(): LoginItem {
  return {
    isOn: () => app.getLoginItemSettings({ args: ['--hidden'] }).openAtLogin,
    set: (on) => {
      app.setLoginItemSettings({ openAtLogin: on, args: ['--hidden'] });
      return ok(undefined);
    },
  };
}

function autostartPath(): string {
  const folder = process.env['XDG_CONFIG_HOME'] || join(app.getPath('home'), '.config');
  return join(folder, 'autostart', 'bellwether.desktop');
}

/** An AppImage is unpacked to a new place at each start: its own file is what has to be started. */
function command(): readonly string[] {
  const program = process.env['APPIMAGE'] ?? process.execPath;
  return app.isPackaged ? [program, '--hidden'] : [program, app.getAppPath(), '--hidden'];
}

import { join } from 'node:path';
import { app } from 'electron';
import { err, ok } from '../../shared/lib/result.ts';
import { autostartFile, type LoginItem } from './autostart-file.ts';
import { appImage } from './start-again.ts';

export function loginItem(platform: NodeJS.Platform): LoginItem {
  return platform === 'linux' ? autostartFile(autostartPath(), command()) : systemLoginItem();
}

function systemLoginItem(): LoginItem {
  return {
    isOn: () => app.getLoginItemSettings({ args: ['--hidden'] }).openAtLogin,
    set: (on) => {
      app.setLoginItemSettings({ openAtLogin: on, args: ['--hidden'] });
      const { openAtLogin } = app.getLoginItemSettings({ args: ['--hidden'] });
      return openAtLogin === on
        ? ok(undefined)
        : err('The system did not take this over: look at the login items in its own settings.');
    },
  };
}

function autostartPath(): string {
  const folder = process.env['XDG_CONFIG_HOME'] || join(app.getPath('home'), '.config');
  return join(folder, 'autostart', 'bellwether.desktop');
}

function command(): readonly string[] {
  const program = appImage() ?? process.execPath;
  return app.isPackaged ? [program, '--hidden'] : [program, app.getAppPath(), '--hidden'];
}

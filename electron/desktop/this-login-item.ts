import { basename, join } from 'node:path';
import { app } from 'electron';
import { autostartFile, autostartPath } from './autostart-file.ts';
import { loginWords, type GivenPaths, type LoginItem } from './login-item.ts';
import { appImage } from './start-again.ts';
import { macLoginItem, windowsLoginItem } from './system-login-item.ts';

/** That of the program that runs. */
export function thisLoginItem(given: GivenPaths, iconsFolder: string): LoginItem {
  const { isPackaged: packaged } = app;
  const words = loginWords(given);
  const source = packaged ? [] : [app.getAppPath()];
  if (process.platform === 'darwin') return macLoginItem(app, given, packaged);
  if (process.platform === 'win32')
    return windowsLoginItem(app, { program: process.execPath, args: [...source, ...words] });
  return autostartFile(autostartPath(process.env, app.getPath('home')), {
    program: [appImage() ?? process.execPath, ...source],
    words,
    // The theme has an icon under the name of an installed program, whose own files nobody else can read.
    icon: packaged ? basename(process.execPath) : join(iconsFolder, 'app.png'),
    packaged,
  });
}

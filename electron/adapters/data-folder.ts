import { mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { fileTrouble, makeFolder } from './files.ts';

/** Electron gives the desktop its folder by this name: both have to find the same one. */
const APP_NAME = 'Bellwether';

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** Absolute path of the user-data folder, the same for the desktop and for plain Node; `chosen` is what `--data-dir` says. */
export function dataFolderPath(
  chosen: string | undefined,
  machine: Machine = { platform: process.platform, environment: process.env, home: homedir() },
): string {
  return chosen === undefined ? join(applicationsFolder(machine), APP_NAME) : resolve(chosen);
}

/** As Electron's `appData`. */
function applicationsFolder({ platform, environment, home }: Machine): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return environment['APPDATA'] || join(home, 'AppData', 'Roaming');
  return resolve(environment['XDG_CONFIG_HOME'] || join(home, '.config'));
}

/** Creates the folder for this user alone unless it is there. The error is one sentence that names it. */
export function prepareDataFolder(path: string): Result<void, string> {
  try {
    makeFolder(path);
    // Tried, because permissions alone do not tell of read-only disks and of servers that take no files.
    rmdirSync(mkdtempSync(join(path, '.writable-')));
    return ok(undefined);
  } catch (error) {
    const why = isFile(path) ? 'there is a file of that name' : fileTrouble(error);
    return err(`cannot use the data folder ${path}: ${why}; choose another with --data-dir`);
  }
}

function isFile(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}

import { existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { fileTrouble, makeFolder } from './files.ts';

/** Electron gives the desktop its folder by this name: both have to find the same one. */
const APP_NAME = 'Bellwether';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `null` where there is none. */
  readonly home: string | null;
}

export function thisMachine(environment: Machine['environment'] = process.env): Machine {
  return { platform: process.platform, environment, home: homeOf(environment) };
}

/**
 * Absolute path of the user-data folder, the same for the desktop and for plain Node; `chosen` is what `--data-dir` says.
 * On Windows it is where data lay before as long as that has not been moved (`moveDataFolder`), so that all programs agree at
 * any moment and only one folder counts. The error is one sentence.
 */
export function dataFolderPath(
  chosen: string | undefined,
  machine: Machine = thisMachine(),
): Result<string, string> {
  if (chosen !== undefined) return ok(resolve(chosen));
  const path = usualDataFolder(machine);
  if (path === null)
    return err(
      'this user has no home folder to keep data in (HOME is not set); name a folder with --data-dir',
    );
  const former = formerDataFolder(machine);
  return ok(former !== null && !holdsData(path) && holdsData(former) ? former : path);
}

/** `null` for a user without a home. */
export function usualDataFolder(machine: Machine): string | null {
  const folder = applicationsFolder(machine);
  return folder === null ? null : join(folder, APP_NAME);
}

/** Where it was on Windows before: in the part of the profile that a domain copies from machine to machine. */
export function formerDataFolder({ platform, environment, home }: Machine): string | null {
  if (platform !== 'win32') return null;
  const roaming = environment['APPDATA'] || (home === null ? null : join(home, 'AppData', 'Roaming'));
  return roaming === null ? null : join(roaming, APP_NAME);
}

/** Something of ours: Chromium alone may have made the folder. */
const OWN = ['config.json', 'state.json', 'history.sqlite', 'lock.sqlite', 'preferences.json', 'tokens'];

export function holdsData(folder: string): boolean {
  return OWN.some((name) => existsSync(join(folder, name)));
}

/** As Electron's `appData`, but on Windows in the part of the profile that stays on this machine. */
function applicationsFolder({ platform, environment, home }: Machine): string | null {
  if (platform === 'win32' && environment['LOCALAPPDATA']) return environment['LOCALAPPDATA'];
  if (platform !== 'win32' && platform !== 'darwin' && environment['XDG_CONFIG_HOME'])
    return resolve(environment['XDG_CONFIG_HOME']);
  if (home === null) return null;
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  return platform === 'win32' ? join(home, 'AppData', 'Local') : join(home, '.config');
}

/** What is empty or relative is no folder: data would lie wherever the program is started. */
function homeOf(environment: Machine['environment']): string | null {
  const named = environment[process.platform === 'win32' ? 'USERPROFILE' : 'HOME'];
  if (named !== undefined && isAbsolute(named)) return named;
  try {
    const { homedir } = userInfo();
    return isAbsolute(homedir) ? homedir : null;
  } catch {
    // A number without an entry in passwd, as containers have it.
    return null;
  }
}

/** Of whom this process is; a number where nobody knows a name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
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

import { existsSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ipcMain } from 'electron';
import Store from 'electron-store';
import { z } from 'zod';
import type { Preferences } from '../../shared/protocol/desktop.ts';
import { fileTrouble, setAsidePath } from '../adapters/files.ts';
import type { Clock, Logger } from '../ports.ts';
import { NOTHING_REMEMBERED, type RememberedBounds } from './window-bounds.ts';

const coordinate = z.int().min(-100_000).max(100_000);
const boundsSchema = z.object({ x: coordinate, y: coordinate, width: coordinate, height: coordinate });

const documentSchema = z.object({
  version: z.literal(1),
  sound: z.boolean(),
  trayStyle: z.enum(['auto', 'light', 'dark']),
  /** That closing the window does not end Bellwether has been explained. */
  closeExplained: z.boolean(),
  bounds: z.object({
    lastDisplay: z.string().nullable(),
    byDisplay: z.record(z.string(), boundsSchema),
  }),
});

interface Kept extends Preferences {
  readonly closeExplained: boolean;
  readonly bounds: RememberedBounds;
}

const DEFAULTS: Kept = {
  sound: true,
  trayStyle: 'auto',
  closeExplained: false,
  bounds: NOTHING_REMEMBERED,
};

export interface PreferencesFile {
  get(): Kept;
  /** What cannot be written still counts until the end of this run. */
  set(change: Partial<Kept>): void;
}

/**
 * `preferences.json` in the data folder: how this desktop looks and sounds. A file that cannot be read is set aside,
 * and the defaults count.
 */
export function openPreferences(
  folder: string,
  clock: Clock,
  logger: Logger,
): { readonly preferences: PreferencesFile; readonly notice: string | null } {
  const path = join(folder, 'preferences.json');
  const opened = open(folder);
  // electron-store opens a channel of its own to every page; nobody here asks there.
  ipcMain.removeAllListeners('electron-store-get-data');
  const reading = opened === null ? null : documentSchema.safeParse(opened.store);
  const fresh = opened !== null && !existsSync(path);
  let store = opened;
  let kept: Kept = reading?.success === true ? reading.data : DEFAULTS;
  let notice: string | null = null;
  if (!fresh && reading?.success !== true) {
    const aside = setAsidePath(path, clock.wallNow());
    try {
      renameSync(path, aside);
      notice = `preferences.json could not be read; it is kept as ${basename(aside)} and the defaults count.`;
      store = open(folder);
    } catch (error) {
      notice = `preferences.json could not be read: ${fileTrouble(error)}; the defaults count.`;
    }
  }
  return {
    notice,
    preferences: {
      get: () => kept,
      set: (change) => {
        kept = { ...kept, ...change };
        try {
          if (store !== null) store.store = { version: 1, ...kept };
        } catch (error) {
          logger.warn('preferences cannot be saved', { message: fileTrouble(error) });
        }
      },
    },
  };
}

function open(folder: string): Store | null {
  try {
    return new Store({
      cwd: folder,
      name: 'preferences',
      configFileMode: 0o600,
      clearInvalidConfig: false,
      accessPropertiesByDotNotation: false,
    });
  } catch {
    return null;
  }
}

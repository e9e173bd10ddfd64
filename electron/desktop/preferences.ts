import { ipcMain } from 'electron';
import type { Result } from '../../shared/lib/result.ts';
import { confDocument } from '../adapters/conf-document.ts';
import type { Clock, Logger, StorageFault } from '../ports.ts';
import { openStore } from './open-store.ts';
import { decodePreferences, DEFAULT_PREFERENCES, type KeptPreferences } from './preferences-document.ts';

export interface PreferencesFile {
  get(): KeptPreferences;
  /** What cannot be written still counts until the end of this run. */
  set(change: Partial<KeptPreferences>): Result<void, StorageFault>;
}

/**
 * `preferences.json` in the data folder: how this desktop looks and sounds. Where it cannot be had or must not be touched
 * the defaults count, and nothing is written.
 */
export function openPreferences(
  folder: string,
  clock: Clock,
  logger: Logger,
): { readonly preferences: PreferencesFile; readonly notice: string | null } {
  const document = confDocument({
    folder,
    name: 'preferences',
    title: 'preferences',
    clock,
    decode: decodePreferences,
    open: openStore,
  });
  const loaded = document.load();
  // electron-store opens a channel of its own to every page; nobody here asks there.
  ipcMain.removeAllListeners('electron-store-get-data');
  let kept = (loaded.ok ? loaded.value.kept : null) ?? DEFAULT_PREFERENCES;
  return {
    notice: loaded.ok ? loaded.value.notice : `The default preferences count: ${loaded.error.message}`,
    preferences: {
      get: () => kept,
      set: (change) => {
        kept = { ...kept, ...change };
        const saved = document.save(kept);
        if (!saved.ok) logger.warn('preferences cannot be saved', { message: saved.error.message });
        return saved;
      },
    },
  };
}

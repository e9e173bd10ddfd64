import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { confDocument } from '../../../electron/adapters/conf-document.ts';
import {
  decodePreferences,
  DEFAULT_PREFERENCES,
  type KeptPreferences,
} from '../../../electron/desktop/preferences-document.ts';
import { clock, temporaryFolder } from '../adapters/storage-fixture.ts';

const quiet: KeptPreferences = {
  ...DEFAULT_PREFERENCES,
  sound: false,
  alarmsStay: false,
  bounds: {
    lastDisplay: '1',
    byDisplay: { 1: { x: 0, y: 0, width: 800, height: 600 } },
    maximised: true,
    size: { width: 700, height: 500 },
    zoom: 1.44,
  },
};

function open(folder: string) {
  return confDocument({
    folder,
    name: 'preferences',
    title: 'preferences',
    clock,
    decode: decodePreferences,
  });
}

/** A folder in which these were saved. */
function folderWith(preferences: KeptPreferences): string {
  const folder = temporaryFolder();
  const document = open(folder);
  document.load();
  expect(document.save(preferences)).toMatchObject({ ok: true });
  return folder;
}

describe('the preferences', () => {
  it.each<[string, (path: string) => void]>([
    ['cut short', (path) => truncateSync(path, 40)],
    ['empty', (path) => truncateSync(path, 0)],
    ['full of zeros', (path) => writeFileSync(path, Buffer.alloc(300))],
    ['of the wrong types', (path) => writeFileSync(path, '{"version":1,"sound":"loud"}')],
  ])('that are %s are set aside and their last good copy is restored', (_, damage) => {
    const folder = folderWith(quiet);
    damage(join(folder, 'preferences.json'));
    expect(open(folder).load()).toEqual({
      ok: true,
      value: { kept: quiet, notice: expect.stringContaining('its last good copy was restored') },
    });
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toHaveLength(1);
  });

  it('of a newer version are refused, and left as they are', () => {
    const folder = folderWith(quiet);
    const path = join(folder, 'preferences.json');
    writeFileSync(path, '{"version":2,"sound":{"volume":3}}');
    const document = open(folder);
    expect(document.load()).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('was written by a newer Bellwether (it has version 2') },
    });
    expect(document.save(DEFAULT_PREFERENCES)).toMatchObject({ ok: false });
    expect(readFileSync(path, 'utf8')).toBe('{"version":2,"sound":{"volume":3}}');
  });
});

import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileConfigStore } from '../../../electron/adapters/file-config-store.ts';
import { createSettingsFile, settingsPath } from '../../../electron/adapters/settings-file.ts';
import { presetText } from '../../../shared/config/preset.ts';
import { decoded } from '../../builders/config-document.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { temporaryFolder } from './storage-fixture.ts';

describe('the first start', () => {
  it('writes the preset into the settings, for this user alone, and nothing else', () => {
    const folder = temporaryFolder();
    expect(createSettingsFile(folder)).toEqual({ ok: true, value: 'created' });
    expect(readdirSync(folder)).toEqual(['config.json']);
    expect(statSync(settingsPath(folder)).mode & 0o777).toBe(0o600);
    const store = fileConfigStore({ path: settingsPath(folder), clock: new FakeClock(), environment: {} });
    expect(store.load()).toEqual({ ok: true, value: decoded(presetText) });
  });

  it('leaves settings that are there alone, whatever they are', () => {
    const folder = temporaryFolder();
    writeFileSync(settingsPath(folder), '{ this is no JSON');
    expect(createSettingsFile(folder)).toEqual({ ok: true, value: 'present' });
    expect(readFileSync(settingsPath(folder), 'utf8')).toBe('{ this is no JSON');
    expect(readdirSync(folder)).toEqual(['config.json']);
  });

  it('leaves a link alone that leads nowhere yet', () => {
    const folder = temporaryFolder();
    symlinkSync(join(folder, 'absent.json'), settingsPath(folder));
    expect(createSettingsFile(folder)).toEqual({ ok: true, value: 'present' });
    expect(readdirSync(folder)).toEqual(['config.json']);
  });

  it('says why it cannot write, and leaves nothing behind', () => {
    const path = join(temporaryFolder(), 'absent');
    expect(createSettingsFile(path)).toEqual({
      ok: false,
      error: `cannot write ${join(path, 'config.json')}: it does not exist`,
    });
    const folder = temporaryFolder();
    mkdirSync(settingsPath(folder));
    expect(createSettingsFile(folder)).toEqual({ ok: true, value: 'present' });
  });
});

describe('settings that were damaged', () => {
  const newer = '{"version":2,"services":[]}';
  it.each([
    ['cut short', '{"version":1,"services":[{"id"', 'this is not JSON'],
    ['empty', '', 'this is not JSON'],
    ['full of zeros', '\0'.repeat(3000), 'this is not JSON'],
    ['of a newer version', newer, 'version'],
  ])('(%s) are a fault that names the file, and stay as they are', (_, text, named) => {
    const folder = temporaryFolder();
    const path = settingsPath(folder);
    writeFileSync(path, text);
    const store = fileConfigStore({
      path,
      clock: new FakeClock(),
      environment: {},
      whenMissing: presetText,
    });
    const loaded = store.load();
    expect(loaded).toMatchObject({ ok: false });
    const [fault] = loaded.ok ? [] : loaded.error;
    expect(fault?.file).toBe(path);
    expect(fault?.message).toContain(named);
    expect(createSettingsFile(folder)).toEqual({ ok: true, value: 'present' });
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(readdirSync(folder)).toEqual(['config.json']);
  });
});

import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolderPath, prepareDataFolder, thisMachine } from '../../../electron/adapters/data-folder.ts';
import { temporaryFolder } from './storage-fixture.ts';

describe('the data folder', () => {
  it.each([
    ['linux', {}, '/home/ada/.config/Bellwether'],
    ['linux', { XDG_CONFIG_HOME: '/srv/config' }, '/srv/config/Bellwether'],
    ['linux', { XDG_CONFIG_HOME: '' }, '/home/ada/.config/Bellwether'],
    ['darwin', { XDG_CONFIG_HOME: '/srv/config' }, '/home/ada/Library/Application Support/Bellwether'],
    ['win32', { LOCALAPPDATA: '/home/ada/Local' }, '/home/ada/Local/Bellwether'],
    ['win32', { APPDATA: '/home/ada/Roaming' }, '/home/ada/AppData/Local/Bellwether'],
    ['win32', {}, '/home/ada/AppData/Local/Bellwether'],
  ] as const)('on %s with %j is %s', (platform, environment, path) => {
    expect(dataFolderPath(undefined, { platform, environment, home: '/home/ada' })).toEqual({
      ok: true,
      value: path,
    });
  });

  it('is the one that was chosen, made absolute', () => {
    const machine = {
      platform: 'linux',
      environment: { XDG_CONFIG_HOME: '/srv' },
      home: '/home/ada',
    } as const;
    expect(dataFolderPath('/data/bellwether', machine)).toEqual({ ok: true, value: '/data/bellwether' });
    expect(dataFolderPath('data', machine)).toEqual({ ok: true, value: resolve('data') });
  });

  it('needs no home where one was chosen, or where configuration has a place of its own', () => {
    const machine = { platform: 'linux', environment: {}, home: null } as const;
    expect(dataFolderPath('/data', machine)).toEqual({ ok: true, value: '/data' });
    const elsewhere = { ...machine, environment: { XDG_CONFIG_HOME: '/srv' } };
    expect(dataFolderPath(undefined, elsewhere)).toEqual({ ok: true, value: '/srv/Bellwether' });
    expect(dataFolderPath(undefined, machine)).toEqual({
      ok: false,
      error: expect.stringMatching(/no home folder .*--data-dir$/),
    });
  });

  it.each(['', '.', 'home/ada'])('is never where the program is started, with HOME=%s', (home) => {
    const own = thisMachine({ HOME: home, XDG_CONFIG_HOME: undefined }).home;
    expect(own === null || (isAbsolute(own) && own === userInfo().homedir)).toBe(true);
    expect(thisMachine({ HOME: '/home/ada' }).home).toBe('/home/ada');
  });
});

describe('preparing the data folder', () => {
  it('creates it, and what is above it, for this user alone', () => {
    const path = join(temporaryFolder(), 'config', 'Bellwether');
    expect(prepareDataFolder(path)).toEqual({ ok: true, value: undefined });
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('leaves one that is there as it is, also behind a link', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'data');
    mkdirSync(path, { mode: 0o750 });
    symlinkSync(path, join(folder, 'link'));
    expect(prepareDataFolder(path).ok).toBe(true);
    expect(prepareDataFolder(join(folder, 'link')).ok).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o750);
  });

  it('says that a file has its name', () => {
    const path = join(temporaryFolder(), 'data');
    writeFileSync(path, '');
    expect(prepareDataFolder(path)).toEqual({
      ok: false,
      error: `cannot use the data folder ${path}: there is a file of that name; choose another with --data-dir`,
    });
  });

  it('says that a file is in the way', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(prepareDataFolder(join(file, 'data'))).toEqual({
      ok: false,
      error: `cannot use the data folder ${join(file, 'data')}: a part of its path is a file, not a folder; choose another with --data-dir`,
    });
  });

  it('says that its path is a loop of links', () => {
    const folder = temporaryFolder();
    symlinkSync(join(folder, 'b'), join(folder, 'a'));
    symlinkSync(join(folder, 'a'), join(folder, 'b'));
    const path = join(folder, 'a');
    expect(prepareDataFolder(path)).toEqual({
      ok: false,
      error: `cannot use the data folder ${path}: its path is a loop of links; choose another with --data-dir`,
    });
  });

  it('says that it is a link to nowhere', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'link');
    symlinkSync(join(folder, 'absent', 'deeper'), path);
    expect(prepareDataFolder(path)).toEqual({
      ok: false,
      error: `cannot use the data folder ${path}: something else has its name; choose another with --data-dir`,
    });
  });

  it("says that it is another user's or read-only", () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    withoutPrivileges(() => {
      for (const path of [folder, join(folder, 'new')]) {
        expect(prepareDataFolder(path)).toEqual({
          ok: false,
          error: `cannot use the data folder ${path}: this user may not read or write it; choose another with --data-dir`,
        });
      }
    });
    chmodSync(folder, 0o755);
  });
});

/** For the superuser nothing is read-only. */
function withoutPrivileges(run: () => void): void {
  const superuser = process.geteuid?.() === 0;
  if (superuser) process.seteuid?.(65_534);
  try {
    run();
  } finally {
    if (superuser) process.seteuid?.(0);
  }
}

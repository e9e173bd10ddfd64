import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostartFile, autostartPath } from '../../../electron/desktop/autostart-file.ts';
import { loginWords, type GivenPaths } from '../../../electron/desktop/login-item.ts';

const NOTHING_GIVEN: GivenPaths = { dataFolder: null, settings: null };
const ON = { on: true, trouble: null };
const OFF = { on: false, trouble: null };

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'autostart-'));
  path = join(folder, 'config', 'autostart', 'bellwether.desktop');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name = 'bellwether'): string {
  const file = join(folder, name);
  writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  return file;
}

function item(
  file: string,
  { given = NOTHING_GIVEN, packaged = true, source = [] as readonly string[] } = {},
) {
  return autostartFile(path, {
    program: [file, ...source],
    words: loginWords(given),
    icon: 'bellwether',
    packaged,
  });
}

const text = () => readFileSync(path, 'utf8');
const write = (content: string) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};
const change = (from: string | RegExp, to: string) => write(text().replace(from, to));

describe('start at login on Linux', () => {
  it('is a desktop entry that comes and goes', () => {
    const login = item(program());
    expect(login.state()).toEqual(OFF);
    expect(login.set(true).ok).toBe(true);
    expect(login.state()).toEqual(ON);
    expect(text()).toContain(`Exec="${folder}/bellwether" "--hidden"\n`);
    expect(login.set(false).ok).toBe(true);
    expect(login.state()).toEqual(OFF);
    // Off is off: asking twice is no fault.
    expect(login.set(false).ok).toBe(true);
  });

  it('starts it on the folder and with the settings of the run in which it was switched on', () => {
    const given = { dataFolder: '/data of "mine"', settings: '/100%/c.yaml' };
    const login = item(program(), { given });
    login.set(true);
    expect(text()).toContain(
      String.raw`"--data-dir=/data of \\"mine\\"" "--config=/100%%/c.yaml" "--hidden"`,
    );
    expect(login.state()).toEqual(ON);
  });

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
    'is off where a dialog of the desktop has written %s, until it is switched on here',
    (line) => {
      const login = item(program());
      login.set(true);
      change('X-GNOME-Autostart-enabled=true', line);
      expect(login.state()).toEqual(OFF);
      // What is switched off is not switched on by a start.
      expect(login.follow().ok).toBe(true);
      expect(login.state()).toEqual(OFF);
      expect(login.set(true).ok).toBe(true);
      expect(login.state()).toEqual(ON);
    },
  );

  it.each([
    ['is gone', () => rmSync(join(folder, 'bellwether'))],
    ['cannot be run', () => chmodSync(join(folder, 'bellwether'), 0o644)],
  ])('is off where the program %s', (_, happens) => {
    const login = item(program());
    login.set(true);
    happens();
    expect(login.state()).toEqual(OFF);
  });

  it('is off where the folder of the source is gone', () => {
    const source = join(folder, 'source');
    mkdirSync(source);
    const login = item(program(), { source: [source], packaged: false });
    login.set(true);
    expect(login.state()).toEqual(ON);
    renameSync(source, join(folder, 'moved'));
    expect(login.state()).toEqual(OFF);
  });
});

describe('the entry at the next start', () => {
  it('follows an AppImage that moved, and keeps what somebody else wrote into it', () => {
    const before = program('old.AppImage');
    item(before).set(true);
    write(`${text()}X-GNOME-Autostart-Delay=30\n`);
    const after = join(folder, 'new.AppImage');
    renameSync(before, after);
    const login = item(after);
    expect(login.state()).toEqual(OFF);
    expect(login.follow().ok).toBe(true);
    expect(login.state()).toEqual(ON);
    expect(text()).toContain(`TryExec=${after}\nExec="${after}" "--hidden"\n`);
    expect(text()).toContain('X-GNOME-Autostart-Delay=30\n');
  });

  it('follows an installed program that was updated beside the old one', () => {
    item(program('1.0.AppImage')).set(true);
    item(program('1.1.AppImage')).follow();
    expect(text()).toContain('/1.1.AppImage" "--hidden"');
  });

  it('takes up what earlier versions did not write', () => {
    write(`[Desktop Entry]\nType=Application\nName=Bellwether\nExec="${program()}" "--hidden"\n`);
    item(join(folder, 'bellwether')).follow();
    expect(text()).toContain('TryExec=');
  });

  it('does not take it from an installed program for one that runs from its source', () => {
    item(program('installed')).set(true);
    const before = text();
    const source = item(program('electron'), { packaged: false, source: [folder] });
    source.follow();
    expect(text()).toBe(before);
    rmSync(join(folder, 'installed'));
    source.follow();
    expect(text()).toContain(`Exec="${folder}/electron" "${folder}" "--hidden"`);
  });

  it('is not written again where nothing is another than before', () => {
    const login = item(program());
    login.set(true);
    const { ino, mtimeMs } = statSync(path);
    login.follow();
    login.set(true);
    expect(statSync(path)).toMatchObject({ ino, mtimeMs });
  });

  it('is not made where there is none', () => {
    item(program()).follow();
    expect(existsSync(path)).toBe(false);
  });
});

describe('an entry that is not its own', () => {
  it.each([
    ['of another program', '[Desktop Entry]\nName=Other\nExec=/usr/bin/other\n'],
    ['that a person wrote', '[Desktop Entry]\nName=Bellwether\nExec=env A=1 /opt/bellwether --hidden\n'],
    ['that starts it with a window', '[Desktop Entry]\nName=Bellwether\nExec="/opt/bellwether"\n'],
    ['that is no entry', 'hello'],
    ['that is empty', ''],
  ])('%s stays as it is, and that is said', (_, content) => {
    write(content);
    const login = item(program());
    login.follow();
    const refused = login.set(true);
    expect(refused.ok ? '' : refused.error).toContain(
      `${path} decides what starts at login, and is left alone`,
    );
    expect(login.state()).toEqual({ on: false, trouble: refused.ok ? '' : refused.error });
    expect(login.set(false).ok).toBe(true);
    expect(text()).toBe(content);
  });

  it('of a Bellwether with another data folder stays, and that is said', () => {
    const other = item(program(), { given: { dataFolder: '/other', settings: null } });
    other.set(true);
    const before = text();
    const login = item(program());
    login.follow();
    const refused = login.set(true);
    expect(refused.ok ? '' : refused.error).toContain('(--data-dir=/other --hidden). Switch that off first');
    expect(login.state().trouble).toBe(refused.ok ? '' : refused.error);
    login.set(false);
    expect([text(), other.state()]).toEqual([before, ON]);
  });

  it('is none: a folder, a link to nothing', () => {
    mkdirSync(path, { recursive: true });
    const login = item(program());
    expect(login.state().trouble).toContain('it is a folder, not a file');
    rmSync(path, { recursive: true });
    symlinkSync(join(folder, 'nothing'), path);
    expect(login.state().trouble).toContain('it is a link to nothing');
    expect(login.set(true).ok).toBe(false);
  });
});

describe('an entry that may not be changed', () => {
  it('is read, but not replaced in silence: a read-only file', () => {
    item(program('old')).set(true);
    chmodSync(path, 0o444);
    const before = text();
    const login = item(program('new'));
    for (const refused of [login.follow(), login.set(true), login.set(false)])
      expect(refused).toEqual({ ok: false, error: `Bellwether cannot change ${path}: it is read-only.` });
    expect(text()).toBe(before);
  });

  it('is read, but not replaced in silence: a link', () => {
    const login = item(program());
    login.set(true);
    const real = join(folder, 'dotfiles.desktop');
    renameSync(path, real);
    symlinkSync(real, path);
    expect(login.state()).toEqual(ON);
    expect(login.set(true).ok).toBe(true);
    const refused = login.set(false);
    expect(refused.ok ? '' : refused.error).toContain('it is a link; change the file that it leads to');
    expect(existsSync(real)).toBe(true);
  });

  it('is named where the folder cannot be made', () => {
    writeFileSync(join(folder, 'config'), '');
    const login = item(program());
    expect(login.state()).toEqual(OFF);
    const refused = login.set(true);
    expect(refused.ok ? '' : refused.error).toContain(`Bellwether cannot change ${path}: `);
  });
});

describe('where desktops look for it', () => {
  it.each([
    [undefined, '/home/ann/.config'],
    ['', '/home/ann/.config'],
    ['relative/config', '/home/ann/.config'],
    ['/elsewhere', '/elsewhere'],
  ])('with XDG_CONFIG_HOME=%s', (named, config) => {
    expect(autostartPath({ XDG_CONFIG_HOME: named }, '/home/ann')).toBe(
      `${config}/autostart/bellwether.desktop`,
    );
  });
});

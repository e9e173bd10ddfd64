import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loginWords, type GivenPaths } from '../../../electron/desktop/login-item.ts';
import { macLoginItem, windowsLoginItem } from '../../../electron/desktop/system-login-item.ts';
import {
  loginItemSettings,
  setLoginItemSettings,
  windowsWords,
} from '../../desktop/electron-double/login-items.ts';
import { recorder } from '../../desktop/electron-double/recorder.ts';

/* On the double of Electron, which keeps and answers as the two systems do. */

const app = { getLoginItemSettings: loginItemSettings, setLoginItemSettings };
const NOTHING_GIVEN: GivenPaths = { dataFolder: null, settings: null };
const ON = { on: true, trouble: null };
const OFF = { on: false, trouble: null };
const PROGRAM = String.raw`C:\Users\Ann Lee\AppData\Local\Programs\Bellwether\Bellwether.exe`;

const real = { platform: process.platform, execPath: process.execPath };
function become(platform: NodeJS.Platform, execPath: string): void {
  Object.defineProperty(process, 'platform', { value: platform });
  process.execPath = execPath;
}
beforeEach(() => {
  const fresh = { loginItem: null, loginApproved: true, loginRefused: false };
  Object.assign(recorder, fresh, { loginStatus: 'not-found', loginAnswer: 'enabled' });
});
afterEach(() => become(real.platform, real.execPath));

describe('start at login on Windows', () => {
  const item = (given = NOTHING_GIVEN, source: readonly string[] = [], program = PROGRAM) => {
    become('win32', program);
    return windowsLoginItem(app, { program, args: [...source, ...loginWords(given)] });
  };
  const started = () => windowsWords(recorder.loginItem ?? '');

  it('comes and goes', () => {
    const login = item();
    expect(login.state()).toEqual(OFF);
    expect(login.set(true).ok).toBe(true);
    expect([login.state(), started()]).toEqual([ON, [PROGRAM, '--hidden']]);
    expect(login.set(false).ok).toBe(true);
    expect([login.state(), recorder.loginItem]).toEqual([OFF, null]);
  });

  it.each([
    [String.raw`D:\data of mine`, String.raw`D:\c.yaml`],
    [String.raw`D:\ `, String.raw`\\server\share\a b\c.yaml`],
    ['D:\\', 'D:\\100%\\%PATH%.yaml'],
  ])('starts it on the folder %s and with the settings %s', (dataFolder, settings) => {
    const login = item({ dataFolder, settings });
    login.set(true);
    expect(started()).toEqual([PROGRAM, `--data-dir=${dataFolder}`, `--config=${settings}`, '--hidden']);
    expect(login.state()).toEqual(ON);
  });

  it('starts the app and not a bare Electron where it runs from its source', () => {
    const electron = String.raw`C:\src\bell wether\node_modules\electron\dist\electron.exe`;
    const login = item(NOTHING_GIVEN, [String.raw`C:\src\bell wether`], electron);
    login.set(true);
    expect(started()).toEqual([electron, String.raw`C:\src\bell wether`, '--hidden']);
    expect(login.state()).toEqual(ON);
  });

  it('is off where the Task Manager has switched it off, and says so, until it is switched on here', () => {
    const login = item();
    login.set(true);
    recorder.loginApproved = false;
    expect(login.state()).toEqual({
      on: false,
      trouble: expect.stringContaining('"Startup apps" of the Task Manager'),
    });
    expect(login.set(true).ok).toBe(true);
    expect(login.state()).toEqual(ON);
  });

  it('does not take the place of a Bellwether with another data folder, and says so', () => {
    const other = item({ dataFolder: 'D:\\other', settings: null });
    other.set(true);
    const kept = recorder.loginItem;
    const login = item();
    const refused = login.set(true);
    expect(refused.ok ? '' : refused.error).toContain('at login with other words');
    expect(login.state()).toEqual({ on: false, trouble: refused.ok ? '' : refused.error });
    expect(login.set(false).ok).toBe(true);
    expect([recorder.loginItem, other.state()]).toEqual([kept, ON]);
  });

  it('says where to look when Windows leaves it as it was', () => {
    const login = item();
    recorder.loginRefused = true;
    const refused = login.set(true);
    expect(refused.ok ? '' : refused.error).toMatch(/^Windows did not take this over.*Task Manager\.$/);
  });
});

describe('start at login on macOS', () => {
  const item = (given = NOTHING_GIVEN, packaged = true) => {
    become('darwin', '/Applications/Bellwether.app/Contents/MacOS/Bellwether');
    return macLoginItem(app, given, packaged);
  };

  it('comes and goes; what was never switched on is simply off', () => {
    const login = item();
    expect(login.state()).toEqual(OFF);
    expect(login.set(true).ok).toBe(true);
    expect(login.state()).toEqual(ON);
    expect(login.set(false).ok).toBe(true);
    expect(login.state()).toEqual(OFF);
  });

  it.each([
    ['requires-approval', 'System Settings > General > Login Items'],
    ['not-found', 'move Bellwether into the folder Applications'],
    ['not-registered', 'add Bellwether under System Settings'],
  ] as const)('says what to do when macOS answers "%s"', (answer, way) => {
    const login = item();
    recorder.loginAnswer = answer;
    const refused = login.set(true);
    expect(refused.ok ? '' : refused.error).toContain(way);
    expect(login.state().on).toBe(false);
  });

  it('is off, and says so, where the settings of macOS hold it back', () => {
    const login = item();
    login.set(true);
    recorder.loginStatus = 'requires-approval';
    expect(login.state()).toEqual({ on: false, trouble: expect.stringContaining('waits for your approval') });
    expect(login.set(false).ok).toBe(true);
    expect(login.state()).toEqual(OFF);
  });

  it('says when macOS does not let go of it', () => {
    const login = item();
    login.set(true);
    recorder.loginRefused = true;
    const refused = login.set(false);
    expect(refused.ok ? '' : refused.error).toContain('take it out under System Settings');
  });

  it.each([
    ['from its source', NOTHING_GIVEN, false, 'use the packaged app'],
    ['with a data folder', { dataFolder: '/d', settings: null }, true, 'without --data-dir to'],
    ['with a settings file', { dataFolder: null, settings: '/c' }, true, 'without --config to'],
    ['with both', { dataFolder: '/d', settings: '/c' }, true, 'without --data-dir and --config to'],
  ] as const)('cannot be switched on for a run %s, which is said', (_, given, packaged, way) => {
    const login = item(given, packaged);
    const refused = login.set(true);
    expect(refused.ok ? '' : refused.error).toContain(way);
    expect(login.state()).toEqual({ on: false, trouble: refused.ok ? '' : refused.error });
    expect([login.set(false).ok, recorder.loginItem]).toEqual([true, null]);
  });
});

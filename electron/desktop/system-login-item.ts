import type { App, LoginItemSettings } from 'electron';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { GivenPaths, LoginItem, LoginState } from './login-item.ts';

type LoginApp = Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>;

const OFF: LoginState = { on: false, trouble: null };
/** The system knows the app itself, wherever it is, or Electron finds no value but that of the program that runs. */
const follow = () => ok(undefined);

export interface WindowsCommand {
  /** The program that runs; Electron compares it with what Windows keeps. */
  readonly program: string;
  /** Unquoted: Electron 44 and later quote each of them as Windows reads them back. */
  readonly args: readonly string[];
}

const HELD_BACK =
  'Windows has switched it off: switch Bellwether on under "Startup apps" of the Task Manager, or here again.';
const OTHER_WORDS =
  'Windows starts this program at login with other words, such as for another data folder: switch that off first, in the settings of that Bellwether or under "Startup apps" of the Task Manager.';
const NOT_TAKEN =
  'Windows did not take this over, which a rule of this machine may forbid: look at "Startup apps" of the Task Manager.';

/** A value under the key `Run` of this user, which the Task Manager can hold back. */
export function windowsLoginItem(app: LoginApp, { program, args }: WindowsCommand): LoginItem {
  function state(): LoginState {
    const { openAtLogin } = app.getLoginItemSettings({ args: [...args] });
    // Without quotes a path with a blank would be cut off there: https://github.com/electron/electron/issues/53911
    const { executableWillLaunchAtLogin } = app.getLoginItemSettings({ path: `"${program}"` });
    if (openAtLogin)
      return executableWillLaunchAtLogin ? { on: true, trouble: null } : { on: false, trouble: HELD_BACK };
    return executableWillLaunchAtLogin ? { on: false, trouble: OTHER_WORDS } : OFF;
  }

  return {
    state,
    set: (on) => {
      // There is one value for all of them.
      if (state().trouble === OTHER_WORDS) return on ? err(OTHER_WORDS) : ok(undefined);
      app.setLoginItemSettings({ openAtLogin: on, args: [...args] });
      return state().on === on ? ok(undefined) : err(NOT_TAKEN);
    },
    follow,
  };
}

const APPROVE =
  'macOS waits for your approval: switch Bellwether on under System Settings > General > Login Items.';

/** What macOS says of a login item that it does not start. */
const REFUSALS = {
  'requires-approval': APPROVE,
  'not-found':
    'macOS does not find this program as one that it can start at login: move Bellwether into the folder Applications, open it from there, and try again.',
  'not-registered':
    'macOS did not take this over: add Bellwether under System Settings > General > Login Items, and look there whether it may run.',
} as const satisfies Record<Exclude<LoginItemSettings['status'], 'enabled'>, string>;

/** A login item of macOS is the app itself, and knows no words. */
export function macLoginItem(app: LoginApp, given: GivenPaths, packaged: boolean): LoginItem {
  const impossible = whyNotOnMac(given, packaged);
  if (impossible !== null)
    return {
      state: () => ({ on: false, trouble: impossible }),
      // Of this one nothing is switched on.
      set: (on) => (on ? err(impossible) : ok(undefined)),
      follow,
    };
  return {
    state: () => {
      const { status } = app.getLoginItemSettings();
      // What was never switched on may be called "not found", too.
      return { on: status === 'enabled', trouble: status === 'requires-approval' ? APPROVE : null };
    },
    set: (on): Result<void, string> => {
      app.setLoginItemSettings({ openAtLogin: on });
      const { status } = app.getLoginItemSettings();
      if (!on) return status === 'enabled' ? err(STILL_ON) : ok(undefined);
      return status === 'enabled' ? ok(undefined) : err(REFUSALS[status]);
    },
    follow,
  };
}

const STILL_ON =
  'macOS still starts Bellwether at login: take it out under System Settings > General > Login Items.';

function whyNotOnMac({ dataFolder, settings }: GivenPaths, packaged: boolean): string | null {
  if (!packaged)
    return 'Run from its source, Bellwether cannot start at login on macOS, which would start a bare Electron: use the packaged app.';
  if (dataFolder === null && settings === null) return null;
  const words = [dataFolder === null ? '' : '--data-dir', settings === null ? '' : '--config'];
  return `macOS starts an app without words, so that another Bellwether than this one would come up at login: start this one without ${words.filter((word) => word !== '').join(' and ')} to switch it on.`;
}

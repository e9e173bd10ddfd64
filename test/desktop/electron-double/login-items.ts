import type * as Electron from 'electron';
import { answers, recorder } from './recorder.ts';

type Options = Electron.LoginItemSettingsOptions;

/** As Electron 44 and later quote a word, so that Windows reads it back (shell/common/command_line_util_win.cc). */
function windowsQuoted(word: string): string {
  if (!/[ \\"]/.test(word)) return word;
  return `"${word.replace(/(\\*)("|$)/g, (_, slashes: string, end: string) => slashes + slashes + (end && '\\"'))}"`;
}

/** The words that Windows' CommandLineToArgvW makes of it. */
export function windowsWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quoted = false;
  for (const [token, slashes = ''] of line.matchAll(/(\\*)"|\\+|\s|[^\\"\s]+/g)) {
    if (token.endsWith('"')) {
      word = (word ?? '') + '\\'.repeat(Math.floor(slashes.length / 2));
      if (slashes.length % 2 === 1) word += '"';
      else quoted = !quoted;
    } else if (quoted || token.trim() !== '') {
      word = (word ?? '') + token;
    } else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
}

const commandLine = ({ path = process.execPath, args = [] }: Options) =>
  [path, ...args].map(windowsQuoted).join(' ');
/** Electron reads a path as a command line, too: one with a blank and without quotes is cut off there. */
const programIn = (line: string) => windowsWords(line)[0]?.toLowerCase();

const NOTHING = {
  openAtLogin: false,
  wasOpenedAtLogin: false,
  status: 'not-registered',
  executableWillLaunchAtLogin: false,
  launchItems: [],
} as const satisfies Electron.LoginItemSettings;

/** What Electron answers, by the platform that the process takes itself for; on Linux it has nothing. */
export function loginItemSettings(options: Options = {}): Electron.LoginItemSettings {
  recorder.loginAsks += 1;
  const { loginItem, loginApproved, loginStatus } = recorder;
  if (process.platform === 'win32')
    return {
      ...NOTHING,
      openAtLogin: loginItem !== null && loginItem === commandLine(options),
      executableWillLaunchAtLogin:
        loginItem !== null &&
        loginApproved &&
        programIn(loginItem) === programIn(options.path ?? process.execPath),
    };
  if (process.platform !== 'darwin') return NOTHING;
  return {
    ...NOTHING,
    openAtLogin: loginStatus === 'enabled',
    wasOpenedAtLogin: process.env['DOUBLE_AT_LOGIN'] !== undefined,
    status: loginStatus,
  };
}

/** Neither of the two systems says why it did not do so. */
export function setLoginItemSettings({ openAtLogin = false, ...options }: Electron.Settings): void {
  if (recorder.loginRefused) return;
  if (process.platform === 'win32') {
    recorder.loginItem = openAtLogin ? commandLine(options) : null;
    recorder.loginApproved = true;
  }
  if (process.platform !== 'darwin') return;
  // macOS starts the app that runs, whatever its words are: from source that is Electron's own.
  recorder.loginItem = openAtLogin ? process.execPath : null;
  recorder.loginStatus = openAtLogin ? recorder.loginAnswer : 'not-registered';
}

answers({
  'set-login': ({ item, approved, status, answer, refused }) => {
    if (item !== undefined) recorder.loginItem = item;
    if (approved !== undefined) recorder.loginApproved = approved;
    if (status !== undefined) recorder.loginStatus = status;
    if (answer !== undefined) recorder.loginAnswer = answer;
    if (refused !== undefined) recorder.loginRefused = refused;
  },
});

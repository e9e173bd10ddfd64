import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type * as Electron from 'electron';
import { guard } from './guard.ts';
import type { Area, DisplayFacts } from './messages.ts';
import { requestByNode } from './net-request.ts';
import { isReady, needsReady } from './readiness.ts';
import { answers, recorder } from './recorder.ts';

export const powerMonitor = new EventEmitter();
guard('powerMonitor', powerMonitor);

type KnownTheme = Pick<
  Electron.NativeTheme,
  'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI'
>;
const dark = { shouldUseDarkColors: false, shouldUseDarkColorsForSystemIntegratedUI: false };
export const nativeTheme = Object.assign(new EventEmitter(), dark satisfies KnownTheme);
guard('nativeTheme', nativeTheme);

export const net = { isOnline: () => recorder.online, request: requestByNode } satisfies Record<
  'isOnline' | 'request',
  unknown
>;
guard('net', net);

/** As much of a display as is known here; the first is the primary one. */
function displays(): readonly DisplayFacts[] {
  needsReady("The 'screen' module can't be used before the app 'ready' event");
  return recorder.displays.map((display) => {
    const known = { ...display } satisfies Pick<Electron.Display, 'id' | 'workArea'>;
    guard('display', known);
    return known;
  });
}

function overlap(one: Area, other: Area): number {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, across) * Math.max(0, down);
}

export const screen = {
  getPrimaryDisplay: () => displays()[0],
  getAllDisplays: displays,
  getDisplayMatching: (area: Area) =>
    displays().toSorted((one, other) => overlap(other.workArea, area) - overlap(one.workArea, area))[0],
} satisfies Partial<Record<keyof Electron.Screen, (area: Area) => unknown>>;
guard('screen', screen);

export const clipboard = {
  writeText: (text: string) => {
    recorder.clipboard = text;
    return Promise.resolve();
  },
} satisfies Pick<typeof Electron.clipboard, 'writeText'>;
guard('clipboard', clipboard);

export const nativeImage = {
  createFromPath: (path: string) => {
    if (!existsSync(path)) throw new Error(`no picture at ${path}: Electron would give an empty one`);
    return { path } as unknown as Electron.NativeImage;
  },
} satisfies Pick<typeof Electron.nativeImage, 'createFromPath'>;
guard('nativeImage', nativeImage);

const DIALOG_TOO_EARLY = 'dialog module can only be used after app is ready';
type Words<Options> = readonly [Options] | readonly [Electron.BaseWindow, Options];

export const dialog = {
  /** Nobody sees it on Linux before Electron is ready: it is printed. */
  showErrorBox: (title: string, content: string) => {
    const text = `${title}: ${content}`;
    if (!isReady() && process.platform === 'linux') {
      process.stderr.write(`${text}\n`);
      return;
    }
    recorder.errorBoxes.push(text);
    process.send?.({ errorBox: text });
  },
  showMessageBox: (...words: Words<Electron.MessageBoxOptions>) => {
    needsReady(DIALOG_TOO_EARLY);
    const { message, detail } = words.at(-1) as Electron.MessageBoxOptions;
    recorder.messageBoxes.push(`${message}: ${detail ?? ''}`);
    return Promise.resolve({ response: recorder.boxAnswer, checkboxChecked: false });
  },
  showOpenDialog: (..._words: Words<Electron.OpenDialogOptions>) => {
    needsReady(DIALOG_TOO_EARLY);
    return Promise.resolve({
      canceled: recorder.openDialog === null,
      filePaths: recorder.openDialog === null ? [] : [recorder.openDialog],
    });
  },
} satisfies Pick<typeof Electron.dialog, 'showErrorBox' | 'showMessageBox' | 'showOpenDialog'>;
guard('dialog', dialog);

export const shell = {
  openExternal: (url: string) => {
    recorder.opened.push(url);
    return recorder.nobodyOpens ? Promise.reject(new Error('Failed to open URL')) : Promise.resolve();
  },
  showItemInFolder: (path: string) => {
    recorder.shownFiles.push(path);
  },
  openPath: (path: string) => {
    recorder.shownFiles.push(path);
    return Promise.resolve(recorder.nobodyOpens ? 'Failed to open path' : '');
  },
} satisfies Pick<typeof Electron.shell, 'openExternal' | 'showItemInFolder' | 'openPath'>;
guard('shell', shell);

answers({
  power: ({ event }) => powerMonitor.emit(event),
  set: ({ online, openDialog, displays: attached, page, ...more }) => {
    if (page !== undefined) recorder.page = page;
    if (online !== undefined) recorder.online = online;
    const { notificationsFail, notificationsHang, ...themes } = more;
    if (notificationsFail !== undefined) recorder.notificationsFail = notificationsFail;
    if (notificationsHang !== undefined) recorder.notificationsHang = notificationsHang;
    if (openDialog !== undefined) recorder.openDialog = openDialog;
    if (attached !== undefined) recorder.displays = attached;
    if (themes.dark !== undefined) nativeTheme.shouldUseDarkColors = themes.dark;
    if (themes.darkBar !== undefined) nativeTheme.shouldUseDarkColorsForSystemIntegratedUI = themes.darkBar;
    if (themes.dark !== undefined || themes.darkBar !== undefined) nativeTheme.emit('updated');
  },
});

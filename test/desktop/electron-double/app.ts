import { EventEmitter } from 'node:events';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type * as Electron from 'electron';
import { endBrowser } from './browser.ts';
import { commandLine, forgetNoSandbox } from './command-line.ts';
import { dock } from './dock.ts';
import { guard } from './guard.ts';
import { isPrevented } from './is-prevented.ts';
import { loginItemSettings, setLoginItemSettings } from './login-items.ts';
import { becomingReady, isReady, readyAfter, tooLateWhenReady } from './readiness.ts';
import { answers, recorder } from './recorder.ts';
import { SingleInstance } from './single-instance.ts';

/** Closes what is open, `false` when something was held open; and how many are still there. Set by the windows. */
export const hooks = { closeWindows: () => true, openWindows: () => 0 };

type KnownApp = Pick<
  Electron.App,
  | 'isPackaged'
  | 'whenReady'
  | 'isReady'
  | 'setName'
  | 'getName'
  | 'getVersion'
  | 'getAppPath'
  | 'setPath'
  | 'getPath'
  | 'requestSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'focus'
  | 'enableSandbox'
  | 'setAppUserModelId'
  | 'setAboutPanelOptions'
  | 'showAboutPanel'
  | 'getLoginItemSettings'
  | 'setLoginItemSettings'
  | 'relaunch'
  | 'quit'
  | 'exit'
>;

class App extends EventEmitter implements KnownApp {
  readonly isPackaged = process.env['DOUBLE_PACKAGED'] !== undefined;
  readonly commandLine = commandLine;
  /** macOS alone has one; what its Info.plist says of it counts in the package only. */
  readonly dock = process.platform === 'darwin' ? dock(!this.isPackaged) : undefined;
  #quitting = false;
  #name = 'Electron';
  readonly #paths = new Map<string, string>([
    ['home', homedir()],
    ['userData', ''],
  ]);
  #instance: SingleInstance | null = null;

  constructor() {
    super();
    void becomingReady.then(() => this.emit('ready', {}, {}));
  }

  whenReady(): Promise<void> {
    return becomingReady;
  }
  isReady(): boolean {
    return isReady();
  }
  setName(name: string): void {
    this.#name = name;
  }
  getName(): string {
    return this.#name;
  }
  getVersion(): string {
    return '0.0.0';
  }
  getAppPath(): string {
    if (!this.isPackaged) return join(import.meta.dirname, '..', '..', '..');
    // Beside the program, by the separator of its own path.
    return process.execPath.replace(
      /[^/\\]*$/,
      process.platform === 'win32' ? 'resources\\app.asar' : 'app.asar',
    );
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  getPath(name: string): string {
    return this.#paths.get(name) ?? join(this.#paths.get('userData') ?? '', name);
  }

  requestSingleInstanceLock(): boolean {
    recorder.calls.push('app.requestSingleInstanceLock');
    this.#instance = new SingleInstance(this.getPath('userData'));
    const claimed = this.#instance.claim(({ words, folder }) =>
      this.emit('second-instance', {}, words, folder, undefined),
    );
    readyAfter(this.#instance.settled);
    return claimed;
  }

  releaseSingleInstanceLock(): void {
    this.#instance?.release();
  }
  focus(): void {
    recorder.calls.push('app.focus');
  }

  enableSandbox(): void {
    tooLateWhenReady('app.enableSandbox() can only be called before app is ready');
    forgetNoSandbox();
    recorder.calls.push('app.enableSandbox');
  }
  setAppUserModelId(id: string): void {
    recorder.calls.push(`app.setAppUserModelId ${id}`);
  }
  setAboutPanelOptions(): void {}
  showAboutPanel(): void {
    recorder.calls.push('app.showAboutPanel');
  }
  getLoginItemSettings(options?: Electron.LoginItemSettingsOptions): Electron.LoginItemSettings {
    return loginItemSettings(options);
  }
  setLoginItemSettings(settings: Electron.Settings): void {
    setLoginItemSettings(settings);
  }
  /** Told to the test, which starts the second run itself, so that nothing it did not start is left behind. */
  relaunch(options?: Electron.RelaunchOptions): void {
    process.send?.({ relaunch: options?.args ?? process.argv.slice(1) });
  }

  /** In Electron's order: asked before anything closes, then the windows, then told, then gone. */
  quit(): void {
    if (isPrevented(this, 'before-quit')) return;
    this.#quitting = true;
    if (!hooks.closeWindows()) this.#quitting = false;
    else if (hooks.openWindows() === 0) this.allWindowsClosed();
  }
  /** While it quits, that is the next step instead of an event. */
  allWindowsClosed(): void {
    if (!this.#quitting) {
      this.emit('window-all-closed');
      return;
    }
    this.#quitting = false;
    if (isPrevented(this, 'will-quit')) return;
    this.emit('quit', {}, 0);
    this.exit(0);
  }
  exit(code = 0): void {
    this.#instance?.release();
    void Promise.allSettled([endBrowser(), this.#instance?.settled]).then(() => process.exit(code));
  }
}
guard('app', App.prototype);

export const app = new App();
// What is packed gets no script before its words.
if (app.isPackaged) process.argv.splice(1, 1);
answers({
  quit: () => app.quit(),
  'second-start': ({ words }) => app.emit('second-instance', {}, words, '', undefined),
  'click-dock': () => app.emit('activate', {}, hooks.openWindows() > 0),
  'child-gone': ({ details }) => app.emit('child-process-gone', {}, details),
});

import { EventEmitter } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { homedir } from 'node:os';
import type * as Electron from 'electron';
import { answers, recorder } from './recorder.ts';

/** Closes what is open; set by the windows. */
export const hooks = { closeWindows: () => true, endBrowser: async () => {} };

export class App extends EventEmitter {
  readonly isPackaged = false;
  #name = 'Electron';
  readonly #paths = new Map<string, string>([
    ['home', homedir()],
    ['userData', ''],
  ]);
  #lock: Server | null = null;

  readonly whenReady: typeof Electron.app.whenReady = async () => {
    await this.#listening;
  };
  #listening: Promise<void> = Promise.resolve();

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
    return join(import.meta.dirname, '..', '..', '..');
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  getPath(name: string): string {
    return this.#paths.get(name) ?? join(this.#paths.get('userData') ?? '', name);
  }

  /** Real: the first one listens beside the data folder, the second hands over its words there. */
  requestSingleInstanceLock(): boolean {
    recorder.calls.push('app.requestSingleInstanceLock');
    const path = join(this.getPath('userData'), 'double.sock');
    if (isOwned(`${path}.pid`)) {
      const words = JSON.stringify(process.argv);
      const socket = createConnection(path, () => socket.end(words));
      // It lives until the words have gone out.
      this.exit = (code) => {
        socket.on('close', () => process.exit(code));
      };
      return false;
    }
    writeFileSync(`${path}.pid`, String(process.pid));
    rmSync(path, { force: true });
    this.#lock = createServer((socket) => {
      let words = '';
      socket.setEncoding('utf8').on('data', (text) => (words += String(text)));
      socket.on('end', () => this.emit('second-instance', {}, JSON.parse(words), process.cwd(), null));
    });
    this.#listening = new Promise((resolve) => this.#lock?.listen(path, resolve));
    this.#lock.unref();
    return true;
  }

  enableSandbox(): void {
    recorder.calls.push('app.enableSandbox');
  }
  setAppUserModelId(id: string): void {
    recorder.calls.push(`app.setAppUserModelId ${id}`);
  }
  setAboutPanelOptions(): void {}
  showAboutPanel(): void {
    recorder.calls.push('app.showAboutPanel');
  }
  getLoginItemSettings() {
    return { openAtLogin: recorder.loginItem, wasOpenedAtLogin: false };
  }
  setLoginItemSettings(settings: Electron.Settings): void {
    recorder.loginItem = settings.openAtLogin === true;
  }
  relaunch(options?: Electron.RelaunchOptions): void {
    process.send?.({ relaunch: options?.args ?? process.argv.slice(1) });
  }

  /** In Electron's order: asked before anything closes, then the windows, then told, then gone. */
  quit(): void {
    if (!this.#ask('before-quit')) return;
    if (!hooks.closeWindows()) return;
    if (!this.#ask('will-quit')) return;
    this.emit('quit', {}, 0);
    this.exit(0);
  }
  exit = (code = 0): void => {
    this.#lock?.close();
    if (this.#lock !== null) rmSync(join(this.getPath('userData'), 'double.sock.pid'), { force: true });
    void hooks.endBrowser().finally(() => {
      process.exit(code);
    });
  };

  #ask(name: string): boolean {
    let prevented = false;
    this.emit(name, { preventDefault: () => (prevented = true) });
    return !prevented;
  }
}

export const app: App & { readonly dock: undefined } = Object.assign(new App(), { dock: undefined });
answers({ quit: () => app.quit() });

function isOwned(pidFile: string): boolean {
  if (!existsSync(pidFile)) return false;
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

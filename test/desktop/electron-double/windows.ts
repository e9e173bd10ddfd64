import { EventEmitter } from 'node:events';
import type { Page } from 'playwright-core';
import type * as Electron from 'electron';
import { app, hooks } from './app.ts';
import { baseWindows } from './base-window.ts';
import { browserPid, endBrowser } from './browser.ts';
import { guard } from './guard.ts';
import { frameOf, invoke } from './ipc-main.ts';
import { isPrevented } from './is-prevented.ts';
import type { WindowReport } from './messages.ts';
import { answers, recorder } from './recorder.ts';
import { toElectron, WebContents } from './web-contents.ts';

const open = new Set<BrowserWindow>();

type KnownWindow = Pick<
  Electron.BrowserWindow,
  | 'loadURL'
  | 'show'
  | 'showInactive'
  | 'focus'
  | 'minimize'
  | 'restore'
  | 'isMinimized'
  | 'maximize'
  | 'isMaximized'
  | 'isDestroyed'
  | 'getBounds'
  | 'getNormalBounds'
  | 'close'
  | 'destroy'
>;

/** A real page of a real Chromium; what surrounds the page is only noted. */
export class BrowserWindow extends EventEmitter implements KnownWindow {
  readonly webContents: WebContents;
  readonly #options: Electron.BrowserWindowConstructorOptions;
  #destroyed = false;
  #visible: boolean;
  #minimized = false;
  #maximized = false;
  #focused = 0;
  #bounds: Electron.Rectangle;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#options = options;
    this.#bounds = { x, y, width, height };
    this.#visible = options.show !== false;
    this.webContents = new WebContents(this, options.webPreferences?.preload ?? '');
    open.add(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(address: string): Promise<void> {
    recorder.calls.push(`loadURL ${address}`);
    await this.webContents.showPage(address);
    if (!this.#destroyed) this.emit('ready-to-show');
  }
  show(): void {
    this.#visible = true;
  }
  showInactive(): void {
    this.#visible = true;
  }
  focus(): void {
    this.#focused += 1;
  }
  minimize(): void {
    this.#minimized = true;
  }
  maximize(): void {
    this.#maximized = true;
    this.#visible = true;
  }
  isMaximized(): boolean {
    return this.#maximized && !this.#minimized;
  }
  restore(): void {
    this.#minimized = false;
    this.emit('restore');
  }
  isMinimized(): boolean {
    return this.#minimized;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  getBounds(): Electron.Rectangle {
    return this.#bounds;
  }
  getNormalBounds(): Electron.Rectangle {
    return this.#bounds;
  }

  /** `false` when something held it open. */
  close(): boolean {
    if (isPrevented(this, 'close')) return false;
    this.destroy();
    return true;
  }
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    open.delete(this);
    this.emit('closed');
    if (open.size > 0) {
      void this.webContents.closePage();
      return;
    }
    void endBrowser();
    app.emit('window-all-closed');
  }

  /** As the person moves it. */
  moveTo(bounds: Electron.Rectangle): void {
    this.#bounds = bounds;
  }
  report(): WindowReport {
    return {
      url: toElectron(this.webContents.page?.url() ?? this.webContents.address),
      bounds: this.#bounds,
      visible: this.#visible,
      minimized: this.#minimized,
      maximized: this.#maximized,
      focused: this.#focused,
      webPreferences: { ...this.#options.webPreferences },
    };
  }
}
guard('window', BrowserWindow.prototype);

hooks.closeWindows = () => [...open].every((window) => window.close());

export const windowReports = () => [...open].map((window) => window.report());

function contents(): WebContents {
  const [window] = open;
  if (window === undefined) throw new Error('no window is open');
  return window.webContents;
}

function page(): Page {
  const [window] = open;
  const shown = window?.webContents.page ?? null;
  if (shown === null) throw new Error(`no window is open (browser ${browserPid() ?? 'none'})`);
  return shown;
}

answers({
  'close-window': () => [...open].map((window) => window.close()),
  'end-session': () => {
    const event: Electron.WindowSessionEndEvent = {
      reasons: ['logoff'],
      preventDefault: () => {},
      defaultPrevented: false,
    };
    for (const window of [...open, ...baseWindows]) window.emit('session-end', event);
  },
  'maximize-window': () => [...open].map((window) => window.maximize()),
  'move-window': ({ bounds }) => [...open].map((window) => window.moveTo(bounds)),
  'crash-page': () => {
    page()
      .goto('chrome://crash')
      .catch(() => {});
  },
  evaluate: ({ code }) => page().evaluate(code),
  click: ({ selector }) => page().click(selector, { timeout: 5000 }),
  screenshot: ({ path }) => page().screenshot({ path }),
  navigate: ({ event, url, isMainFrame }) => {
    const facts = {
      url,
      isMainFrame,
      isSameDocument: false,
      frame: null,
    } satisfies Electron.WebContentsWillNavigateEventParams &
      Electron.WebContentsWillFrameNavigateEventParams &
      Electron.WebContentsWillRedirectEventParams;
    return isPrevented(contents(), event, facts);
  },
  'attach-webview': ({ src }) => isPrevented(contents(), 'will-attach-webview', {}, {}, { src }),
  /** A message that does not come from our page, or not from its own frame. */
  'forge-request': ({ url, sub, message }) => {
    const [window] = open;
    const senderFrame = frameOf(url, sub ? frameOf(url, null) : null);
    return invoke('bellwether:request', { senderFrame, sender: window?.webContents as never }, [message]);
  },
});

import { EventEmitter } from 'node:events';
import type { Page } from 'playwright-core';
import type * as Electron from 'electron';
import { focus } from './app-menu.ts';
import { app, hooks } from './app.ts';
import { baseWindows } from './base-window.ts';
import { browserPid, endBrowser } from './browser.ts';
import { guard } from './guard.ts';
import { frameOf, invoke } from './ipc-main.ts';
import { isPrevented } from './is-prevented.ts';
import type { WindowReport } from './messages.ts';
import { needsReady } from './readiness.ts';
import { answers, recorder } from './recorder.ts';
import { ON_WAYLAND } from './wayland.ts';
import { toElectron, WebContents } from './web-contents.ts';

/** A window that closes asks its page first, and is gone a moment later. */
const CLOSING_MS = 5;

const open = new Set<BrowserWindow>();

type KnownWindow = Pick<
  Electron.BrowserWindow,
  | 'loadURL'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'isVisible'
  | 'isFocused'
  | 'isFullScreen'
  | 'setFullScreen'
  | 'setBackgroundColor'
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
  | 'setOverlayIcon'
>;

/** A real page of a real Chromium; what surrounds the page is only noted. */
export class BrowserWindow extends EventEmitter implements KnownWindow {
  readonly webContents: WebContents;
  readonly #options: Electron.BrowserWindowConstructorOptions;
  #destroyed = false;
  #visible: boolean;
  #minimized = false;
  #maximized = false;
  #fullScreen = false;
  #focused = 0;
  #inFront = false;
  /** The page has been laid out; as `ready-to-show` tells once it could be seen. */
  #laidOut = false;
  #told = false;
  #background: string;
  #bounds: Electron.Rectangle;
  #overlay: object | null = null;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    needsReady('Cannot create BrowserWindow before app is ready');
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#options = options;
    // Under Wayland the desktop alone decides where a window is.
    this.#bounds = ON_WAYLAND ? { x: 0, y: 0, width, height } : { x, y, width, height };
    this.#background = options.backgroundColor ?? '#FFFFFF';
    this.#visible = options.show !== false;
    this.webContents = new WebContents(this, options.webPreferences ?? {});
    open.add(this);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, this);
  }

  static getAllWindows(): readonly BrowserWindow[] {
    return [...open];
  }
  /** Before the window is in the taskbar there is nothing to lay it over. */
  setOverlayIcon(overlay: Electron.NativeImage | null, description: string): void {
    if (process.platform !== 'win32') throw new TypeError('window.setOverlayIcon is not a function');
    if (this.#visible) this.#overlay = overlay === null ? null : Object.assign({ description }, overlay);
  }

  async loadURL(address: string): Promise<void> {
    recorder.calls.push(`loadURL ${address}`);
    await this.webContents.showPage(address);
    if (this.#destroyed) return;
    this.#laidOut = true;
    this.#tellReady();
  }
  /** A surface that is hidden gets no frame under Wayland, and so no layout. */
  #tellReady(): void {
    if (this.#told || !this.#laidOut || (ON_WAYLAND && !this.#visible)) return;
    this.#told = true;
    this.emit('ready-to-show');
  }
  /** Under Wayland only a surface that comes up takes the focus: nobody may take it for a window that is there. */
  show(): void {
    if (!ON_WAYLAND || !this.#visible) this.#inFront = true;
    this.showInactive();
  }
  showInactive(): void {
    if (this.#visible) return;
    this.#visible = true;
    this.emit('show');
    this.#tellReady();
  }
  hide(): void {
    recorder.calls.push('window.hide');
    this.#visible = false;
    this.#inFront = false;
    if (ON_WAYLAND) this.#minimized = false;
  }
  isVisible(): boolean {
    return this.#visible;
  }
  isFocused(): boolean {
    return this.#visible && this.#inFront && !this.#minimized;
  }
  focus(): void {
    this.#focused += 1;
    if (!ON_WAYLAND) this.#inFront = true;
  }
  blur(): void {
    this.#inFront = false;
  }
  isFullScreen(): boolean {
    return this.#fullScreen;
  }
  setFullScreen(on: boolean): void {
    this.#fullScreen = on;
  }
  setBackgroundColor(colour: string): void {
    this.#background = colour;
  }
  minimize(): void {
    this.#minimized = true;
    this.#inFront = false;
  }
  maximize(): void {
    this.#maximized = true;
    this.showInactive();
  }
  isMaximized(): boolean {
    return this.#maximized && !this.#minimized;
  }
  /** What is not minimised and maximised becomes smaller. Under Wayland a program cannot undo that it is minimised. */
  restore(): void {
    recorder.calls.push('window.restore');
    if (ON_WAYLAND && this.#minimized) return;
    if (!this.#minimized) this.#maximized = false;
    this.#minimized = false;
    this.emit('restore');
  }
  /** No state of Wayland's. */
  isMinimized(): boolean {
    return this.#minimized && !ON_WAYLAND;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  getBounds(): Electron.Rectangle {
    return ON_WAYLAND ? { ...this.#bounds, x: 0, y: 0 } : this.#bounds;
  }
  getNormalBounds(): Electron.Rectangle {
    return this.#bounds;
  }

  /** `false` when something held it open. */
  close(): boolean {
    if (isPrevented(this, 'close')) return false;
    setTimeout(() => this.destroy(), CLOSING_MS);
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
    app.allWindowsClosed();
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
      fullScreen: this.#fullScreen,
      focused: this.#focused,
      inFront: this.isFocused(),
      zoomFactor: this.webContents.getZoomFactor(),
      backgroundColor: this.#background,
      menuHidden: this.#options.autoHideMenuBar === true,
      overlay: this.#overlay,
      webPreferences: { ...this.#options.webPreferences },
    };
  }
}
guard('window', BrowserWindow.prototype);

hooks.closeWindows = () => [...open].every((window) => window.close());
hooks.openWindows = () => open.size;
focus.window = () => [...open].find((window) => window.isFocused()) ?? null;

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
  'blur-window': () => [...open].map((window) => window.blur()),
  'zoom-wheel': ({ direction }) => contents().emit('zoom-changed', {}, direction),
  'minimize-window': () => [...open].map((window) => window.minimize()),
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

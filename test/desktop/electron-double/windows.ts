import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  chromium,
  type BrowserServer,
  type Browser,
  type BrowserContext,
  type Page,
  type Request as PlaywrightRequest,
  type Route,
} from 'playwright-core';
import type * as Electron from 'electron';
import { app, hooks } from './app.ts';
import type { WindowReport } from './messages.ts';
import { answers, recorder } from './recorder.ts';
import { schemes } from './protocol-session.ts';

/*
 * Windows are real pages of a real Chromium, with the product's own preload script in them. Two things are pretended:
 * Chromium's driver serves no custom scheme, so `app://dashboard` is the https origin below, and the address of a frame
 * that the main process is told is turned back from it; and the preload script runs in the page's own world.
 */
const ORIGIN = 'https://dashboard.app.test';
const toReal = (address: string) => address.replace(/^app:\/\/dashboard(?=[/?#]|$)/, ORIGIN);
const toElectron = (address: string) =>
  address.startsWith(`${ORIGIN}/`) ? `app://dashboard${address.slice(ORIGIN.length)}` : address;

type Handler = (event: unknown, ...words: unknown[]) => unknown;
const invoked = new Map<string, Handler>();

class IpcMain extends EventEmitter {
  handle(channel: string, handler: Handler): void {
    if (invoked.has(channel)) throw new Error(`a second handler for ${channel}`);
    invoked.set(channel, handler);
  }
  removeHandler(channel: string): void {
    invoked.delete(channel);
  }
}
export const ipcMain = new IpcMain();

let server: BrowserServer | null = null;
let browser: Promise<Browser> | null = null;
const open = new Set<BrowserWindow>();

async function launch(): Promise<Browser> {
  server = await chromium.launchServer({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  return chromium.connect(server.wsEndpoint());
}

/** Electron's page processes end with their window; here the whole browser does with the last one. */
async function endBrowser(): Promise<void> {
  const ending = browser;
  browser = null;
  if (ending === null) return;
  await (await ending).close();
  await server?.close();
  server = null;
}

/** Runs in the page, before anything of it: what a sandboxed preload script finds. */
const PREPARE = `(() => {
  const listeners = new Map();
  const clone = (value) => structuredClone(value);
  Object.defineProperty(window, 'standInDeliver', { value: (channel, words) => {
    for (const listener of [...(listeners.get(channel) ?? [])]) listener({ secret: 'the event of Electron' }, ...words);
  } });
  const invoke = window.standInInvoke;
  const ipcRenderer = {
    invoke: async (channel, ...words) => invoke(channel, clone(words)),
    on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    removeListener: (channel, listener) =>
      listeners.set(channel, (listeners.get(channel) ?? []).filter((other) => other !== listener)),
  };
  const contextBridge = { exposeInMainWorld: (name, bridge) => {
    const across = Object.fromEntries(Object.entries(bridge).map(([key, call]) => [key, (...words) => {
      const answer = call(...words.map((word) => (typeof word === 'function' ? (...heard) => word(...clone(heard)) : clone(word))));
      return typeof answer?.then === 'function' ? answer.then(clone) : typeof answer === 'function' ? answer : clone(answer);
    }]));
    Object.defineProperty(window, name, { value: Object.freeze(across), enumerable: true });
  } };
  const require = (name) => {
    if (name !== 'electron') throw new Error('module not found: ' + name);
    return { contextBridge, ipcRenderer };
  };
  PRELOAD
})();`;

class WebContents extends EventEmitter {
  page: Page | null = null;
  readonly window: BrowserWindow;
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  /** What goes to the page keeps its order. */
  #sending: Promise<unknown> = Promise.resolve();
  constructor(window: BrowserWindow) {
    super();
    this.window = window;
  }
  setWindowOpenHandler(handler: WebContents['openHandler']): void {
    this.openHandler = handler;
  }
  isDestroyed(): boolean {
    return this.window.isDestroyed();
  }
  send(channel: string, ...words: unknown[]): void {
    const message = structuredClone([channel, words]);
    this.#sending = this.#sending
      .then(() =>
        this.page?.evaluate(
          ([to, what]) =>
            (globalThis as unknown as { standInDeliver(a: unknown, b: unknown): void }).standInDeliver(
              to,
              what,
            ),
          message,
        ),
      )
      .catch(() => {});
  }
  reload(): void {
    void this.window.showPage(toElectron(this.page?.url() ?? ''));
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  readonly #options: Electron.BrowserWindowConstructorOptions;
  #context: BrowserContext | null = null;
  #destroyed = false;
  #visible: boolean;
  #minimized = false;
  #focused = 0;
  #bounds;
  #url = '';

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#options = options;
    this.#bounds = { x, y, width, height };
    this.#visible = options.show !== false;
    this.webContents = new WebContents(this);
    open.add(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(address: string): Promise<void> {
    recorder.calls.push(`loadURL ${address}`);
    await this.showPage(address);
    if (!this.#destroyed) this.emit('ready-to-show');
  }

  async showPage(address: string): Promise<void> {
    this.#url = address;
    browser ??= launch();
    await this.#context?.close();
    const context = await (
      await browser
    ).newContext({
      viewport: { width: this.#bounds.width, height: this.#bounds.height },
      ignoreHTTPSErrors: true,
    });
    this.#context = context;
    if (this.#destroyed) return;
    const shown = await context.newPage();
    this.webContents.page = shown;
    shown.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        recorder.complaints.push(message.text());
    });
    shown.on('pageerror', (error) => recorder.complaints.push(error.message));
    shown.on('crash', () =>
      this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }),
    );
    shown.on('popup', (popup) => {
      void popup.close();
    });
    await context.exposeBinding('standInInvoke', async (source, channel: string, words: unknown[]) => {
      const frame = {
        url: toElectron(source.frame.url()),
        parent: source.frame.parentFrame() === null ? null : {},
      };
      const handler = invoked.get(channel);
      if (handler === undefined) throw new Error(`nobody handles ${channel}`);
      return structuredClone(await handler({ senderFrame: frame, sender: this.webContents }, ...words));
    });
    const preload = readFileSync(this.#options.webPreferences?.preload ?? '', 'utf8');
    await context.addInitScript(PREPARE.replace('PRELOAD', () => preload));
    await context.route('**/*', (route) => this.#serve(route));
    await shown.goto(toReal(address));
    this.webContents.emit('did-finish-load');
  }

  async #serve(route: Route): Promise<void> {
    const request = route.request();
    const url = request.url();
    const address = toElectron(url);
    if (request.isNavigationRequest() && address !== this.#url.split('#')[0]) {
      if (!this.#isOwn(request)) {
        this.webContents.openHandler({ url });
        return route.abort();
      }
      let prevented = false;
      const event = { url: address, preventDefault: () => (prevented = true) };
      this.webContents.emit('will-navigate', event);
      // To Chromium "no content" means that the page stays as it is.
      if (prevented) return route.fulfill({ status: 204 });
    }
    const handler = schemes.get('app');
    if (!url.startsWith(`${ORIGIN}/`) || handler === undefined) {
      recorder.strayRequests.push(url);
      return route.abort();
    }
    const response = await handler(new Request(address, { method: request.method() }));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  /** A new window asks for its page before there is a frame of it. */
  #isOwn(request: PlaywrightRequest): boolean {
    try {
      return request.frame().page() === this.webContents.page;
    } catch {
      return false;
    }
  }

  show(): void {
    this.#visible = true;
  }
  focus(): void {
    this.#focused += 1;
  }
  minimize(): void {
    this.#minimized = true;
  }
  restore(): void {
    this.#minimized = false;
  }
  isMinimized(): boolean {
    return this.#minimized;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  getBounds() {
    return this.#bounds;
  }
  getNormalBounds() {
    return this.#bounds;
  }

  /** `false` when something held it open. */
  close(): boolean {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (!prevented) this.destroy();
    return !prevented;
  }
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    open.delete(this);
    this.emit('closed');
    if (open.size > 0) return;
    void endBrowser();
    app.emit('window-all-closed');
  }

  report(): WindowReport {
    return {
      url: toElectron(this.webContents.page?.url() ?? this.#url),
      bounds: this.#bounds,
      visible: this.#visible,
      minimized: this.#minimized,
      focused: this.#focused,
      webPreferences: { ...this.#options.webPreferences },
    };
  }
}

hooks.closeWindows = () => [...open].every((window) => window.close());
hooks.endBrowser = endBrowser;

export const windowReports = () => [...open].map((window) => window.report());
export const browserPid = () => server?.process().pid ?? null;

function page(): Page {
  const [window] = open;
  const shown = window?.webContents.page ?? null;
  if (shown === null) throw new Error('no window is open');
  return shown;
}

answers({
  'close-window': () => [...open].map((window) => window.close()),
  'crash-page': () => {
    page()
      .goto('chrome://crash')
      .catch(() => {});
  },
  evaluate: ({ code }) => page().evaluate(code),
  click: ({ selector }) => page().click(selector, { timeout: 5000 }),
  screenshot: ({ path }) => page().screenshot({ path }),
  /** A message that does not come from our page, or not from its own frame. */
  'forge-request': async ({ url, sub, message }) => {
    const [window] = open;
    const frame = { url, parent: sub ? {} : null };
    return invoked.get('bellwether:request')?.({ senderFrame: frame, sender: window?.webContents }, message);
  },
});

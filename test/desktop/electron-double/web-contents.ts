import { EventEmitter } from 'node:events';
import type { BrowserContext, Frame, Page, Request as PageRequest, Route } from 'playwright-core';
import type * as Electron from 'electron';
import { runningBrowser } from './browser.ts';
import { guard } from './guard.ts';
import { frameOf, invoke } from './ipc-main.ts';
import { isPrevented } from './is-prevented.ts';
import { preloadScript } from './preload-world.ts';
import { defaultSession, schemes } from './protocol-session.ts';
import { recorder } from './recorder.ts';

/*
 * Windows are real pages of a real Chromium, with the product's own preload script in them. Two things are pretended:
 * Chromium's driver serves no custom scheme, so `app://dashboard` is the https origin below, and the address of a frame
 * that the main process is told is turned back from it; and the preload script runs in the page's own world.
 */
const ORIGIN = 'https://dashboard.app.test';
const toReal = (address: string) => address.replace(/^app:\/\/dashboard(?=[/?#]|$)/, ORIGIN);
export const toElectron = (address: string) =>
  address.startsWith(`${ORIGIN}/`) ? `app://dashboard${address.slice(ORIGIN.length)}` : address;

interface Owner {
  isDestroyed(): boolean;
  getBounds(): Electron.Rectangle;
}

type KnownContents = Pick<
  Electron.WebContents,
  'setWindowOpenHandler' | 'isDestroyed' | 'send' | 'reload' | 'zoomLevel' | 'getZoomFactor'
>;
type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

export class WebContents extends EventEmitter implements KnownContents {
  page: Page | null = null;
  /** As it was to be shown. */
  address = '';
  readonly #owner: Owner;
  readonly #preload: string;
  #factor: number;
  #context: BrowserContext | null = null;
  #openHandler: OpenHandler = () => ({ action: 'allow' });
  /** What goes to the page keeps its order. */
  #sending: Promise<unknown> = Promise.resolve();

  constructor(owner: Owner, { preload = '', zoomFactor = 1 }: Electron.WebPreferences) {
    super();
    this.#owner = owner;
    this.#preload = preload;
    this.#factor = zoomFactor;
  }

  /** A level is a factor of 1.2. */
  get zoomLevel(): number {
    return Math.log(this.#factor) / Math.log(1.2);
  }
  set zoomLevel(level: number) {
    this.#factor = Math.min(5, Math.max(0.25, 1.2 ** level));
  }
  getZoomFactor(): number {
    return this.#factor;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }
  isDestroyed(): boolean {
    return this.#owner.isDestroyed();
  }
  send(channel: string, ...words: unknown[]): void {
    const message = structuredClone([channel, words]);
    this.#sending = this.#sending.then(() => this.page?.evaluate(deliver, message)).catch(() => {});
  }
  reload(): void {
    this.showPage(toElectron(this.page?.url() ?? '')).catch((error: unknown) => {
      this.emit('did-fail-load', {}, -2, String(error));
    });
  }

  async showPage(address: string): Promise<void> {
    this.address = address;
    if (recorder.page === 'hangs') await new Promise(() => {});
    if (recorder.page === 'fails') {
      this.emit('did-fail-load', {}, -2, 'ERR_FAILED', address, true);
      throw new Error(`ERR_FAILED (-2) loading '${address}'`);
    }
    const browser = await runningBrowser();
    await this.closePage();
    const { width, height } = this.#owner.getBounds();
    const context = await browser.newContext({ viewport: { width, height }, ignoreHTTPSErrors: true });
    this.#context = context;
    if (this.isDestroyed()) return;
    const shown = await context.newPage();
    this.page = shown;
    this.#listen(shown);
    await context.exposeBinding('standInInvoke', ({ frame }, channel: string, words: unknown[]) =>
      invoke(
        channel,
        { senderFrame: toFrame(frame), sender: this as unknown as Electron.WebContents },
        words,
      ),
    );
    if (this.#preload !== '') await context.addInitScript(preloadScript(this.#preload));
    await context.route('**/*', (route) => this.#serve(route));
    await shown.goto(toReal(address));
    this.emit('did-finish-load');
  }

  /** The browser may have ended before. */
  async closePage(): Promise<void> {
    await this.#context?.close().catch(() => {});
  }

  #listen(shown: Page): void {
    shown.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) recorder.complaints.push(message.text());
    });
    shown.on('pageerror', (error) => recorder.complaints.push(error.message));
    shown.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }));
    shown.on('popup', (popup) => void popup.close());
    shown.on('download', (download) => {
      const item = { getURL: () => download.url() } satisfies Partial<Electron.DownloadItem>;
      guard('download', item);
      if (!isPrevented(defaultSession, 'will-download', {}, item, this))
        recorder.calls.push(`downloaded: ${download.url()}`);
      void download.cancel();
    });
  }

  async #serve(route: Route): Promise<void> {
    const request = route.request();
    const url = request.url();
    if (request.isNavigationRequest()) {
      const frame = this.#frameOf(request);
      if (frame === null) {
        this.#askToOpen(toElectron(url));
        return route.abort();
      }
      // To Chromium "no content" means that the page stays as it is.
      if (!this.#mayNavigate(frame, toElectron(url))) return route.fulfill({ status: 204 });
    }
    const handler = schemes.get('app');
    if (!url.startsWith(`${ORIGIN}/`) || handler === undefined) {
      recorder.strayRequests.push(url);
      return route.abort();
    }
    const response = await handler(new Request(toElectron(url), { method: request.method() }));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  /** `null` for a new window, which asks for its page before there is a frame of it. */
  #frameOf(request: PageRequest): Frame | null {
    try {
      return request.frame().page() === this.page ? request.frame() : null;
    } catch {
      return null;
    }
  }

  /** What the program itself loads asks nobody. */
  #mayNavigate(frame: Frame, url: string): boolean {
    const isMainFrame = frame.parentFrame() === null;
    if (isMainFrame && url === this.address.split('#')[0]) return true;
    const facts = { url, isMainFrame };
    if (isPrevented(this, 'will-frame-navigate', facts)) return false;
    return !isMainFrame || !isPrevented(this, 'will-navigate', facts);
  }

  #askToOpen(url: string): void {
    const referrer = { url: this.address, policy: 'default' } as const;
    const details = { url, frameName: '', features: '', disposition: 'new-window', referrer } as const;
    if (this.#openHandler(details).action !== 'deny') recorder.calls.push(`a window opened: ${url}`);
  }
}
guard('webContents', WebContents.prototype);

function toFrame(frame: Frame): Electron.WebFrameMain {
  const parent = frame.parentFrame();
  return frameOf(toElectron(frame.url()), parent === null ? null : toFrame(parent));
}

/** Runs in the page. */
function deliver([channel, words]: unknown[]): void {
  (globalThis as unknown as { standInDeliver(a: unknown, b: unknown): void }).standInDeliver(channel, words);
}

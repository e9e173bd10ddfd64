import { chromium, type Browser } from 'playwright-core';
import { startBrowserServer, type BrowserServer } from './browser-server.ts';
import { answers } from './recorder.ts';

interface Running {
  readonly browser: Browser;
  readonly server: BrowserServer;
}

let running: Promise<Running> | null = null;
let ended: Promise<unknown> = Promise.resolve();
const pids = new Set<number>();

/** Starts it when it is the first to ask. */
export async function runningBrowser(): Promise<Browser> {
  running ??= launch();
  return (await running).browser;
}

/** Electron's page processes end with their window; here the whole browser does with the last one. */
export function endBrowser(): Promise<unknown> {
  const last = running;
  running = null;
  if (last !== null) ended = Promise.allSettled([ended, last.then(end)]);
  return ended;
}

/** `null` while there is none. */
export function browserPid(): number | null {
  return [...pids].at(-1) ?? null;
}

async function launch(): Promise<Running> {
  const server = await startBrowserServer();
  pids.add(server.pid);
  return { server, browser: await chromium.connect(server.endpoint) };
}

async function end({ browser, server }: Running): Promise<void> {
  await browser.close();
  await server.close();
  pids.delete(server.pid);
}

answers({ 'start-browser': async () => void (await runningBrowser()), 'end-browser': endBrowser });

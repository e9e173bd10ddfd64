import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { chromium } from 'playwright-core';
import { CHROMIUM } from '../../fixtures/chromium.ts';

/** A Chromium, as it is reached and ended. */
export interface BrowserServer {
  readonly endpoint: string;
  readonly pid: number;
  close(this: void): Promise<void>;
}

/** In a thread of its own when this process takes itself for another platform's: the driver would believe it. */
export function startBrowserServer(): Promise<BrowserServer> {
  return process.env['DOUBLE_REAL_PLATFORM'] === process.platform ? launch() : launchElsewhere();
}

async function launch(): Promise<BrowserServer> {
  const server = await chromium.launchServer({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  return { endpoint: server.wsEndpoint(), pid: server.process().pid ?? 0, close: () => server.close() };
}

function launchElsewhere(): Promise<BrowserServer> {
  const { DOUBLE_PLATFORM: _, ...env } = process.env;
  const worker = new Worker(new URL(import.meta.url), { env });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (note: Omit<BrowserServer, 'close'>) => {
      const close = () =>
        new Promise<void>((closed) => {
          worker.once('exit', () => closed());
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
          worker.postMessage('close');
        });
      resolve({ ...note, close });
    });
  });
}

if (!isMainThread) {
  const { endpoint, pid, close } = await launch();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage({ endpoint, pid });
  parentPort?.once('message', () => void close());
}

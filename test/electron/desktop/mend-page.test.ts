import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { describe, expect, it } from 'vitest';
import { pageMender } from '../../../electron/desktop/mend-page.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { silentLogger } from '../../fixtures/storage/silent-logger.ts';

const LONG_MS = 60_000;

/** A window whose page goes when it is told to, and what was done to it. */
class Window extends EventEmitter {
  readonly done: string[] = [];
  readonly webContents = Object.assign(new EventEmitter(), {
    reload: () => this.done.push('reload'),
    forcefullyCrashRenderer: () => {
      this.done.push('end the page');
      this.webContents.emit('render-process-gone', {}, { reason: 'killed' });
    },
  });
  isDestroyed(): boolean {
    return this.done.includes('destroy');
  }
  destroy(): void {
    this.done.push('destroy');
    this.emit('closed');
  }
}

function mended(how: { readonly staysOpen?: boolean; readonly leaving?: boolean } = {}) {
  const clock = new FakeClock();
  const window = new Window();
  const broken: string[] = [];
  pageMender({
    clock,
    logger: silentLogger,
    staysOpen: () => how.staysOpen === true,
    isLeaving: () => how.leaving === true,
    onBroken: (message) => broken.push(message),
  })(window as unknown as BrowserWindow);
  return { clock, window, broken };
}

describe('a page that hangs', () => {
  it('is ended and loaded anew after a while', async () => {
    const { clock, window } = mended();
    window.emit('unresponsive');
    expect(window.done).toEqual([]);
    await clock.advance(LONG_MS);
    expect(window.done).toEqual(['end the page', 'reload']);
  });

  it('is left alone when it answers in time, however often', async () => {
    const { clock, window } = mended();
    for (let times = 1; times <= 3; times++) {
      window.emit('unresponsive');
      window.emit('unresponsive');
      await clock.advance(1000);
      window.emit('responsive');
    }
    await clock.advance(LONG_MS);
    expect([window.done, clock.pendingTimers]).toEqual([[], 0]);
  });

  it('does not keep a window that a person closes', () => {
    const { window } = mended({ leaving: true });
    window.emit('unresponsive');
    expect(window.done).toEqual(['destroy']);
  });

  it('is not touched once its window is gone', async () => {
    const { clock, window } = mended();
    window.emit('unresponsive');
    window.destroy();
    await clock.advance(LONG_MS);
    expect(window.done).toEqual(['destroy']);
  });
});

describe('a page that crashes', () => {
  it('while its window closes ends it', () => {
    const { window } = mended({ leaving: true });
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(window.done).toEqual(['destroy']);
  });

  it('again is closed, or loaded later where nothing else leads back to it', async () => {
    const gone = (window: Window) => window.webContents.emit('render-process-gone', {}, { reason: 'oom' });
    const tray = mended();
    gone(tray.window);
    gone(tray.window);
    expect([tray.window.done, tray.broken.length]).toEqual([['reload', 'destroy'], 1]);
    const noTray = mended({ staysOpen: true });
    gone(noTray.window);
    gone(noTray.window);
    await noTray.clock.advance(LONG_MS);
    expect([noTray.window.done, noTray.broken.length]).toEqual([['reload', 'reload'], 1]);
  });
});

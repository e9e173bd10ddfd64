import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { guard } from './guard.ts';

/** Those that are open: a session of Windows ends for each of them, shown or not. */
export const baseWindows = new Set<BaseWindow>();

/** A window without a page: nothing is drawn, and no process of Chromium runs for it. */
export class BaseWindow extends EventEmitter implements Pick<Electron.BaseWindow, 'destroy' | 'isDestroyed'> {
  constructor({ show = true }: Electron.BaseWindowConstructorOptions = {}) {
    super();
    if (show) throw new Error('the double of Electron shows no window without a page');
    baseWindows.add(this);
  }
  isDestroyed(): boolean {
    return !baseWindows.has(this);
  }
  destroy(): void {
    baseWindows.delete(this);
  }
}
guard('baseWindow', BaseWindow.prototype);

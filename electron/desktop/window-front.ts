import { app, type BrowserWindow } from 'electron';
import type { Cancel, Clock } from '../ports.ts';

/** As a person sees it: in front, visible without taking the focus, or in the list of windows only. */
export type Showing = 'in front' | 'behind' | 'minimised';

/** A desktop that grants the focus at all has done so by then. */
const FOCUS_MS = 500;

export interface WindowFront {
  /** A window that was never shown. */
  show(window: BrowserWindow, how: Showing, maximised: boolean): void;
  /** One that was, and may be hidden by others. */
  bring(window: BrowserWindow): void;
}

export function windowFront(clock: Clock, onWayland: boolean): WindowFront {
  let cancel: Cancel = () => {};

  /** Under Wayland a window in use may not take the focus, while one that comes up gets it. */
  function insist(window: BrowserWindow): void {
    cancel();
    cancel = clock.after(FOCUS_MS, () => {
      if (window.isDestroyed() || window.isFocused()) return;
      window.hide();
      toFront(window);
    });
  }

  return {
    show: (window, how, maximised) => {
      // That shows it, too.
      if (maximised && how !== 'minimised') window.maximize();
      if (how === 'in front') toFront(window);
      else window.showInactive();
      if (how !== 'minimised') return;
      if (maximised) window.once('restore', () => window.maximize());
      window.minimize();
    },
    bring: (window) => {
      // Wayland does not tell that a window is minimised; one that is large would become smaller by this.
      const isLarge = window.isMaximized() || window.isFullScreen();
      if (window.isMinimized() || (onWayland && !isLarge)) window.restore();
      toFront(window);
      if (onWayland) insist(window);
    },
  };
}

function toFront(window: BrowserWindow): void {
  window.show();
  window.focus();
  // The click was in the bar at the top, which leaves another program in front.
  if (process.platform === 'darwin') app.focus({ steal: true });
}

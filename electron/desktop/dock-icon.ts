import { app } from 'electron';
import type { Cancel, Clock } from '../ports.ts';

/** For a second after it has come up macOS does not let it go again. */
const HIDE_AFTER_MS = 1100;

export interface DockIcon {
  show(this: void): void;
  hide(this: void): void;
}

/**
 * The icon in macOS' Dock, there as long as the window is; nothing on other systems. The package starts without it (`LSUIElement`),
 * Electron run from source with it. To show what is there already makes it and the program flash.
 */
export function dockIcon(clock: Clock): DockIcon {
  const { dock } = app;
  let shownAt = -Infinity;
  let cancel: Cancel = () => {};
  return {
    show: () => {
      cancel();
      if (dock === undefined || dock.isVisible()) return;
      shownAt = clock.monotonicNow();
      void dock.show();
    },
    hide: () => {
      cancel();
      if (dock === undefined) return;
      const hide = () => {
        if (dock.isVisible()) dock.hide();
      };
      const wait = shownAt + HIDE_AFTER_MS - clock.monotonicNow();
      if (wait <= 0) hide();
      else cancel = clock.after(wait, hide);
    },
  };
}

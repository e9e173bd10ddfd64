import { join } from 'node:path';
import { app, BrowserWindow, nativeImage } from 'electron';
import type { Badge } from './tray-view.ts';

export interface DownBadge {
  show(badge: Badge | null): void;
  close(): void;
}

/** What is down, over the window's button in the taskbar of Windows and in the Dock of macOS. Linux has no such place that can be relied on. */
export function openDownBadge(platform: 'darwin' | 'win32' | 'linux', iconsFolder: string): DownBadge {
  let shown: Badge | null = null;

  function draw(window: BrowserWindow): void {
    const icon = shown === null ? null : nativeImage.createFromPath(join(iconsFolder, shown.icon));
    // Read aloud instead of the picture.
    window.setOverlayIcon(icon, shown?.words ?? '');
  }

  /** Before that there is no button. */
  function follow(_: unknown, window: BrowserWindow): void {
    window.on('show', () => draw(window));
  }

  if (platform === 'win32') app.on('browser-window-created', follow);

  return {
    show: (badge) => {
      shown = badge;
      if (platform === 'win32') for (const window of BrowserWindow.getAllWindows()) draw(window);
      if (platform === 'darwin') app.dock?.setBadge(badge === null ? '' : String(badge.count));
    },
    close: () => void app.off('browser-window-created', follow),
  };
}

import { app, BrowserWindow, screen, type WebContents } from 'electron';
import { hashOf, type Place } from '../../shared/protocol/desktop.ts';
import type { Clock, Logger } from '../ports.ts';
import { PAGE_ORIGIN } from './page-request.ts';
import {
  boundsFor,
  MIN_SIZE,
  rememberBounds,
  type DisplayFacts,
  type RememberedBounds,
} from './window-bounds.ts';

/** A page that dies again within this time is not loaded a third time by itself. */
const CRASH_PAUSE_MS = 60_000;

export interface MainWindowParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly preload: string;
  /** PNG of the app, for window lists. */
  readonly icon: string;
  remembered(this: void): RememberedBounds;
  remember(this: void, bounds: RememberedBounds): void;
  /** Closing minimises: there is no tray to come back from. */
  staysOpen(this: void): boolean;
  /** The person closes it, and Bellwether goes on. */
  onClose(this: void): void;
  /** Why the page is gone for good. */
  onBroken(this: void, message: string): void;
  /** An open window is to show this place. */
  show(this: void, place: Place): void;
}

export interface MainWindow {
  /** Creates it, or brings it to the front. */
  open(this: void, place: Place | null, how?: 'shown' | 'minimised'): void;
  contents(this: void): WebContents | null;
  /** For dialogs that belong to it. */
  browserWindow(this: void): BrowserWindow | null;
  /** Ends it, whatever `staysOpen` says. */
  close(): void;
}

/** At most one window; closed, it is gone with its processes. */
export function createMainWindow(parts: MainWindowParts): MainWindow {
  let window: BrowserWindow | null = null;
  let crashedAt = -Infinity;
  let ending = false;

  function create(place: Place, minimised: boolean): void {
    const created = new BrowserWindow({
      ...boundsFor(parts.remembered(), displays()),
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      show: false,
      title: 'Bellwether',
      icon: parts.icon,
      autoHideMenuBar: true,
      webPreferences: {
        preload: parts.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    });
    window = created;
    created.once('ready-to-show', () => {
      const { maximised } = parts.remembered();
      if (minimised) showMinimised(created, maximised);
      else showInFront(created, maximised);
    });
    created.on('close', (event) => {
      const before = parts.remembered();
      // A window that is minimised no longer says whether it was maximised before.
      const maximised = created.isMinimized() ? before.maximised : created.isMaximized();
      parts.remember(rememberBounds(before, displayOf(created), created.getNormalBounds(), maximised));
      if (ending) return;
      parts.onClose();
      if (!parts.staysOpen()) return;
      event.preventDefault();
      created.minimize();
    });
    created.on('closed', () => {
      window = null;
      app.dock?.hide();
    });
    created.webContents.on('render-process-gone', (_, { reason }) => {
      parts.logger.error('page crashed', { reason });
      if (created.isDestroyed() || ending) return;
      const now = parts.clock.monotonicNow();
      const again = now - crashedAt < CRASH_PAUSE_MS;
      crashedAt = now;
      if (!again) created.webContents.reload();
      else if (parts.staysOpen()) reloadLater(created, reason);
      else {
        parts.onBroken(`The page crashed twice (${reason}) and was closed; the log says more.`);
        created.destroy();
      }
    });
    void app.dock?.show();
    created.loadURL(`${PAGE_ORIGIN}/${hashOf(place)}`).catch((error: unknown) => {
      if (!created.isDestroyed()) parts.logger.error('page not loaded', { message: String(error) });
    });
  }

  /** Without a tray there is no other way back to it. */
  function reloadLater(broken: BrowserWindow, reason: string): void {
    parts.onBroken(`The page crashed twice (${reason}) and is loaded again in a minute; the log says more.`);
    parts.clock.after(CRASH_PAUSE_MS, () => {
      if (!broken.isDestroyed()) broken.webContents.reload();
    });
  }

  return {
    open: (place, how = 'shown') => {
      if (ending) return;
      if (window === null) {
        create(place ?? { kind: 'services' }, how === 'minimised');
        return;
      }
      if (window.isMinimized()) window.restore();
      showInFront(window);
      if (place !== null) parts.show(place);
    },
    contents: () => window?.webContents ?? null,
    browserWindow: () => window,
    close: () => {
      ending = true;
      window?.close();
    },
  };
}

function showInFront(window: BrowserWindow, maximised = false): void {
  if (maximised) window.maximize();
  window.show();
  window.focus();
  // The click was in the bar at the top, which leaves another program in front.
  if (process.platform === 'darwin') app.focus({ steal: true });
}

/** A window that was never shown is in no list of windows. */
function showMinimised(window: BrowserWindow, maximised: boolean): void {
  if (maximised) window.once('restore', () => window.maximize());
  window.showInactive();
  window.minimize();
}

function displays(): readonly DisplayFacts[] {
  const primary = screen.getPrimaryDisplay();
  return [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)];
}

function displayOf(window: BrowserWindow): DisplayFacts {
  return screen.getDisplayMatching(window.getBounds());
}

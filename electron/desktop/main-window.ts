import { app, BrowserWindow, nativeTheme, screen, type WebContents } from 'electron';
import { hashOf, type Place } from '../../shared/protocol/desktop.ts';
import type { Clock, Logger } from '../ports.ts';
import type { DockIcon } from './dock-icon.ts';
import { pageMender } from './mend-page.ts';
import { isOnWayland } from './on-wayland.ts';
import { PAGE_ORIGIN } from './page-request.ts';
import { revealOnce, type Reveal } from './reveal.ts';
import {
  boundsFor,
  MIN_SIZE,
  rememberBounds,
  rememberSize,
  sizeFor,
  zoomOf,
  type DisplayFacts,
  type RememberedBounds,
} from './window-bounds.ts';
import { pageColour } from './page-colour.ts';
import { windowFront, type Showing } from './window-front.ts';

export interface MainWindowParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly preload: string;
  /** PNG of the app, for window lists. */
  readonly icon: string;
  readonly dock: DockIcon;
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
  open(this: void, place: Place | null, how?: Showing): void;
  /** It is there, and not about to go. */
  isOpen(this: void): boolean;
  contents(this: void): WebContents | null;
  /** For dialogs that belong to it. */
  browserWindow(this: void): BrowserWindow | null;
  /** Ends it, whatever `staysOpen` says. */
  close(): void;
}

interface Opened {
  readonly window: BrowserWindow;
  readonly reveal: Reveal;
  /** As it is to be shown for the first time. */
  how: Showing;
  /** It has been told to close, and is not gone yet. */
  leaving: boolean;
  /** Where and how one that is wanted again in the meantime begins. */
  again: { readonly place: Place; readonly how: Showing } | null;
}

/** At most one window; closed, it is gone with its processes. */
export function createMainWindow(parts: MainWindowParts): MainWindow {
  const { clock, logger } = parts;
  const onWayland = isOnWayland(
    process.platform,
    app.commandLine.getSwitchValue('ozone-platform'),
    process.env,
  );
  const front = windowFront(clock, onWayland);
  let opened: Opened | null = null;
  let ending = false;
  const mend = pageMender({ ...parts, isLeaving: () => ending || opened?.leaving === true });

  function create(place: Place, how: Showing): void {
    const remembered = parts.remembered();
    const window = new BrowserWindow({
      ...(onWayland ? sizeFor(remembered, displays()) : boundsFor(remembered, displays())),
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      show: false,
      title: 'Bellwether',
      icon: parts.icon,
      autoHideMenuBar: true,
      backgroundColor: pageColour(nativeTheme.shouldUseDarkColors),
      webPreferences: {
        preload: parts.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        zoomFactor: remembered.zoom,
      },
    });
    const { webContents } = window;
    const reveal = revealOnce(clock, () => {
      parts.dock.show();
      front.show(window, current.how, parts.remembered().maximised);
    });
    const current: Opened = { window, reveal, how, leaving: false, again: null };
    opened = current;
    window.once('ready-to-show', reveal.now);
    webContents.once('did-finish-load', reveal.now);
    webContents.once('did-fail-load', reveal.now);
    window.on('close', (event) => {
      parts.remember(asItIs(window));
      if (!ending) {
        parts.onClose();
        if (parts.staysOpen()) {
          event.preventDefault();
          window.minimize();
          return;
        }
      }
      current.leaving = true;
      reveal.callOff();
    });
    window.on('closed', () => {
      reveal.callOff();
      opened = null;
      const { again } = current;
      if (again !== null && !ending) create(again.place, again.how);
      else parts.dock.hide();
    });
    // With Ctrl held; Electron itself does nothing with it.
    webContents.on('zoom-changed', (_, direction) => {
      webContents.zoomLevel += direction === 'in' ? 0.5 : -0.5;
    });
    mend(window);
    window.loadURL(`${PAGE_ORIGIN}/${hashOf(place)}`).catch((error: unknown) => {
      if (!window.isDestroyed()) logger.error('page not loaded', { message: String(error) });
    });
  }

  function asItIs(window: BrowserWindow): RememberedBounds {
    const before = { ...parts.remembered(), zoom: zoomOf(window.webContents.getZoomFactor()) };
    // A window that is minimised no longer says whether it was maximised before.
    const maximised = window.isMinimized() ? before.maximised : window.isMaximized();
    const bounds = window.getNormalBounds();
    return onWayland
      ? rememberSize(before, bounds, maximised)
      : rememberBounds(before, screen.getDisplayMatching(window.getBounds()), bounds, maximised);
  }

  const repaint = () => opened?.window.setBackgroundColor(pageColour(nativeTheme.shouldUseDarkColors));
  nativeTheme.on('updated', repaint);

  return {
    open: (place, how = 'in front') => {
      if (ending) return;
      if (opened === null) {
        create(place ?? { kind: 'services' }, how);
        return;
      }
      if (opened.leaving) {
        opened.again = { place: place ?? { kind: 'services' }, how };
        return;
      }
      opened.how = how;
      if (!opened.reveal.now()) front.bring(opened.window);
      if (place !== null) parts.show(place);
    },
    isOpen: () => opened?.leaving === false,
    contents: () => opened?.window.webContents ?? null,
    browserWindow: () => opened?.window ?? null,
    close: () => {
      ending = true;
      nativeTheme.off('updated', repaint);
      opened?.window.close();
    },
  };
}

function displays(): readonly DisplayFacts[] {
  const primary = screen.getPrimaryDisplay();
  return [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)];
}

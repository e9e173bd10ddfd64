import { join } from 'node:path';
import { Tray, type Menu } from 'electron';
import { quietUntil } from '../../shared/lib/quiet-choices.ts';
import type { Place } from '../../shared/protocol/desktop.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import { HEARTBEAT_MS } from '../../shared/protocol/protocol.ts';
import type { Cancel, Clock, Dashboard } from '../ports.ts';
import { openDownBadge } from './down-badge.ts';
import { openMenuHold } from './menu-hold.ts';
import { buildMenu } from './tray-items.ts';
import type { TrayFacts } from './tray-facts.ts';
import type { MenuAction, MenuEntry } from './menu-entry.ts';
import { trayView, type TrayView } from './tray-view.ts';

interface TrayActions {
  open(this: void, place: Place): void;
  change(this: void, request: OperatorRequest): void;
  openInBrowser(this: void): void;
  copyLink(this: void): void;
  setShare(this: void, on: boolean): void;
  setStartAtLogin(this: void, on: boolean): void;
  showLogs(this: void): void;
  about(this: void): void;
  openUpdate(this: void): void;
  quit(this: void): void;
}

export interface TrayParts {
  readonly dashboard: Dashboard;
  readonly clock: Clock;
  readonly iconsFolder: string;
  readonly platform: TrayFacts['platform'];
  /** What is true outside the engine, right now. */
  facts(this: void): Omit<TrayFacts, 'snapshot' | 'stale'>;
  /** The menu is about to be looked at, where that is told. */
  onMenu(this: void): void;
  readonly actions: TrayActions;
}

export interface DesktopTray {
  /** `facts` may have changed. */
  refresh(this: void): void;
  close(): void;
}

/** Two heartbeats may be missed, and the second may be late. */
const STALE_MS = 2 * HEARTBEAT_MS + 5000;

/** By this macOS keeps the place to which a person has moved the icon. It never changes. */
const MAC_ICON = '3f0d2c1b-6a54-4f0e-9c57-0b8d2f7a91e4';

/**
 * Shows `trayView` and nothing else: whatever happens, it is drawn anew from the facts, and only where it differs. A menu that a
 * person may have open waits for him.
 */
export function openTray({
  dashboard,
  clock,
  iconsFolder,
  platform,
  facts,
  onMenu,
  actions,
}: TrayParts): DesktopTray {
  let snapshot = dashboard.snapshot();
  let stale = false;
  let cancelStale: Cancel = () => {};
  let news = false;
  let due = false;
  let closed = false;
  let poppedUp: Menu | null = null;
  const hold = openMenuHold(clock, refresh);

  let drawn = trayView({ snapshot, stale, ...facts() });
  const image = join(iconsFolder, drawn.icon);
  // Windows refuses a second argument that is no GUID, and one that it takes belongs to a signed program.
  const tray = platform === 'darwin' ? new Tray(image, MAC_ICON) : new Tray(image);
  const badge = openDownBadge(platform, iconsFolder);
  if (drawn.badge !== null) badge.show(drawn.badge);
  let entries = drawn.menu;
  let menu = buildMenu(entries, act, afterClick);
  tray.setToolTip(drawn.tooltip);
  showTitle(drawn);
  showMenu();
  obeyClicks();

  function showTitle({ title }: TrayView): void {
    if (platform === 'darwin') tray.setTitle(title, { fontType: 'monospacedDigit' });
  }

  /** Elsewhere it is popped up at a right click; on macOS a menu that is set would take the left click, too. */
  function showMenu(): void {
    if (platform !== 'linux') return;
    hold.watch(menu);
    tray.setContextMenu(menu);
  }

  function obeyClicks(): void {
    tray.on('click', () => actions.open({ kind: 'services' }));
    if (platform === 'linux') return;
    tray.on('right-click', () => {
      onMenu();
      redraw();
      popUp(menu);
    });
    // Otherwise the second of two quick clicks is lost.
    if (platform === 'darwin') tray.setIgnoreDoubleClickEvents(true);
  }

  /** The next redraw forgets the menu, which must not be collected while a person looks at it. */
  function popUp(shown: Menu): void {
    poppedUp = shown;
    shown.once('menu-will-close', () => {
      if (poppedUp === shown) poppedUp = null;
    });
    tray.popUpContextMenu(shown);
  }

  function redraw(): void {
    due = false;
    if (closed) return;
    if (news) snapshot = dashboard.snapshot();
    news = false;
    const view = trayView({ snapshot, stale, ...facts() });
    if (view.icon !== drawn.icon) tray.setImage(join(iconsFolder, view.icon));
    if (view.tooltip !== drawn.tooltip) tray.setToolTip(view.tooltip);
    if (view.title !== drawn.title) showTitle(view);
    if (JSON.stringify(view.badge) !== JSON.stringify(drawn.badge)) badge.show(view.badge);
    drawn = view;
    if (hold.lasts || JSON.stringify(view.menu) === JSON.stringify(entries)) return;
    entries = view.menu;
    menu = buildMenu(entries, act, afterClick);
    showMenu();
  }

  function refresh(): void {
    if (due) return;
    due = true;
    queueMicrotask(redraw);
  }

  function awaitNews(): void {
    cancelStale();
    cancelStale = clock.after(STALE_MS, () => {
      stale = true;
      refresh();
    });
  }

  /** It has closed the menu. What the system has ticked by itself is set again, whether or not it could be done. */
  function afterClick(entry: MenuEntry): void {
    if (entry.kind === 'checkbox') entries = [];
    hold.end();
    refresh();
  }

  function act(action: MenuAction): void {
    switch (action.kind) {
      case 'open':
        return actions.open(action.place);
      case 'change':
        return actions.change(action.request);
      case 'silence': {
        const until = quietUntil(action.choice, dashboard.snapshot().at);
        return actions.change({ type: 'silence', service: action.service, until });
      }
      case 'silence-all':
        return actions.change({
          type: 'silence-all',
          until: quietUntil(action.choice, dashboard.snapshot().at),
        });
      case 'pause':
        return actions.change({ type: 'pause', until: quietUntil(action.choice, dashboard.snapshot().at) });
      case 'open-in-browser':
        return actions.openInBrowser();
      case 'copy-link':
        return actions.copyLink();
      case 'set-share':
        return actions.setShare(action.on);
      case 'set-start-at-login':
        return actions.setStartAtLogin(action.on);
      case 'show-logs':
        return actions.showLogs();
      case 'about':
        return actions.about();
      case 'open-update':
        return actions.openUpdate();
      case 'quit':
        return actions.quit();
    }
  }

  const unsubscribe = dashboard.subscribe(() => {
    news = true;
    stale = false;
    awaitNews();
    refresh();
  });
  awaitNews();

  return {
    refresh,
    close: () => {
      if (closed) return;
      closed = true;
      unsubscribe();
      cancelStale();
      hold.end();
      badge.close();
      // macOS forgets the place of an icon that is destroyed; it goes with the process.
      if (platform !== 'darwin') tray.destroy();
    },
  };
}

import { join } from 'node:path';
import { Menu, Tray, type MenuItemConstructorOptions } from 'electron';
import { quietUntil } from '../../shared/lib/quiet-choices.ts';
import type { Place } from '../../shared/protocol/desktop.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import { HEARTBEAT_MS } from '../../shared/protocol/protocol.ts';
import type { Cancel, Clock, Dashboard } from '../ports.ts';
import type { TrayFacts } from './tray-facts.ts';
import type { MenuAction, MenuEntry } from './tray-menu.ts';
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
  readonly actions: TrayActions;
}

export interface DesktopTray {
  /** `facts` may have changed. */
  refresh(): void;
  close(): void;
}

/** Two heartbeats may be missed, and the second may be late. */
const STALE_MS = 2 * HEARTBEAT_MS + 5000;

/** Shows `trayView` and nothing else: whatever happens, it is drawn anew from the facts, and only where it differs. */
export function openTray({
  dashboard,
  clock,
  iconsFolder,
  platform,
  facts,
  actions,
}: TrayParts): DesktopTray {
  let snapshot = dashboard.snapshot();
  let stale = false;
  let cancelStale: Cancel = () => {};
  let news = false;
  let due = false;
  let closed = false;
  const poppedUp = new Set<Menu>();

  let drawn = trayView({ snapshot, stale, ...facts() });
  const tray = new Tray(join(iconsFolder, drawn.icon));
  let menu = buildMenu(drawn.menu);
  tray.setToolTip(drawn.tooltip);
  showTitle(drawn);
  showMenu();
  obeyClicks();

  function showTitle({ title }: TrayView): void {
    if (platform === 'darwin') tray.setTitle(title, { fontType: 'monospacedDigit' });
  }

  /** Elsewhere it is popped up at a right click; on macOS a menu that is set would take the left click, too. */
  function showMenu(): void {
    if (platform === 'linux') tray.setContextMenu(menu);
  }

  function obeyClicks(): void {
    tray.on('click', () => actions.open({ kind: 'services' }));
    if (platform === 'linux') return;
    tray.on('right-click', () => popUp(menu));
    // Otherwise the second of two quick clicks is lost.
    if (platform === 'darwin') tray.setIgnoreDoubleClickEvents(true);
  }

  /** The next redraw forgets the menu, which must not be collected while a person looks at it. */
  function popUp(shown: Menu): void {
    poppedUp.add(shown);
    shown.once('menu-will-close', () => poppedUp.delete(shown));
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
    if (JSON.stringify(view.menu) !== JSON.stringify(drawn.menu)) {
      menu = buildMenu(view.menu);
      showMenu();
    }
    drawn = view;
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

  function buildMenu(entries: readonly MenuEntry[]): Menu {
    return Menu.buildFromTemplate(entries.map(templateOf));
  }

  function templateOf(entry: MenuEntry): MenuItemConstructorOptions {
    switch (entry.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'text':
        return { label: entry.label, enabled: false };
      case 'command':
        return { label: entry.label, click: () => act(entry.action) };
      case 'checkbox':
        return {
          type: 'checkbox',
          label: entry.label,
          checked: entry.checked,
          click: () => {
            act(entry.action);
            // The system has ticked it already, whether or not that could be done.
            drawn = { ...drawn, menu: [] };
            refresh();
          },
        };
      case 'submenu':
        return { label: entry.label, submenu: entry.entries.map(templateOf) };
    }
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
      tray.destroy();
    },
  };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, clipboard, nativeTheme, shell } from 'electron';
import type { DesktopView, Place } from '../../shared/protocol/desktop.ts';
import { remembered } from '../../shared/lib/remembered.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import type { Engine } from '../engine/engine.ts';
import type { Clock, Logger } from '../ports.ts';
import { answerDesktop } from './answer-desktop.ts';
import type { DockIcon } from './dock-icon.ts';
import type { LoginItem } from './login-item.ts';
import { createMainWindow } from './main-window.ts';
import type { NativeNotifier } from './native-notifier.ts';
import type { PreferencesFile } from './preferences.ts';
import type { DesktopProgram } from './desktop-program.ts';
import type { SharePage } from './share-page.ts';
import { openTray, type DesktopTray } from './tray.ts';
import { resolveTrayStyle } from './tray-style.ts';
import type { Update } from './update-check.ts';
import { openWindowDoor } from './window-door.ts';
import type { Showing } from './window-front.ts';
import { openOutside, ruleWindows } from './window-rules.ts';

export interface ShellParts {
  readonly program: DesktopProgram;
  readonly engine: Pick<Engine, 'dashboard' | 'notices'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly notifier: NativeNotifier;
  readonly preferences: PreferencesFile;
  readonly author: string;
  readonly dataFolder: string;
  readonly settings: string;
  /** The settings file was given on the command line. */
  readonly settingsGiven: boolean;
  readonly logFile: string;
  readonly sharing: SharePage;
  readonly login: LoginItem;
  readonly dock: DockIcon;
  /** As in `DesktopView`: how it is at the start. */
  readonly noTray: string | null;
  url(this: void): string | null;
  /** The window is closed, or minimised instead. */
  onClose(this: void): void;
  /** The window was closed for the first time, and Bellwether goes on: in the tray, or minimised for this reason. */
  onFirstClose(this: void, noTray: string | null): void;
  /** The place for tray icons is gone, for this reason, while the window was closed: now it is minimised. */
  onStranded(this: void, noTray: string): void;
}

export interface DesktopShell {
  open(place: Place | null, how?: Showing): void;
  readonly isOpen: boolean;
  change(request: OperatorRequest): void;
  setUpdate(update: Update | null): void;
  /** Why the last notification could not be shown; `null` when it could. */
  setNotificationFault(fault: string | null): void;
  /** Facts outside the engine have changed, such as the address for browsers. */
  refresh(): void;
  /** A place for tray icons has come, or is gone. */
  setNoTray(noTray: string | null): void;
  close(): void;
}

/** What a person sees and touches: window and tray, over one dashboard. */
export function openShell(parts: ShellParts): DesktopShell {
  const { program, engine, clock, logger, preferences, settings } = parts;
  const { dashboard } = engine;
  const login = remembered(
    () => parts.login.state(),
    () => clock.monotonicNow(),
  );
  let update: Update | null = null;
  let notificationFault: string | null = null;
  let { noTray } = parts;

  function view(): DesktopView {
    const { sound, trayStyle, alarmsStay } = preferences.get();
    return {
      platform: knownPlatform(),
      firstRun: !parts.settingsGiven && !existsSync(settings),
      startAtLogin: login.get().on,
      startTrouble: login.get().trouble,
      preferences: { sound, trayStyle, alarmsStay },
      notifications: { supported: parts.notifier.isSupported(), fault: notificationFault },
      noTray,
      files: { settings, data: parts.dataFolder, logs: parts.logFile },
      settingsGiven: parts.settingsGiven,
      url: parts.url(),
      sharing: parts.sharing.view(),
      update,
    };
  }

  /** A person is about to look: what other programs may have changed is asked now. */
  function askAgain(): void {
    login.again();
  }

  function refresh(): void {
    if (window.contents() !== null) door.send({ type: 'desktop', desktop: view() });
    tray.refresh();
  }

  const window = createMainWindow({
    clock,
    logger,
    preload: program.preload,
    icon: join(program.iconsFolder, 'app.png'),
    dock: parts.dock,
    remembered: () => preferences.get().bounds,
    remember: (bounds) => preferences.set({ bounds }),
    staysOpen: () => noTray !== null,
    onClose: () => {
      parts.sharing.forgetSecret();
      parts.onClose();
      if (preferences.get().closeExplained) return;
      preferences.set({ closeExplained: true });
      parts.onFirstClose(noTray);
    },
    onBroken: (message) => engine.notices.post('window', 'error', message),
    show: (place) => door.open(place),
  });

  function change(request: OperatorRequest): void {
    const changed = dashboard.change(request, parts.author);
    if (!changed.ok) logger.warn('not done', { request: request.type, message: changed.error.message });
  }

  function setStartAtLogin(on: boolean): string | null {
    const set = parts.login.set(on);
    login.again();
    refresh();
    return set.ok ? null : set.error;
  }

  const door = openWindowDoor({
    dashboard,
    logger,
    author: parts.author,
    contents: window.contents,
    answer: (request) =>
      answerDesktop(request, {
        ...parts,
        window: window.browserWindow,
        setStartAtLogin,
        refresh,
      }),
    greeting: () => {
      askAgain();
      return { type: 'desktop', desktop: view() };
    },
  });

  ruleWindows(logger, (address) => {
    const links = dashboard.snapshot().services.flatMap((service) => Object.values(service.links));
    // The page asks for an address as a browser writes it, which may be another spelling than that of the settings.
    return [...links, update?.url, parts.url()].some(
      (link) => typeof link === 'string' && URL.parse(link)?.href === address,
    );
  });

  function showTray(): DesktopTray {
    return openTray({
      dashboard,
      clock,
      iconsFolder: program.iconsFolder,
      platform: knownPlatform(),
      facts: () => ({
        url: parts.url(),
        platform: knownPlatform(),
        startAtLogin: login.get().on,
        share: { on: parts.sharing.settings().share, given: parts.sharing.given },
        style: resolveTrayStyle(preferences.get().trayStyle, process.env['XDG_CURRENT_DESKTOP']),
        update,
      }),
      onMenu: askAgain,
      actions: {
        open: (place) => window.open(place),
        change,
        openInBrowser: () => {
          const url = parts.url();
          if (url !== null) openOutside(url, logger);
        },
        copyLink: () => {
          clipboard.writeText(parts.url() ?? '').catch((error: unknown) => {
            logger.warn('address not copied', { message: String(error) });
          });
        },
        setShare: (on) => {
          const set = parts.sharing.set(on);
          if (!set.ok)
            engine.notices.post('sharing', 'error', `Sharing was not changed: ${set.error.message}.`);
          else engine.notices.withdraw('sharing');
          // There stands what it means, and the link.
          if (on) window.open({ kind: 'settings' });
        },
        setStartAtLogin: (on) => {
          const fault = setStartAtLogin(on);
          if (fault === null) engine.notices.withdraw('login-item');
          else engine.notices.post('login-item', 'error', fault);
        },
        showLogs: () => shell.showItemInFolder(parts.logFile),
        about: () => app.showAboutPanel(),
        openUpdate: () => {
          if (update !== null) openOutside(update.url, logger);
        },
        quit: () => app.quit(),
      },
    });
  }
  // Without a place for it as well: on X11 Electron then makes an icon of the older kind, which some bars show.
  let tray = showTray();

  nativeTheme.on('updated', refresh);
  // The settings file may have come or gone.
  const unsubscribe = dashboard.subscribe((event) => {
    if (event.type === 'snapshot') refresh();
  });

  return {
    open: window.open,
    get isOpen() {
      return window.isOpen();
    },
    change,
    setUpdate: (found) => {
      update = found;
      refresh();
    },
    setNotificationFault: (fault) => {
      if (fault === notificationFault) return;
      notificationFault = fault;
      if (fault === null) engine.notices.withdraw('notifications');
      else
        engine.notices.post(
          'notifications',
          'warning',
          `The last notification on Bellwether's own desktop was not shown: ${fault}. What happened is on this page.`,
        );
      refresh();
    },
    refresh,
    setNoTray: (found) => {
      const came = noTray !== null && found === null;
      noTray = found;
      if (came) {
        // Which kind of icon it is Electron decides once, as it is made.
        tray.close();
        tray = showTray();
      }
      if (found !== null && !window.isOpen()) {
        window.open(null, 'minimised');
        parts.onStranded(found);
      }
      refresh();
    },
    close: () => {
      nativeTheme.off('updated', refresh);
      unsubscribe();
      tray.close();
      window.close();
      door.close();
    },
  };
}

/** Electron runs on these three. */
function knownPlatform(): DesktopView['platform'] {
  const { platform } = process;
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux';
}

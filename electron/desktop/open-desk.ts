import { app, net } from 'electron';
import type { ServerSettings } from '../../shared/config/config.ts';
import { withRunKey } from '../adapters/run-key.ts';
import { careForSessions } from '../adapters/session-care.ts';
import { sessionFile } from '../adapters/session-file.ts';
import { tokenFolder } from '../adapters/token-folder.ts';
import { readStaticFiles } from '../web/static-files.ts';
import { servePage } from './app-protocol.ts';
import { dockIcon, type DockIcon } from './dock-icon.ts';
import { openShell, type DesktopShell, type ShellParts } from './desktop-shell.ts';
import type { Stage } from './end-in-order.ts';
import { thisLoginItem } from './this-login-item.ts';
import { publishPage, type PublishedPage, type ServingPage } from './publish-page.ts';
import type { StartOptions } from './start-options.ts';
import { sharePage } from './share-page.ts';
import { findTrayHost } from './tray-host.ts';
import { watchForUpdates } from './update-check.ts';
import { watchTrayHost } from './watch-tray-host.ts';

export interface DeskParts extends Omit<
  ShellParts,
  | 'settingsGiven'
  | 'sharing'
  | 'login'
  | 'dock'
  | 'noTray'
  | 'url'
  | 'onClose'
  | 'onFirstClose'
  | 'onStranded'
> {
  readonly options: StartOptions;
  readonly server: ServerSettings;
  /** Lets other commands find this instance. */
  publish(this: void, settings: ServerSettings, server: ServingPage): void;
  /** By which commands of this user are let in. */
  readonly key: string;
  /** Whether the data folder is still this process's. */
  owned(this: void): boolean;
  tell(this: void, title: string, body: string): void;
}

/** Everything around the engine that a person sees. */
export interface Desk {
  readonly shell: DesktopShell;
  readonly ends: Stage;
}

/** Opens the tray, the page for browsers and, unless it starts hidden, the window. */
export async function openDesk(parts: DeskParts): Promise<Desk> {
  const { program, options, engine, clock, logger, preferences } = parts;
  servePage(await readStaticFiles(program.rendererFolder));
  const noTray = await findTrayHost();
  if (noTray !== null) logger.warn('no tray', { message: noTray });
  // Elsewhere the answer cannot change.
  const host =
    process.platform === 'linux'
      ? watchTrayHost({
          clock,
          noTray,
          find: findTrayHost,
          onChange: (found) => {
            logger.warn(found === null ? 'tray found' : 'tray gone', { message: found });
            shell.setNoTray(found);
          },
        })
      : null;
  const tellMinimised = (reason: string) =>
    parts.tell('Bellwether is minimised', `${reason} It goes on watching. Quit it in its settings.`);
  let page: PublishedPage | null = null;
  const tokens = tokenFolder(parts.dataFolder);
  const sharing = sharePage({
    configured: parts.server,
    preferences,
    tokens,
    clock,
    notices: engine.notices,
    server: () => page?.server ?? null,
    republish: () => page?.republish(),
    refresh: () => shell.refresh(),
  });
  const login = thisLoginItem(
    {
      dataFolder: options.dataDir === null ? null : parts.dataFolder,
      settings: options.configPath === null ? null : parts.settings,
    },
    program.iconsFolder,
  );
  const followed = login.follow();
  if (!followed.ok) logger.warn('start at login goes on as it was', { message: followed.error });
  const dock = dockIcon(clock);
  const shell: DesktopShell = openShell({
    ...parts,
    sharing,
    login,
    dock,
    settingsGiven: options.configPath !== null,
    noTray,
    url: () => page?.server?.url ?? null,
    onClose: () => host?.ask(),
    onFirstClose: (reason) =>
      reason === null
        ? parts.tell(
            'Bellwether stays in the tray',
            'It goes on watching. Quit it from the menu of its icon.',
          )
        : tellMinimised(reason),
    onStranded: tellMinimised,
  });
  const sessions = sessionFile(parts.dataFolder, tokens, clock, logger, parts.owned);
  const published = publishPage({
    engine,
    clock,
    logger,
    tokens: withRunKey(tokens, parts.key),
    // Sharing may be switched off and on again: nobody has to sign in anew.
    sessions,
    settings: () => sharing.settings(),
    version: program.version,
    rendererFolder: program.rendererFolder,
    onServing: (serving) => {
      parts.publish(sharing.settings(), serving);
      shell.refresh();
    },
  });
  page = published;
  const stopSessions = careForSessions(sessions, clock, engine.notices);
  const { updateFeed, version } = program;
  const cancelUpdates =
    updateFeed === null
      ? () => {}
      : watchForUpdates(net, updateFeed, version, clock, logger, (update) => shell.setUpdate(update));
  openFirstWindow(shell, options, noTray, dock);
  return {
    shell,
    ends: {
      updates: cancelUpdates,
      tokens: () => sharing.close(),
      sessions: stopSessions,
      'window and tray': () => {
        host?.stop();
        shell.close();
      },
      page: () => published.close(),
    },
  };
}

/** Started at login it stays out of the way; without a tray it has to be reachable all the same. */
function openFirstWindow(
  shell: DesktopShell,
  { hidden, relaunchedAt }: StartOptions,
  noTray: string | null,
  dock: DockIcon,
): void {
  const atLogin = process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
  // Nobody asked for a window that comes back after a defect: what the person types goes on going where it went.
  if (!hidden && !atLogin) shell.open(null, relaunchedAt === null ? 'in front' : 'behind');
  else if (noTray !== null) shell.open(null, 'minimised');
  else dock.hide();
}

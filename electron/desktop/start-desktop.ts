import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { app } from 'electron';
import Store from 'electron-store';
import type { Config, ConfigFault } from '../../shared/config/config.ts';
import { decodeConfig } from '../../shared/config/decode-config.ts';
import { formatFaultForAll } from '../../shared/config/format-fault.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Place } from '../../shared/protocol/desktop.ts';
import { confStateStore } from '../adapters/conf-state-store.ts';
import type { DataFolderLock } from '../adapters/data-folder-lock.ts';
import { fileConfigStore } from '../adapters/file-config-store.ts';
import { logNotifier } from '../adapters/log-notifier.ts';
import { nodeClock } from '../adapters/node-clock.ts';
import { nodeNetwork } from '../adapters/node-network.ts';
import { pinoLogger, type LogFile } from '../adapters/pino-logger.ts';
import { createProber } from '../adapters/prober/create-prober.ts';
import { settingsPath } from '../adapters/settings-file.ts';
import { openSqliteHistory } from '../adapters/sqlite-history.ts';
import { createEngine } from '../engine/create-engine.ts';
import { within } from '../engine/within.ts';
import type { Cancel, History } from '../ports.ts';
import { readStaticFiles } from '../web/static-files.ts';
import { servePage } from './app-protocol.ts';
import { openShell, type DesktopShell } from './desktop-shell.ts';
import { nativeNotifier } from './native-notifier.ts';
import { openPreferences } from './preferences.ts';
import { publishPage, type PublishedPage } from './publish-page.ts';
import { relaunchOnDefect } from './relaunch.ts';
import type { DesktopProgram } from './desktop-program.ts';
import { EMPTY_DOCUMENT } from './set-up.ts';
import type { StartOptions } from './start-options.ts';
import { findTrayHost } from './tray-host.ts';
import { watchForUpdates } from './update-check.ts';
import { desktopNetwork, watchPower } from './watch-machine.ts';

/** The engine bounds its own end by less than this; what hangs beyond it is left to the system. */
const STOP_MS = 5000;
const TRAY_RETRY_MS = 5000;
const TRAY_TRIES = 24;

export interface Desktop {
  open(place: Place | null): void;
  /** Ends everything in order. */
  stop(): Promise<void>;
}

/** The composition root of the desktop: engine, server, window, tray, notifications. Monitoring begins first. */
export async function startDesktop(
  program: DesktopProgram,
  options: StartOptions,
  dataFolder: string,
  lock: DataFolderLock,
): Promise<Result<Desktop, string>> {
  const logFile = pinoLogger(dataFolder, nodeClock);
  const { logger } = logFile;
  const opened = openSqliteHistory(join(dataFolder, 'history.sqlite'), nodeClock, logger);
  if (!opened.ok) return err(opened.error.message);
  const { history } = opened.value;

  const settings = options.configPath === null ? settingsPath(dataFolder) : resolve(options.configPath);
  const configStore = fileConfigStore({
    path: settings,
    clock: nodeClock,
    environment: process.env,
    whenMissing: options.configPath === null ? EMPTY_DOCUMENT : undefined,
  });
  const loaded = configStore.load();
  const config = loaded.ok ? loaded.value : emptyConfig();
  const { preferences, notice } = openPreferences(dataFolder, nodeClock, logger);

  let shell: DesktopShell | null = null;
  let page: PublishedPage | null = null;
  const notifier = nativeNotifier({
    clock: nodeClock,
    platform: process.platform,
    appIcon: join(program.iconsFolder, 'app.png'),
    sound: () => preferences.get().sound,
    open: (place) => shell?.open(place),
    change: (request) => shell?.change(request),
    onOutcome: (fault) => shell?.setNotificationFault(fault),
  });
  const prober = createProber({ clock: nodeClock, version: program.version });
  const instance = {
    id: randomUUID(),
    pid: process.pid,
    startedAt: nodeClock.wallNow(),
    version: program.version,
  };
  const created = createEngine(
    {
      clock: nodeClock,
      prober,
      history,
      stateStore: confStateStore(
        dataFolder,
        nodeClock,
        // It has a name of its own for the file's name, and would write config.json without it.
        ({ configName = 'state', ...rest }) => new Store({ ...rest, name: configName }),
      ),
      configStore,
      notifiers: [notifier, logNotifier(logger)],
      logger,
      network: desktopNetwork(nodeNetwork()),
    },
    {
      config,
      override: (next) => next,
      instance: { ...instance, demo: false },
      startNotices: [opened.value.notice, notice].filter((text) => text !== null),
    },
  );
  if (!created.ok) {
    history.close();
    logFile.stop();
    return err(created.error.message);
  }
  const engine = created.value;
  if (!loaded.ok) engine.notices.post('config', 'error', badConfig(loaded.error));
  engine.start();
  watchPower(engine, () => app.quit());

  const publish = (url: string | null, port: number | null) => {
    const published = lock.publish({ ...instance, host: config.server.host, port, url });
    if (!published.ok)
      logger.warn('other commands cannot find this instance', { message: published.error.message });
  };
  publish(null, null);

  let cancelUpdates: Cancel = () => {};
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= within(nodeClock, STOP_MS, endInOrder()).finally(() => close(history, logFile, lock));
    return stopping;
  };
  async function endInOrder(): Promise<void> {
    cancelUpdates();
    shell?.close();
    await page?.close();
    await engine.stop();
    await prober.close();
    notifier.close();
    logger.info('stopped');
  }
  const tell = (title: string, body: string) => {
    const at = nodeClock.wallNow();
    const words = { at, serviceId: null, ruleId: null, severity: 'info', reason: 'notice' } as const;
    void notifier.deliver({ id: `desktop-${at}`, ...words, title, body }, AbortSignal.timeout(STOP_MS));
  };
  relaunchOnDefect({
    clock: nodeClock,
    logger,
    relaunchedAt: options.relaunchedAt,
    tell,
    report: (defect) => engine.reportDefect(defect),
    stop,
  });

  servePage(await readStaticFiles(program.rendererFolder));
  const noTray = await findTrayHost();
  if (noTray !== null) logger.warn('no tray', { message: noTray });
  shell = openShell({
    program,
    engine,
    clock: nodeClock,
    logger,
    notifier,
    preferences,
    author: authorName(),
    dataFolder,
    settings,
    settingsGiven: options.configPath !== null,
    logFile: logFile.path,
    noTray,
    url: () => page?.url ?? null,
    onFirstClose: () =>
      tell('Bellwether stays in the tray', 'It goes on watching. Quit it from the menu of its icon.'),
  });
  page = publishPage({
    engine,
    clock: nodeClock,
    logger,
    ...config.server,
    version: program.version,
    rendererFolder: program.rendererFolder,
    onServing: ({ url, port }) => {
      publish(url, port);
      shell?.refresh();
    },
  });
  const { updateFeed, version } = program;
  if (updateFeed !== null)
    cancelUpdates = watchForUpdates(updateFeed, version, nodeClock, logger, (update) =>
      shell.setUpdate(update),
    );
  if (noTray !== null) awaitTrayHost(shell, TRAY_TRIES);
  openFirstWindow(shell, options, noTray);
  notifier.takeActivations();
  return ok({ open: (place) => shell.open(place), stop });
}

/** At login the bar may come up after us. */
function awaitTrayHost(shell: DesktopShell, tries: number): void {
  nodeClock.after(TRAY_RETRY_MS, () => {
    void findTrayHost().then((noTray) => {
      if (noTray === null) shell.showTray();
      else if (tries > 1) awaitTrayHost(shell, tries - 1);
    });
  });
}

/** Started at login it stays out of the way; without a tray it has to be reachable all the same. */
function openFirstWindow(shell: DesktopShell, options: StartOptions, noTray: string | null): void {
  const atLogin = process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
  if (!options.hidden && !atLogin) shell.open(null);
  else if (noTray !== null) shell.open(null, 'minimised');
}

function close(history: History, logFile: LogFile, lock: DataFolderLock): void {
  history.close();
  logFile.stop();
  lock.release();
}

function emptyConfig(): Config {
  const nothing = { file: '', format: 'yaml', resolve: () => err('not available') } as const;
  const decoded = decodeConfig(EMPTY_DOCUMENT, { ...nothing, absolutePath: (path) => path });
  if (!decoded.ok) throw new Error('the empty document is not valid');
  return decoded.value;
}

function badConfig(faults: readonly ConfigFault[]): string {
  const [first] = faults;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return `The configuration is not valid, so nothing is watched until it is mended: ${first === undefined ? '' : formatFaultForAll(first)}${more}`;
}

/** Who acknowledges and silences at this machine. */
function authorName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'desktop';
  }
}

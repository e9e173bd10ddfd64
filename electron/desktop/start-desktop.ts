import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { app, net } from 'electron';
import {
  listenHost,
  type Config,
  type ConfigFault,
  type ServerSettings,
} from '../../shared/config/config.ts';
import { decodeConfig } from '../../shared/config/decode-config.ts';
import { formatFaultForAll } from '../../shared/config/format-fault.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Place } from '../../shared/protocol/desktop.ts';
import { confStateStore } from '../adapters/conf-state-store.ts';
import { careForDataFolder } from '../adapters/data-folder-care.ts';
import { userName } from '../adapters/data-folder.ts';
import type { DataFolderLock } from '../adapters/data-folder-lock.ts';
import { ownShares } from '../adapters/descriptor-limit.ts';
import { fileConfigStore } from '../adapters/file-config-store.ts';
import { logNotifier } from '../adapters/log-notifier.ts';
import { moveNotice, type FolderMove } from '../adapters/move-data-folder.ts';
import { nodeClock } from '../adapters/node-clock.ts';
import { nodeNetwork } from '../adapters/node-network.ts';
import { createRunKey } from '../adapters/run-key.ts';
import { sharingOf } from '../adapters/shared-links.ts';
import { pinoLogger, type LogFile } from '../adapters/pino-logger.ts';
import { createWarmProber } from '../adapters/prober/warm-prober.ts';
import { settingsPath } from '../adapters/settings-file.ts';
import { openSqliteHistory } from '../adapters/sqlite-history.ts';
import { createEngine } from '../engine/create-engine.ts';
import { within } from '../engine/within.ts';
import type { History } from '../ports.ts';
import { desktopNetwork } from './desktop-network.ts';
import { endInOrder } from './end-in-order.ts';
import { explainCardFault } from './explain-card-fault.ts';
import { nativeNotifier } from './native-notifier.ts';
import { openDesk, type Desk } from './open-desk.ts';
import { openStore } from './open-store.ts';
import type { ServingPage } from './publish-page.ts';
import { placeOfAlerts } from './place-of-alerts.ts';
import { openPreferences } from './preferences.ts';
import { relaunchOnDefect } from './relaunch.ts';
import type { DesktopProgram } from './desktop-program.ts';
import { sandboxNotice, type SandboxLoss } from './sandbox.ts';
import { EMPTY_DOCUMENT } from './set-up.ts';
import type { StartOptions } from './start-options.ts';
import { watchPower, watchSessionEnd } from './watch-machine.ts';

/** The engine bounds its own end by less than this; what hangs beyond it is left to the system. */
const STOP_MS = 5000;

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
  loss: SandboxLoss | null,
  restart: (words: readonly string[]) => void,
  giveUp: (message: string) => void,
  folderMove: FolderMove | null,
): Promise<Result<Desktop, string>> {
  const logFile = pinoLogger(dataFolder, nodeClock);
  const { logger } = logFile;
  const owned = () => lock.holds();
  const opened = openSqliteHistory(join(dataFolder, 'history.sqlite'), nodeClock, logger, owned);
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

  let desk: Desk | null = null;
  const notifier = nativeNotifier({
    clock: nodeClock,
    now: () => engine.dashboard.now(),
    isDown: (service) => engine.dashboard.statusOf(service) === 'down',
    platform: process.platform,
    environment: process.env,
    appIcon: join(program.iconsFolder, 'app.png'),
    sound: () => preferences.get().sound,
    alarmsStay: () => preferences.get().alarmsStay,
    open: (place) => desk?.shell.open(place ?? placeOfAlerts(engine.dashboard.snapshot().alerts)),
    change: (request) => desk?.shell.change(request),
    onOutcome: (fault) =>
      desk?.shell.setNotificationFault(explainCardFault(fault, process.platform, app.isPackaged)),
  });
  const prober = createWarmProber({ clock: nodeClock, version: program.version, shares: ownShares() });
  const seen = desktopNetwork({
    network: nodeNetwork(),
    prober,
    clock: nodeClock,
    isOnline: () => net.isOnline(),
  });
  const instance = {
    id: randomUUID(),
    pid: process.pid,
    startedAt: nodeClock.wallNow(),
    version: program.version,
  };
  const created = createEngine(
    {
      clock: nodeClock,
      prober: seen.prober,
      history,
      stateStore: confStateStore(dataFolder, nodeClock, openStore, owned),
      configStore,
      notifiers: [notifier, logNotifier(logger)],
      logger,
      network: seen.network,
    },
    {
      config,
      override: (next) => next,
      instance: { ...instance, demo: false },
      startNotices: [opened.value.notice, notice, moveNotice(folderMove, logger)].filter(
        (text) => text !== null,
      ),
    },
  );
  if (!created.ok) {
    history.close();
    logFile.stop();
    return err(created.error.message);
  }
  const engine = created.value;
  if (!loaded.ok) engine.notices.post('config', 'error', badConfig(loaded.error), 'Nothing is watched');
  if (loss !== null) engine.notices.post('sandbox', 'warning', sandboxNotice(loss));
  engine.start();
  watchPower(engine, () => app.quit());
  const stopListening = watchSessionEnd(engine);

  const key = createRunKey();
  const publish = (served: ServerSettings, server: ServingPage | null) => {
    const published = lock.publish({
      ...instance,
      host: listenHost(served),
      port: server?.port ?? null,
      url: server?.url ?? null,
      sharing: server === null ? null : sharingOf(served, server.address),
      certificate: served.tls?.certificate ?? null,
      key,
    });
    if (!published.ok)
      logger.warn('other commands cannot find this instance', { message: published.error.message });
  };
  publish(config.server, null);
  const { notices } = engine;
  const careParts = { folder: dataFolder, lock, logFile, clock: nodeClock, logger, notices };
  const stopCaring = careForDataFolder({ ...careParts, onLost: giveUp });

  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= within(nodeClock, STOP_MS, endAll()).finally(() => {
      stopCaring();
      stopListening();
      close(history, logFile, lock);
    });
    return stopping;
  };
  const endAll = () =>
    endInOrder(logger, [
      { engine: () => engine.stop(), ...desk?.ends },
      { prober: () => prober.close(), notifications: () => notifier.close() },
      { log: () => logger.info('stopped') },
    ]);
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
    ending: () => stopping !== null,
    windowIsOpen: () => desk?.shell.isOpen === true,
    restart,
  });

  try {
    desk = await openDesk({
      program,
      options,
      engine,
      clock: nodeClock,
      logger,
      notifier,
      preferences,
      author: userName(),
      dataFolder,
      settings,
      logFile: logFile.path,
      server: config.server,
      key,
      owned,
      publish,
      tell,
    });
  } catch (error) {
    await stop();
    return err(`The window and the tray cannot be opened: ${String(error)}. ${logFile.path} has more.`);
  }
  notifier.takeActivations();
  const { shell } = desk;
  return ok({ open: (place) => shell.open(place), stop });
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

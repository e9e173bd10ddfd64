import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { listenHost, type Config } from '../shared/config/config.ts';
import { err, ok, type Result } from '../shared/lib/result.ts';
import { openCertificate } from './adapters/certificate-files.ts';
import { confStateStore } from './adapters/conf-state-store.ts';
import { ownShares } from './adapters/descriptor-limit.ts';
import { careForDataFolder } from './adapters/data-folder-care.ts';
import {
  letOwnerReturn,
  lockDataFolder,
  type DataFolderLock,
  type InstanceInfo,
} from './adapters/data-folder-lock.ts';
import type { Death } from './adapters/keeper-channel.ts';
import { logNotifier } from './adapters/log-notifier.ts';
import { nodeClock } from './adapters/node-clock.ts';
import { nodeNetwork } from './adapters/node-network.ts';
import { pinoLogger, type LogFile } from './adapters/pino-logger.ts';
import { openDoors } from './adapters/own-names.ts';
import { createRunKey, withRunKey } from './adapters/run-key.ts';
import { sharingOf } from './adapters/shared-links.ts';
import { createWarmProber } from './adapters/prober/warm-prober.ts';
import { moveNotice, type FolderMove } from './adapters/move-data-folder.ts';
import { openSqliteHistory } from './adapters/sqlite-history.ts';
import { teeLogger } from './adapters/tee-logger.ts';
import { careForSessions } from './adapters/session-care.ts';
import { sessionFile } from './adapters/session-file.ts';
import { tellOfFaults, tokenFolder } from './adapters/token-folder.ts';
import { createEngine } from './engine/create-engine.ts';
import type { Engine } from './engine/engine.ts';
import type { ConfigStore, Logger, Prober } from './ports.ts';
import { startWebServer, type WebServer } from './web/start-web-server.ts';

export interface HeadlessOptions {
  readonly config: Config;
  readonly configStore: ConfigStore;
  /** Applied to each later reading of the configuration too. */
  override(this: void, config: Config): Config;
  /** Exists and may be written. */
  readonly dataFolder: string;
  readonly rendererFolder: string;
  readonly version: string;
  /** The services are pretend ones. */
  readonly demo: boolean;
  /** What became of a data folder that lay elsewhere before; `null` where none did. */
  readonly folderMove: FolderMove | null;
  /** What ended the run before, when this one was started because of it. */
  readonly death: Death | null;
  /** Starts this process again when it dies. */
  readonly keeper?: number | undefined;
  /** What a person at the terminal sees; the log file gets the same. */
  readonly console: Logger;
  /** Aborted to end the run. */
  readonly signal: AbortSignal;
  /** Everything runs. */
  onReady(this: void, instance: InstanceInfo): void;
}

/** Why a run could not begin: one sentence each. */
export type HeadlessFault =
  | { readonly kind: 'owned'; readonly message: string }
  | { readonly kind: 'port-taken'; readonly message: string }
  | { readonly kind: 'config'; readonly message: string }
  | { readonly kind: 'fault'; readonly message: string };

/** The monitor and its server without a desktop, until the signal aborts. */
export async function runHeadless(options: HeadlessOptions): Promise<Result<void, HeadlessFault>> {
  await letOwnerReturn(options.dataFolder, nodeClock);
  const lock = lockDataFolder(options.dataFolder);
  if (!lock.ok) return err(lockFault(options.dataFolder, lock.error));
  const logFile = pinoLogger(options.dataFolder, nodeClock);
  const logger = teeLogger(options.console, logFile.logger);
  try {
    return await runLocked(options, lock.value, logFile, logger);
  } finally {
    logFile.stop();
    lock.value.release();
  }
}

async function runLocked(
  options: HeadlessOptions,
  lock: DataFolderLock,
  logFile: LogFile,
  logger: Logger,
): Promise<Result<void, HeadlessFault>> {
  const { dataFolder, version } = options;
  const owned = () => lock.holds();
  const opened = openSqliteHistory(join(dataFolder, 'history.sqlite'), nodeClock, logger, owned);
  if (!opened.ok) return err({ kind: 'fault', message: opened.error.message });
  const { history, notice } = opened.value;
  if (options.death !== null) {
    const { at, how } = options.death;
    logger.warn('restarted after it died', { how, diedAt: new Date(at).toISOString() });
  }
  const prober = createWarmProber({ clock: nodeClock, version, shares: ownShares() });
  const instance = { id: randomUUID(), pid: process.pid, startedAt: Date.now(), version };
  try {
    const engine = createEngine(
      {
        clock: nodeClock,
        prober,
        history,
        stateStore: confStateStore(dataFolder, nodeClock, undefined, owned),
        configStore: options.configStore,
        notifiers: [logNotifier(logger)],
        logger,
        network: nodeNetwork(),
      },
      {
        config: options.config,
        override: options.override,
        instance: { ...instance, demo: options.demo },
        startNotices: [deathNotice(options.death), moveNotice(options.folderMove, logger), notice].filter(
          (text) => text !== null,
        ),
      },
    );
    if (!engine.ok) return err({ kind: 'fault', message: engine.error.message });
    const settings = options.config.server;
    const host = listenHost(settings);
    const { port, names, trustLoopback, tls: files } = settings;
    const { notices } = engine.value;
    const tls =
      files === null ? ok(null) : openCertificate(files, names, { clock: nodeClock, logger, notices });
    if (!tls.ok) {
      await engine.value.stop();
      return err({ kind: 'config', message: tls.error });
    }
    const tokens = tokenFolder(dataFolder);
    const sessions = sessionFile(dataFolder, tokens, nodeClock, logger, owned);
    const key = createRunKey();
    const server = await startWebServer({
      dashboard: engine.value.dashboard,
      tokens: withRunKey(tokens, key),
      sessions,
      logger,
      clock: nodeClock,
      host,
      port,
      version,
      rendererFolder: options.rendererFolder,
      sharing: openDoors(settings, nodeClock),
      trustLoopback,
      tls: tls.value,
      shares: ownShares(),
    });
    if (!server.ok) {
      await engine.value.stop();
      return err({
        kind: server.error.code === 'port-taken' ? 'port-taken' : 'fault',
        message: server.error.message,
      });
    }
    const { url, address } = server.value;
    const info = {
      ...instance,
      host,
      port: server.value.port,
      url,
      sharing: sharingOf(settings, address),
      certificate: files?.certificate ?? null,
      keeper: options.keeper,
      key,
    };
    const published = lock.publish(info);
    if (!published.ok)
      logger.warn('other commands cannot find this instance', { message: published.error.message });
    const stopTelling = tellOfFaults(tokens, nodeClock, notices);
    const stopSessions = careForSessions(sessions, nodeClock, notices);
    const lost = new AbortController();
    const stopCaring = careForDataFolder({
      folder: dataFolder,
      lock,
      logFile,
      clock: nodeClock,
      logger,
      notices,
      onLost: (message) => {
        lost.abort(message);
      },
    });
    const signal = AbortSignal.any([options.signal, lost.signal]);
    await runUntil({ ...options, signal }, engine.value, server.value, prober, info);
    stopCaring();
    stopTelling();
    stopSessions();
    logger.info('stopped');
    return lost.signal.aborted ? err({ kind: 'owned', message: String(lost.signal.reason) }) : ok(undefined);
  } finally {
    history.close();
  }
}

async function runUntil(
  { signal, onReady }: HeadlessOptions,
  engine: Engine,
  server: WebServer,
  prober: Prober,
  info: InstanceInfo,
): Promise<void> {
  const report = (defect: unknown) => {
    engine.reportDefect(defect);
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  try {
    engine.start();
    onReady(info);
    await aborted(signal);
    await server.close();
    await engine.stop();
    await prober.close();
  } finally {
    process.off('uncaughtException', report);
    process.off('unhandledRejection', report);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function deathNotice(death: Death | null): string | null {
  return death === null ? null : `The monitor was restarted after it died (${death.how}).`;
}

type LockFault = Extract<ReturnType<typeof lockDataFolder>, { ok: false }>['error'];

function lockFault(folder: string, fault: LockFault): HeadlessFault {
  if (fault.kind === 'fault') return fault;
  const { instance } = fault;
  const who =
    instance === null
      ? 'another Bellwether'
      : `another Bellwether (process ${instance.pid}${instance.url === null ? '' : `, ${instance.url}`})`;
  return {
    kind: 'owned',
    message: `${who} owns the data folder ${folder}; stop it, or choose another folder with --data-dir`,
  };
}

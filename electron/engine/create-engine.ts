import type { Config, ConfigFault } from '../../shared/config/config.ts';
import { formatFaultForAll } from '../../shared/config/format-fault.ts';
import { formatDuration } from '../../shared/lib/duration.ts';
import { ok, type Result } from '../../shared/lib/result.ts';
import type { InstanceView } from '../../shared/protocol/protocol.ts';
import type {
  Cancel,
  Clock,
  ConfigStore,
  Dashboard,
  History,
  Logger,
  Network,
  Notifier,
  Prober,
  StateStore,
  StorageFault,
} from '../ports.ts';
import { DashboardService } from './dashboard.ts';
import { Dispatcher } from './dispatcher.ts';
import { HistoryWriter } from './history-writer.ts';
import { Monitor } from './monitor.ts';
import { NoticeBoard } from './notice-board.ts';
import { PollLoop } from './poll-loop.ts';
import { restore } from './restore.ts';
import { StateKeeper } from './state-keeper.ts';
import { Timeline } from './timeline.ts';
import { within } from './within.ts';

const WATCHDOG_MS = 1000;
/** After a sleep the network needs a moment; probes sent before that would fail for no fault of a service. */
const SETTLE_MS = 5000;
/** What is under way at the end gets this long. */
const STOP_GRACE_MS = 2000;

export interface EnginePorts {
  readonly clock: Clock;
  readonly prober: Prober;
  readonly history: History;
  readonly stateStore: StateStore;
  readonly configStore: ConfigStore;
  readonly notifiers: readonly Notifier[];
  readonly logger: Logger;
  readonly network: Network;
}

export interface EngineOptions {
  readonly config: Config;
  /** Applied to every later reading of the configuration too, such as an interval given on the command line. */
  override(this: void, config: Config): Config;
  readonly instance: InstanceView;
  /** What opening the files had to tell, one sentence each. */
  readonly startNotices: readonly string[];
}

export interface Engine {
  readonly dashboard: Dashboard;
  /** The first round starts at once. */
  start(): void;
  /** A defect reached the top: it is logged and shown, and monitoring goes on. */
  reportDefect(defect: unknown): void;
  /** Ends probing, gives deliveries a moment and writes what is left. The ports stay the caller's to close. */
  stop(): Promise<void>;
}

/** The monitor, ready to start: the caller first opens what may fail, such as the port. Fails only when the state document must not be touched, such as one of a newer version. */
export function createEngine(ports: EnginePorts, options: EngineOptions): Result<Engine, StorageFault> {
  const loaded = ports.stateStore.load();
  if (!loaded.ok) return loaded;
  const { clock, logger, history } = ports;
  const { config } = options;
  const timeline = new Timeline(clock);
  const now = () => timeline.now();
  const notices = new NoticeBoard(now);
  for (const [index, message] of [...options.startNotices, loaded.value.notice].entries()) {
    if (message !== null) notices.post(`start-${index}`, 'warning', message);
  }
  postWarnings(notices, config.warnings);
  const restored = restore(config, loaded.value.state, history, now());
  const writer = new HistoryWriter({ history, clock, logger }, notices, now, config.history);
  writer.add(restored.batch);

  function reportDefect(defect: unknown): void {
    logger.error('unexpected error', { defect: defect instanceof Error ? defect.stack : String(defect) });
    const message = `Bellwether ran into a defect and goes on: ${String(defect)}. The log has more.`;
    notices.post('defect', 'error', message);
  }

  const dispatcher = new Dispatcher(ports, (record) => {
    monitor.recordDelivery(record);
  });
  const monitor: Monitor = new Monitor(
    {
      clock,
      logger,
      keeper: new StateKeeper(ports.stateStore, logger, notices),
      writer,
      dispatcher,
      now,
      wake: () => {
        if (!noticeMissedTime()) monitor.judge();
      },
      publish: (ids, told) => {
        dashboard.publish(ids, told);
      },
      relax: (id) => {
        loop.relax(id);
      },
      hasten: (id, state) => {
        loop.hasten(id, state);
      },
      probeSoon: (ids) => {
        loop.probeSoon(ids);
      },
    },
    config,
    restored.states,
    loaded.value.state?.offlineSince ?? null,
  );
  const loop: PollLoop = new PollLoop(ports, now, {
    record: (service, result) => (noticeMissedTime() ? null : monitor.record(service, result)),
    onBug: reportDefect,
  });
  const dashboard: DashboardService = new DashboardService(
    {
      clock,
      history,
      monitor,
      notices,
      instance: options.instance,
      now,
      skippedTurns: (id) => loop.skippedTurns(id),
      flush: () => {
        writer.flush();
      },
    },
    config.groups,
  );
  notices.onChange(() => {
    dashboard.publish([], []);
  });

  /** Nothing is decided across time that nobody observed: first the gap is recorded, then a round starts gently. */
  function noticeMissedTime(): boolean {
    const missed = timeline.observe();
    if (timeline.aheadMs > 0) {
      const ahead = formatDuration(timeline.aheadMs);
      notices.post(
        'clock',
        'warning',
        `The clock was set back by ${ahead}; times shown here are ahead until a restart.`,
      );
    } else {
      notices.withdraw('clock');
    }
    if (missed === null) return false;
    monitor.recordGap(missed.from, missed.to);
    loop.restart(SETTLE_MS);
    return true;
  }

  let cancelWatchdog: Cancel = () => {};
  function watch(): void {
    cancelWatchdog = clock.after(WATCHDOG_MS, watch);
    noticeMissedTime();
    monitor.seeInterfaces(ports.network.hasOutsideInterface());
  }

  function adopt(reading: Result<Config, readonly ConfigFault[]>): void {
    if (!reading.ok) {
      logger.error('configuration not taken over', { faults: reading.error.map(formatFaultForAll) });
      notices.post('config', 'error', configNotice(reading.error));
      return;
    }
    const next = options.override(reading.value);
    notices.withdraw('config');
    const { host, port } = config.server;
    if (next.server.host === host && next.server.port === port) notices.withdraw('server');
    else notices.post('server', 'warning', 'The changed address of the server takes effect after a restart.');
    postWarnings(notices, next.warnings);
    logger.info('configuration taken over', { services: next.services.length });
    writer.setRetention(next.history);
    monitor.adopt(next);
    loop.setServices(next.services);
    dashboard.replaceFleet(next.groups);
  }

  let unwatchConfig: Cancel = () => {};
  return ok({
    dashboard,
    start: () => {
      // What the last run left unfinished is on record before the state forgets it.
      writer.flush();
      monitor.begin(restored.changes);
      loop.setServices(config.services);
      unwatchConfig = ports.configStore.watch(adopt);
      watch();
    },
    reportDefect,
    stop: async () => {
      unwatchConfig();
      cancelWatchdog();
      await within(clock, STOP_GRACE_MS, loop.stop());
      await dispatcher.stop(STOP_GRACE_MS);
      monitor.stop();
      writer.stop();
      dashboard.stop();
    },
  });
}

function postWarnings(notices: NoticeBoard, warnings: readonly ConfigFault[]): void {
  if (warnings.length === 0) notices.withdraw('config-warnings');
  else notices.post('config-warnings', 'warning', warnings.map(formatFaultForAll).join('; '));
}

function configNotice(faults: readonly ConfigFault[]): string {
  const [first] = faults;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  const what = first === undefined ? '' : `: ${formatFaultForAll(first)}${more}`;
  return `The changed configuration is not valid, the last good one keeps running${what}`;
}

import { hindranceOf } from '../../shared/domain/overview.ts';
import { ok, type Result } from '../../shared/lib/result.ts';
import type { Cancel, StorageFault } from '../ports.ts';
import { carryOut } from './carry-out.ts';
import { postWarnings } from './config-notices.ts';
import { DashboardService } from './dashboard.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Engine, EngineOptions, EnginePorts } from './engine.ts';
import { EvidenceBook } from './evidence-book.ts';
import { HistoryWriter } from './history-writer.ts';
import { Monitor } from './monitor.ts';
import { NoticeBoard } from './notice-board.ts';
import { PollLoop } from './poll-loop.ts';
import { restore } from './restore.ts';
import { healthOf } from './health-of.ts';
import { SelfWatch } from './self-watch.ts';
import { ShortageWatch } from './shortage-watch.ts';
import { StateKeeper } from './state-keeper.ts';
import { takeOver } from './take-over.ts';
import { TimeWatch } from './time-watch.ts';
import { Timeline } from './timeline.ts';
import { UnjudgedWatch } from './unjudged-watch.ts';
import { within } from './within.ts';

/** What is under way at the end gets this long. */
const STOP_GRACE_MS = 1500;

/** The monitor, ready to start: the caller first opens what may fail, such as the port. Fails only when the state document must not be touched, such as one of a newer version. */
export function createEngine(ports: EnginePorts, options: EngineOptions): Result<Engine, StorageFault> {
  const loaded = ports.stateStore.load();
  if (!loaded.ok) return loaded;
  const { clock, logger, history } = ports;
  const { config } = options;
  const timeline = new Timeline(clock);
  const now = () => timeline.now();
  const notices = new NoticeBoard(now, logger, loaded.value.state?.toldNotices);
  for (const [index, message] of [...options.startNotices, loaded.value.notice].entries()) {
    if (message !== null) notices.post(`start-${index}`, 'warning', message);
  }
  postWarnings(notices, config.warnings);
  const restored = restore(config, loaded.value.state, history, now());
  const writer = new HistoryWriter(
    { history, clock, logger },
    notices,
    now,
    config.history,
    () => timeline.pruneAt,
  );
  writer.add(restored.batch);

  function reportDefect(defect: unknown): void {
    logger.error('unexpected error', { defect: defect instanceof Error ? defect.stack : String(defect) });
    const message = `Bellwether ran into a defect and goes on: ${String(defect)}. The log has more.`;
    notices.post('defect', 'error', message);
  }

  const shortages = new ShortageWatch(notices, now);
  const unjudged = new UnjudgedWatch({
    fleet: () => monitor.fleet,
    notices,
    now,
    idle: () => self.isIdle,
    explained: (service) => monitor.isUnseen(service),
  });
  const keeper = new StateKeeper(ports.stateStore, logger, notices, now);
  const dispatcher = new Dispatcher(ports, (record) => {
    monitor.recordDelivery(record);
  });
  const monitor: Monitor = new Monitor(
    {
      clock,
      logger,
      keeper,
      writer,
      dispatcher,
      evidence: new EvidenceBook(),
      network: ports.network,
      notices,
      now,
      toldNotices: () => notices.told,
      wake: () => {
        if (!time.notice()) monitor.judge();
      },
      publish: (ids, told, routine) => {
        dashboard.publish(ids, told, routine);
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
      probeEndsBy: (id) => loop.endsBy(id),
      noteVoid: (service, { message, shortage }) => {
        logger.debug('probe void', { service, message });
        // Without the service: the log counts what repeats, and one cause is one line a minute, whomever it meets.
        logger.warn('a probe came to nothing', { message });
        unjudged.cameToNothing(service, message);
        if (shortage !== undefined) shortages.met(shortage);
      },
      holdProbing: () => {
        loop.hold();
      },
      startRound: () => {
        startRound(0);
      },
    },
    config,
    restored,
  );
  const loop: PollLoop = new PollLoop(ports, now, {
    started: (lateMs) => {
      self.probeStarted(lateMs);
    },
    record: (service, result, begunAt) => {
      if (time.notice()) return null;
      self.resultCame();
      return monitor.record(service, result, begunAt);
    },
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
      change: (request, author) => {
        time.notice();
        return carryOut({ monitor, logger, now, probeSoon: (ids) => loop.probeSoon(ids) }, request, author);
      },
      hindrance: () =>
        hindranceOf({
          paused: monitor.pause !== null,
          stale: self.stale,
          offline: monitor.offlineSince !== null,
        }),
      health: () => healthOf({ self, unjudged, writer, keeper, dispatcher }, now()),
      skippedTurns: (id) => loop.skippedTurns(id),
      flush: () => {
        writer.flush();
      },
    },
    config.groups,
  );
  notices.observe({
    changed: () => {
      dashboard.publish([], []);
    },
    over: (id) => {
      dispatcher.takeBack(id);
    },
  });

  const time: TimeWatch = new TimeWatch({
    clock,
    timeline,
    notices,
    missed: ({ from, to }) => {
      self.forget();
      unjudged.missed();
      monitor.recordGap(from, to);
    },
    late: (lateMs) => {
      monitor.delay(lateMs);
    },
    isCounting: () => monitor.isCounting,
    awake: startRound,
    tick: (lateMs) => {
      self.tick(lateMs);
      shortages.tick();
      unjudged.tick();
      monitor.tell(() => notices.takeUntold());
      keeper.retry();
      monitor.saveRuns();
    },
    look: () => {
      monitor.seeNetwork();
    },
  });

  const self = new SelfWatch({
    logger,
    notices,
    now,
    idle: () => monitor.pause !== null || time.suspended,
    publishAll: () => {
      dashboard.publish([...monitor.fleet.keys()], []);
    },
    restart: () => {
      loop.restart(0);
    },
  });

  /** Unless somebody or the machine does not want one. */
  function startRound(delayMs: number): void {
    self.expectFrom(delayMs);
    if (monitor.pause === null && !time.suspended) loop.restart(delayMs);
  }

  const takenOver = { ...options, logger, notices, writer, monitor, loop, self, dashboard };
  let unwatchConfig: Cancel = () => {};
  return ok({
    dashboard,
    start: () => {
      // What the last run left unfinished is on record before the state forgets it.
      writer.flush();
      monitor.begin(restored.changes);
      loop.setServices(config.services);
      self.setServices(config.services);
      unwatchConfig = ports.configStore.watch((reading) => {
        takeOver(takenOver, reading);
      });
      time.start();
    },
    reportDefect,
    suspend: () => {
      time.suspend();
      loop.hold();
      writer.flush();
      monitor.save();
    },
    wake: () => {
      time.wake();
    },
    notices,
    stop: async () => {
      unwatchConfig();
      time.stop();
      const began = clock.monotonicNow();
      await within(clock, STOP_GRACE_MS, loop.stop());
      await dispatcher.stop(Math.max(0, STOP_GRACE_MS - (clock.monotonicNow() - began)));
      monitor.stop();
      writer.stop();
      dashboard.stop();
    },
  });
}

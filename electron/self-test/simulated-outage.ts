import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { AlertRule } from '../../shared/domain/alert-rule.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import { NO_TIMINGS, type ProbeResult } from '../../shared/domain/probe-result.ts';
import type { Service } from '../../shared/domain/service.ts';
import { formatDuration } from '../../shared/lib/duration.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { confStateStore } from '../adapters/conf-state-store.ts';
import { openSqliteHistory } from '../adapters/sqlite-history.ts';
import { createEngine } from '../engine/create-engine.ts';
import type { Engine } from '../engine/engine.ts';
import type { History, StorageFault } from '../ports.ts';
import { ownConfig } from './own-config.ts';
import { SILENT_LOGGER } from './silent-logger.ts';
import { SimulatedClock } from './simulated-clock.ts';

const INTERVAL_MS = 30_000;
/** Beyond the hold: the next probe, the suspicion, and the second good sample. */
const PATIENCE_MS = 120_000;
/** How far time goes before the rest of the program gets a turn. */
const STRIDE_MS = 5000;

/** Counted from the first bad and the first good sample. */
export interface Outage {
  readonly firedAfterMs: number;
  readonly resolvedAfterMs: number;
}

/**
 * The real engine with its history and state in `folder`, on pretend time: a service goes down until that is told, and
 * comes back until that is told. The error says what did not come about.
 */
export async function simulateOutage(
  watched: Service,
  rule: AlertRule,
  folder: string,
  startAt: number,
  signal: AbortSignal,
): Promise<Result<Outage, string>> {
  const clock = new SimulatedClock(startAt);
  const opened = openSqliteHistory(join(folder, 'history.sqlite'), clock, SILENT_LOGGER);
  if (!opened.ok) return err(opened.error.message);
  const { history } = opened.value;
  const world: World = { clock, history, folder, down: false, told: new Map() };
  try {
    const engine = engineIn(world, {
      ...watched,
      rules: [rule],
      intervalMs: INTERVAL_MS,
      dependsOn: [],
      loopback: true,
    });
    if (!engine.ok) return err(engine.error.message);
    engine.value.start();
    const trouble = await sufferOutage(world, rule.holdMs, signal);
    await engine.value.stop();
    return trouble === null ? compare(world, rule.holdMs) : err(trouble);
  } finally {
    history.close();
  }
}

interface World {
  readonly clock: SimulatedClock;
  readonly history: History;
  readonly folder: string;
  down: boolean;
  /** When the first notification came for each reason. */
  readonly told: Map<Notification['reason'], number>;
}

function engineIn(world: World, service: Service): Result<Engine, StorageFault> {
  const { clock, history, folder, told } = world;
  const config = { ...ownConfig(1), services: [service] };
  return createEngine(
    {
      clock,
      history,
      prober: {
        probe: () => Promise.resolve(world.down ? REFUSED : ANSWERED),
        capacity: 1,
        close: () => Promise.resolve(),
      },
      stateStore: confStateStore(folder, clock),
      configStore: { path: folder, load: () => ok(config), watch: () => () => {} },
      notifiers: [
        {
          name: 'self-test',
          deliver: ({ reason, at }) => {
            if (!told.has(reason)) told.set(reason, at);
            return Promise.resolve(ok(undefined));
          },
        },
      ],
      logger: SILENT_LOGGER,
      network: { addresses: () => null, waysOut: () => Promise.resolve([]) },
    },
    {
      config,
      override: (next) => next,
      instance: { id: 'self-test', version: '', pid: process.pid, startedAt: clock.wallNow(), demo: false },
      startNotices: [],
    },
  );
}

async function sufferOutage(world: World, holdMs: number, signal: AbortSignal): Promise<string | null> {
  const { clock, told } = world;
  await pass(clock, 2 * INTERVAL_MS, () => told.size > 0, signal);
  if (told.size > 0) return 'something was told although all was well';
  world.down = true;
  await pass(clock, holdMs + PATIENCE_MS, () => told.has('fired'), signal);
  if (!told.has('fired')) return `an outage of ${formatDuration(holdMs + PATIENCE_MS)} was not told`;
  world.down = false;
  await pass(clock, PATIENCE_MS, () => told.has('resolved'), signal);
  return told.has('resolved') ? null : `a recovery was not told within ${formatDuration(PATIENCE_MS)}`;
}

/** What was told against what is on record. */
function compare({ history, told }: World, holdMs: number): Result<Outage, string> {
  const [incident] = history.incidents({ now: Infinity, limit: 1 }).items;
  if (incident === undefined || incident.resolvedAt === null) return err('it was told and is not on record');
  const firedAfterMs = (told.get('fired') ?? 0) - incident.startedAt;
  const resolvedAfterMs = (told.get('resolved') ?? 0) - incident.resolvedAt;
  if (firedAfterMs < holdMs) return err(`an outage of ${formatDuration(firedAfterMs)} was told`);
  return ok({ firedAfterMs, resolvedAfterMs });
}

async function pass(clock: SimulatedClock, ms: number, enough: () => boolean, signal: AbortSignal) {
  const end = clock.monotonicNow() + ms;
  while (clock.monotonicNow() < end && !enough()) {
    signal.throwIfAborted();
    await clock.advance(STRIDE_MS);
    await setImmediate();
  }
}

const NOTHING_EXCHANGED = {
  requests: [],
  peer: null,
  attempts: [],
  endedIn: null,
  headers: [],
  headersLeftOut: 0,
  body: null,
};
const FACTS = {
  httpStatus: null,
  timings: NO_TIMINGS,
  certificateExpiresAt: null,
  exchange: () => NOTHING_EXCHANGED,
};
const ANSWERED: ProbeResult = { ...FACTS, outcome: 'response', latencyMs: 0 };
const REFUSED: ProbeResult = {
  ...FACTS,
  outcome: 'failure',
  cause: 'refused',
  message: 'nothing is listening',
  latencyMs: null,
};

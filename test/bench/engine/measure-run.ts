import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configOf, healthOf, HOLD_MS, idOf, INTERVAL_MS } from './fleet.ts';
import { bytesWrittenBy, cpuSecondsOf, databaseBytes, memoryOf } from './process-figures.ts';
import {
  startFloor,
  startProduct,
  startTargets,
  type Floor,
  type Product,
  type Targets,
} from './programs.ts';
import { busiestSecond, largest, latenessOf, longestSpacing, percentile } from './statistics.ts';
import { fanOut, Viewer, type SeenProbe } from './viewer.ts';

const wait = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
const epochNow = () => performance.timeOrigin + performance.now();

const OUTAGES = 10;
const VIEWERS = 100;
const FAN_OUT_MS = 12_000;
/** A first round takes one interval, its slowest answers a little longer. */
const SWEEP_MS = INTERVAL_MS + 3000;
/** Probes that started in a window have been seen so long after it. */
const SEEN_MS = 2000;

interface Place {
  readonly folder: string;
  readonly configPath: string;
  readonly targets: Targets;
  readonly services: number;
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** What the product does at one size; milliseconds unless a name says otherwise. */
export type RunFigures = Awaited<ReturnType<typeof measureRun>>;

export async function measureRun(services: number, steadyMs: number) {
  return await withPlace(services, INTERVAL_MS, async (place) => {
    const first = await sweep(place);
    const { product } = first;
    const floor = startFloor(place.targets.port, services);
    const viewer = new Viewer(product.url);
    // Both are warm, and the alerts of the bad and slow services have fired, before anything counts.
    await wait(HOLD_MS + INTERVAL_MS);
    const { window, ...steady } = await measureSteady(place, product, floor, steadyMs);
    await floor.stop();
    product.watchLoop();
    const outages = await measureOutages(place, viewer);
    const loop = await product.loopDelay();
    const fan = await measureFanOut(product, viewer);
    viewer.close();
    await product.stop();
    const probes = viewer.probes.length + services;
    const closedBytesPerProbe = databaseBytes(place.folder) / probes;
    const again = await sweep(place);
    await again.product.stop();
    return {
      services,
      ...steady,
      ...punctuality(viewer.probes, window, services),
      closedBytesPerProbe,
      ...outages,
      loop,
      fan,
      firstSweep: first.figures,
      sweep: again.figures,
    };
  });
}

/** The share of one core that the product takes while hardly anything happens. */
export async function measureIdle(services: number, intervalMs: number, steadyMs: number) {
  return await withPlace(services, intervalMs, async ({ configPath, folder }) => {
    const product = await startProduct(configPath, folder);
    await wait(SWEEP_MS);
    const before = cpuSecondsOf(product.pid);
    await wait(steadyMs);
    const cpuSeconds = cpuSecondsOf(product.pid) - before;
    await product.stop();
    return { services, intervalMs, coreRatio: cpuSeconds / (steadyMs / 1000) };
  });
}

async function withPlace<Value>(
  services: number,
  intervalMs: number,
  measure: (place: Place) => Promise<Value>,
): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-bench-'));
  const configPath = join(folder, 'bellwether.json');
  const targets = await startTargets();
  try {
    writeFileSync(configPath, configOf(services, intervalMs, targets.port));
    return await measure({ folder, configPath, targets, services });
  } finally {
    await targets.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the start of the process to the last first probe, as the targets saw it. */
async function sweep({ configPath, folder, targets, services }: Place) {
  targets.control({ type: 'forget' });
  const begun = epochNow();
  const product = await startProduct(configPath, folder);
  const readyMs = epochNow() - begun;
  await wait(SWEEP_MS);
  const asked = await targets.firstAsked();
  const figures = {
    readyMs,
    complete: asked.length === services,
    roundMs: largest(asked) - Math.min(...asked),
    endMs: largest(asked) - begun,
    busiestSecond: busiestSecond(asked),
  };
  return { product, figures };
}

/** Product and floor side by side in the same seconds: what else the machine does slows both. */
async function measureSteady({ folder, services }: Place, { pid }: Product, floor: Floor, steadyMs: number) {
  const read = async () => ({
    at: epochNow(),
    cpu: cpuSecondsOf(pid),
    written: bytesWrittenBy(pid),
    stored: databaseBytes(folder),
    floorCpu: cpuSecondsOf(floor.pid),
    floorProbes: await floor.answered(),
  });
  const before = await read();
  await wait(steadyMs);
  const after = await read();
  const asked = ((after.at - before.at) / INTERVAL_MS) * services;
  const cpuPerThousand = ((after.cpu - before.cpu) / asked) * 1000;
  const floorPerThousand =
    ((after.floorCpu - before.floorCpu) / (after.floorProbes - before.floorProbes)) * 1000;
  return {
    window: { from: before.at, to: after.at },
    cpuPerThousand,
    floorPerThousand,
    floorRatio: cpuPerThousand / floorPerThousand,
    memoryMb: memoryOf(pid),
    writtenBytesPerProbe: (after.written - before.written) / asked,
    storedBytesPerProbe: (after.stored - before.stored) / asked,
  };
}

/** From the times of the samples: a probe started at the time of its sample less its latency. */
function punctuality(probes: readonly SeenProbe[], { from, to }: Window, services: number) {
  const starts = probes.filter(({ startedAt }) => startedAt >= from && startedAt < to);
  const lateness = latenessOf(starts, services, INTERVAL_MS);
  const perSecond = (services * 1000) / INTERVAL_MS;
  return {
    asked: Math.round(((to - from) / INTERVAL_MS) * services),
    achieved: starts.length,
    latenessP50: percentile(lateness, 0.5),
    latenessP99: percentile(lateness, 0.99),
    busiestOverMean: busiestSecond(starts.map(({ startedAt }) => startedAt)) / perSecond,
  };
}

/** Outages at moments that have nothing to do with the schedule. */
async function measureOutages({ targets, services }: Place, viewer: Viewer) {
  const healthy = Array.from({ length: services }, (_, index) => index).filter((i) => healthOf(i) === 'good');
  const step = Math.max(1, Math.floor(healthy.length / OUTAGES));
  const broken = healthy.filter((_, place) => place % step === 0).slice(0, OUTAGES);
  /** By service, when it broke. */
  const brokenAt = new Map<string, number>();
  for (const index of broken) {
    targets.control({ type: 'break', index });
    brokenAt.set(idOf(index), epochNow());
    await wait(317);
  }
  await wait(INTERVAL_MS + HOLD_MS + SEEN_MS);
  const since = (id: string) => brokenAt.get(id) ?? Infinity;
  const statuses = viewer.statuses.filter(
    ({ id, status, sampleAt }) => status === 'down' && sampleAt >= since(id),
  );
  const firings = viewer.firings.filter(({ id, firingAt }) => firingAt >= since(id));
  const toStatus = statuses.map(({ sampleAt, seenAt }) => seenAt - sampleAt);
  const toAlert = firings.map(({ firingAt, seenAt }) => seenAt - firingAt);
  const outageToStatus = statuses.map(({ id, seenAt }) => seenAt - since(id));
  const outageToAlert = firings.map(({ id, seenAt }) => seenAt - since(id));
  for (const index of broken) targets.control({ type: 'mend', index });
  return {
    outages: broken.length,
    statuses: statuses.length,
    firings: firings.length,
    outageToStatusMedian: percentile(outageToStatus, 0.5),
    outageToStatusMax: largest(outageToStatus),
    outageToAlertMedian: percentile(outageToAlert, 0.5),
    outageToAlertMax: largest(outageToAlert),
    statusMedian: percentile(toStatus, 0.5),
    statusMax: largest(toStatus),
    alertMedian: percentile(toAlert, 0.5),
    alertMax: largest(toAlert),
  };
}

async function measureFanOut(product: Product, viewer: Viewer) {
  const from = epochNow();
  const waits = await fanOut(product.url, VIEWERS, FAN_OUT_MS);
  const spacing = longestSpacing(viewer.probes, from - INTERVAL_MS, Infinity);
  return {
    viewers: VIEWERS,
    served: waits.length,
    slowestSnapshot: largest(waits),
    latestProbeIntervals: spacing / INTERVAL_MS,
  };
}

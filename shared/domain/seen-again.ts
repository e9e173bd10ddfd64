import type { Gap } from './gap.ts';
import type { Sample } from './sample.ts';
import { SUSPECT_INTERVAL_MS } from './schedule.ts';
import type { Service } from './service.ts';
import { countedMs, nextSeen, type Seen } from './steadiness.ts';

/** So many samples are enough for what is counted of the service. */
export function mostSeen(service: Service): number {
  const shortestMs = Math.min(SUSPECT_INTERVAL_MS, service.intervalMs);
  // Before a hold ends, and for a person, it is probed once more.
  return Math.ceil((1.25 * countedMs(service)) / shortestMs);
}

/**
 * What was counted before a restart, by the record: its samples up to `mostSeen`, oldest first, and the gaps from the first of
 * them on. A sample of before `countsFrom` only says since when the next one speaks.
 */
export function seenAgain(
  service: Service,
  samples: readonly Sample[],
  gaps: readonly Gap[],
  countsFrom: number,
): readonly Seen[] {
  return samples.reduce<readonly Seen[]>((seen, sample, index) => {
    if (sample.at < countsFrom) return seen;
    const before = samples[index - 1];
    const observedMs = before === undefined ? 0 : observedBetween(service, before.at, sample.at, gaps);
    return nextSeen(seen, service, sample, observedMs);
  }, []);
}

function observedBetween(
  { intervalMs, timeoutMs, loopback }: Service,
  from: number,
  to: number,
  gaps: readonly Gap[],
): number {
  const gap = gaps.find((one) => one.from >= from && (one.reason !== 'offline' || !loopback));
  return Math.max(0, Math.min(to, from + intervalMs + timeoutMs, gap?.from ?? Infinity) - from);
}

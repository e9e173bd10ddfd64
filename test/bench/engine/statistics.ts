import type { SeenProbe } from './viewer.ts';

/** The value below which `share` (0..1) of them lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function largest(values: readonly number[]): number {
  return values.reduce((left, right) => Math.max(left, right), -Infinity);
}

/** How many of the times (ms) fall into the fullest second after the first. */
export function busiestSecond(times: readonly number[]): number {
  const counts = new Map<number, number>();
  const start = Math.min(...times);
  for (const time of times) {
    const second = Math.floor((time - start) / 1000);
    counts.set(second, (counts.get(second) ?? 0) + 1);
  }
  return largest([...counts.values()]);
}

type Start = Pick<SeenProbe, 'id' | 'startedAt'>;

/**
 * How late each start was, in ms. The schedule is known up to its beginning: service i of n has its turns i/n of an
 * interval after the first. The earliest start of all says where it begins, so what is late by the same for all is not seen.
 */
export function latenessOf(
  starts: readonly Start[],
  services: number,
  intervalMs: number,
): readonly number[] {
  const inRound = starts.map(
    ({ id, startedAt }) => startedAt - (Number(id.slice(1)) / services) * intervalMs,
  );
  const reference = inRound[0] ?? 0;
  const offsets = inRound.map((at) => {
    const beyond = (at - reference) % intervalMs;
    if (beyond > intervalMs / 2) return beyond - intervalMs;
    return beyond < -intervalMs / 2 ? beyond + intervalMs : beyond;
  });
  const earliest = Math.min(...offsets);
  return offsets.map((offset) => offset - earliest);
}

/** The longest time between two starts of one service in that span. */
export function longestSpacing(starts: readonly Start[], from: number, to: number): number {
  const last = new Map<string, number>();
  let longest = 0;
  for (const { id, startedAt } of starts) {
    if (startedAt < from || startedAt > to) continue;
    longest = Math.max(longest, startedAt - (last.get(id) ?? startedAt));
    last.set(id, startedAt);
  }
  return longest;
}

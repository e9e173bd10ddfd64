/**
 * How many answers took how long, in buckets that grow by 5 %: a latency read back from it is off by at most
 * `RELATIVE_ERROR`, whatever was merged into it. Bucket `i` holds what is above `0.1 ms x 1.05^(i-1)`, up to
 * `0.1 ms x 1.05^i`; the first also what is shorter, the last what is longer. A flat list of pairs, bucket and count,
 * buckets rising, none with a count of zero.
 */
export type LatencyHistogram = readonly number[];

const FINEST_MS = 0.1;
const GROWTH = 1.05;
const LOG_GROWTH = Math.log(GROWTH);
/** Ends at over seven minutes; no probe may take longer than five. */
const LAST_BUCKET = 315;

/** Between what was measured and the middle of its bucket, as a share of what was measured. */
export const RELATIVE_ERROR = (GROWTH - 1) / (GROWTH + 1);

export const NO_LATENCIES: LatencyHistogram = [];

export function bucketOf(latencyMs: number): number {
  if (latencyMs <= FINEST_MS) return 0;
  // A hair less, so that what lies on a border stays below it in spite of rounding.
  return Math.min(LAST_BUCKET, Math.ceil(Math.log(latencyMs / FINEST_MS) / LOG_GROWTH - 1e-9));
}

/** The latency that is off by the same share from both borders of the bucket. */
function middleOf(bucket: number): number {
  return (FINEST_MS * GROWTH ** bucket * 2) / (1 + GROWTH);
}

/** Of the merge under way: merging is done for each sample, and room for all buckets is a lot to make anew. */
const COUNTS = new Float64Array(LAST_BUCKET + 1);

export function mergeHistograms(histograms: readonly LatencyHistogram[]): LatencyHistogram {
  const filled = histograms.filter(({ length }) => length > 0);
  if (filled.length < 2) return filled[0] ?? NO_LATENCIES;
  COUNTS.fill(0);
  for (const histogram of filled) {
    for (let place = 0; place < histogram.length; place += 2) {
      const bucket = histogram[place] ?? 0;
      COUNTS[bucket] = (COUNTS[bucket] ?? 0) + (histogram[place + 1] ?? 0);
    }
  }
  const merged: number[] = [];
  for (let bucket = 0; bucket <= LAST_BUCKET; bucket++) {
    const count = COUNTS[bucket] ?? 0;
    if (count > 0) merged.push(bucket, count);
  }
  return merged;
}

export function countLatencies(histogram: LatencyHistogram): number {
  return histogram.reduce((sum, value, place) => (place % 2 === 0 ? sum : sum + value), 0);
}

/** The latency within which `share` (0..1) of the answers came; `null` when there are none. */
export function latencyPercentile(histogram: LatencyHistogram, share: number): number | null {
  const wanted = Math.max(1, Math.ceil(share * countLatencies(histogram)));
  let seen = 0;
  for (let place = 0; place < histogram.length; place += 2) {
    seen += histogram[place + 1] ?? 0;
    if (seen >= wanted) return middleOf(histogram[place] ?? 0);
  }
  return null;
}

/** One life of the product, epoch ms. */
export interface Life {
  readonly from: number;
  readonly to: number;
}

interface Loss {
  readonly samples: number;
  /** From the oldest answer without a sample to the end of that life, the longest of all. */
  readonly longestMs: number;
  /** Samples that belong to no answer, or to another than the one before them would have it. */
  readonly strange: number;
}

/** A sample is recorded soon after its answer has left; a busy machine may need a moment. */
const SAME_MS = 700;

/**
 * Compares what one service answered with what history holds of it. Samples are written in order, so only the last
 * answers of a life can be without one.
 */
export function lossOf(
  lives: readonly Life[],
  answered: readonly number[],
  samples: readonly number[],
): Loss {
  let lost = 0;
  let longestMs = 0;
  let strange = 0;
  for (const { from, to } of lives) {
    const within = (at: number) => at >= from && at <= to;
    const answers = answered.filter(within);
    const kept = samples.filter(within);
    strange += kept.filter((at, index) => Math.abs(at - (answers[index] ?? -Infinity)) > SAME_MS).length;
    const [first] = answers.slice(kept.length);
    if (first === undefined) continue;
    lost += answers.length - kept.length;
    longestMs = Math.max(longestMs, to - first);
  }
  return { samples: lost, longestMs, strange };
}

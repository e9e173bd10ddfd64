export interface Slope {
  /** Per unit of x. */
  readonly perUnit: number;
  /** Standard error of it. */
  readonly error: number;
}

/** Least squares. Needs three points or more. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): Slope {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const perUnit = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const residue = points.reduce((sum, [x, y]) => sum + (y - meanY - perUnit * (x - meanX)) ** 2, 0);
  return { perUnit, error: Math.sqrt(residue / (points.length - 2) / spread) };
}

/** Whether it rises by more than `limit` beyond what chance explains. */
export function risesAbove({ perUnit, error }: Slope, limit: number): boolean {
  return perUnit - 2 * error > limit;
}

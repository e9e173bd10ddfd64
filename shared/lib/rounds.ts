/**
 * Milliseconds to the next whole multiple of `everyMs`. Whatever only looks whether something has changed waits for this
 * long, so that all who look wake an idle machine together instead of one after the other.
 */
export function untilNextRound(now: number, everyMs: number): number {
  return everyMs - (now % everyMs);
}

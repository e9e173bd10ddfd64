const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/** Doubles from 1 s to 30 s; up to half is chance (0..1), so that many pages do not return in one burst. */
export function reconnectDelayMs(failures: number, chance: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(full * (1 - chance / 2));
}

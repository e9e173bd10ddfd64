const UNITS: ReadonlyMap<string | undefined, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Reads `30s`, `1m30s`, `500ms`, `7d` as milliseconds; `null` when the text is no duration. */
export function parseDuration(text: string): number | null {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/gy)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) return null;
  const ms = parts.reduce((sum, part) => sum + Number(part[1]) * (UNITS.get(part[2]) ?? 0), 0);
  return Number.isSafeInteger(Math.round(ms)) ? Math.round(ms) : null;
}

/** A span as a person says it, in at most two units: `420 ms`, `1.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `4 d 1 h`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1000) return `${whole} ms`;
  if (whole < 9950 && whole % 1000 !== 0) return `${Number((whole / 1000).toFixed(1))} s`;
  const seconds = Math.round(whole / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return twoUnits(seconds, 60, 'min', 's');
  if (seconds < 86_400) return twoUnits(Math.round(seconds / 60), 60, 'h', 'min');
  return twoUnits(Math.round(seconds / 3600), 24, 'd', 'h');
}

function twoUnits(value: number, size: number, large: string, small: string): string {
  const rest = value % size;
  const first = `${Math.floor(value / size)} ${large}`;
  return rest === 0 ? first : `${first} ${rest} ${small}`;
}

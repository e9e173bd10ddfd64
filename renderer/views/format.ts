import { formatDuration } from '../../shared/lib/duration.ts';

/** What stands where there is no value. */
const NOTHING = '–';

export function formatLatency(ms: number | null): string {
  return ms === null ? NOTHING : formatDuration(ms);
}

/** A span in its largest unit, for ages that are read at a glance: `12 s`, `4 min`, `3 h`, `2 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

export function formatAgo(ms: number): string {
  return ms < 1000 ? 'just now' : `${formatAge(ms)} ago`;
}

/** A span that is measured, such as an incident's: whole seconds, two units. */
export function formatSpan(ms: number): string {
  return formatDuration(Math.max(1000, Math.floor(ms / 1000) * 1000));
}

/** Never rounds up to 100 %: a single failure has to be seen. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null) return NOTHING;
  if (ratio >= 1) return '100 %';
  const digits = ratio >= 0.99 ? 2 : 1;
  const steps = 10 ** (digits + 2);
  /* A little is added for what binary fractions lose: 0.57 * 1000 is 569.999... */
  return `${(Math.floor(ratio * steps + 1e-6) / 10 ** digits).toFixed(digits)} %`;
}

/** 24 hours in English, in the viewer's time zone unless a test names one. */
interface Zone {
  readonly timeZone?: string;
}

const SHAPES = {
  time: { timeStyle: 'medium' },
  clock: { timeStyle: 'short' },
  day: { day: 'numeric', month: 'short', year: 'numeric' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

/** A formatter costs a quarter of a millisecond to make and 4 microseconds to use, and a page shows a thousand times. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(shape: keyof typeof SHAPES, at: number, { timeZone }: Zone): string {
  const key = `${shape} ${timeZone ?? ''}`;
  const formatter =
    formatters.get(key) ??
    new Intl.DateTimeFormat('en-GB', { ...SHAPES[shape], ...(timeZone !== undefined && { timeZone }) });
  formatters.set(key, formatter);
  return formatter.format(at);
}

function formatTime(at: number, zone: Zone = {}): string {
  return format('time', at, zone);
}

function formatDay(at: number, zone: Zone = {}): string {
  return format('day', at, zone);
}

export function formatDateTime(at: number, zone: Zone = {}): string {
  return `${formatDay(at, zone)}, ${formatTime(at, zone)}`;
}

/** The time alone on the same day, with the date otherwise. */
export function formatMoment(at: number, now: number, zone: Zone = {}): string {
  return formatDay(at, zone) === formatDay(now, zone) ? formatTime(at, zone) : formatDateTime(at, zone);
}

/** The same to the minute: `15:30`, or `6 Jan 2026, 08:00`. */
export function formatClock(at: number, now: number, zone: Zone = {}): string {
  const time = format('clock', at, zone);
  return formatDay(at, zone) === formatDay(now, zone) ? time : `${formatDay(at, zone)}, ${time}`;
}

/** `1 alert`, `2 alerts`. */
export function count(amount: number, one: string): string {
  return `${amount} ${one}${amount === 1 ? '' : 's'}`;
}

const DAY_MS = 86_400_000;
/** The first of the usual warnings before a certificate ends: 21, 14, 7, 1 days. */
const CERTIFICATE_WARNING_MS = 21 * DAY_MS;

/** One short sentence when a certificate has ended or is about to; `null` while there is time. */
export function certificateWarning(expiresAt: number | null, now: number): string | null {
  if (expiresAt === null || expiresAt - now >= CERTIFICATE_WARNING_MS) return null;
  if (expiresAt <= now) return 'Certificate has expired';
  const days = Math.floor((expiresAt - now) / DAY_MS);
  return days === 0 ? 'Certificate expires today' : `Certificate expires in ${count(days, 'day')}`;
}

/** Links come from the configuration; only web addresses become links. */
export function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

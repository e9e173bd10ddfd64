import type { Silence } from '../../shared/domain/quiet.ts';
import type { ServiceView } from '../../shared/protocol/views.ts';
import type { Snapshot } from '../../shared/protocol/protocol.ts';
import { timeOfDay } from '../../shared/lib/time-of-day.ts';

/** Everything that the tray is drawn from. */
export interface TrayFacts {
  readonly snapshot: Snapshot;
  /** The engine has gone quiet: the snapshot is its last one. */
  readonly stale: boolean;
  /** Where browsers find the page; `null` while the port cannot be had. */
  readonly url: string | null;
  readonly platform: 'darwin' | 'win32' | 'linux';
  /** Other machines may open the page; `given` when the settings file says so. */
  readonly share: { readonly on: boolean; readonly given: boolean };
  readonly startAtLogin: boolean;
  /** `light` is drawn for dark bars. */
  readonly style: 'light' | 'dark';
  readonly update: { readonly version: string; readonly url: string } | null;
}

/** Down first, then degraded, each in the order of the configuration. */
export function failingServices({ services }: Snapshot): readonly ServiceView[] {
  return (['down', 'degraded'] as const).flatMap((status) =>
    services.filter((service) => service.status === status),
  );
}

/** `14:03` today, `4 Jan 14:03` on any other day, as the clock on the wall shows it. */
export function clockTime(at: number, now: number): string {
  const time = new Date(at);
  const minutes = timeOfDay(at);
  if (time.toDateString() === new Date(now).toDateString()) return minutes;
  return `${time.getDate()} ${MONTHS[time.getMonth()] ?? ''} ${minutes}`;
}

/** When a silence ends, after `until`. */
export function endOf({ until }: Pick<Silence, 'until'>, now: number): string {
  return until === 'recovery' ? 'it recovers' : clockTime(until, now);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

import { formatDuration } from '../../shared/lib/duration.ts';
import { EXIT } from './exit-codes.ts';

/** How one run of the monitor ended. */
export type RunEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  /** It was killed because it gave no sign of life any more. */
  | { readonly kind: 'hung'; readonly silentMs: number }
  /** It could not be started; why. */
  | { readonly kind: 'unstarted'; readonly message: string };

/** Monotonic times. */
export interface Run {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly end: RunEnd;
}

/** What counts of the deaths so far. */
export interface DeathRecord {
  readonly quickInARow: number;
  /** Before the next restart. */
  readonly delayMs: number;
}

export interface RestartRules {
  readonly firstDelayMs: number;
  /** It doubles up to this. */
  readonly longestDelayMs: number;
  /** After a run of this length the delay is the first one again. */
  readonly goodRunMs: number;
  /** A shorter run is a quick death. */
  readonly quickMs: number;
  /** That many in a row, and it will not get better by itself. */
  readonly mostQuick: number;
}

export const RESTART_RULES: RestartRules = {
  firstDelayMs: 1000,
  longestDelayMs: 60_000,
  goodRunMs: 600_000,
  quickMs: 60_000,
  mostQuick: 5,
};

export type RestartPlan =
  | { readonly kind: 'end' }
  | { readonly kind: 'restart'; readonly delayMs: number; readonly record: DeathRecord }
  /** `reason` completes "gave up: ". */
  | { readonly kind: 'give-up'; readonly reason: string };

/** It is done, or the next start would end in the same way: asked wrongly, or what it needs is somebody else's. */
const FINAL: readonly number[] = [
  EXIT.allUp,
  EXIT.usage,
  EXIT.badConfig,
  EXIT.anotherInstance,
  EXIT.portTaken,
];
/** Who sends one of these wants it to end. */
const ASKING: readonly string[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

export function noDeaths(rules: RestartRules): DeathRecord {
  return { quickInARow: 0, delayMs: rules.firstDelayMs };
}

/** What to do now that a run has ended. */
export function planRestart(
  record: DeathRecord,
  { startedAt, endedAt, end }: Run,
  asked: boolean,
  rules: RestartRules,
): RestartPlan {
  const wanted = end.kind === 'signal' && ASKING.includes(end.signal);
  const final = end.kind === 'exit' && FINAL.includes(end.code);
  if (asked || wanted || final) return { kind: 'end' };
  const livedMs = endedAt - startedAt;
  const quickInARow = livedMs < rules.quickMs ? record.quickInARow + 1 : 0;
  if (quickInARow >= rules.mostQuick) {
    const span = formatDuration(rules.quickMs);
    const reason = `the monitor died ${quickInARow} times in a row within ${span} of its start, the last time with ${endText(end)}`;
    return { kind: 'give-up', reason };
  }
  const delayMs = livedMs >= rules.goodRunMs ? rules.firstDelayMs : record.delayMs;
  const next = Math.min(rules.longestDelayMs, delayMs * 2);
  return { kind: 'restart', delayMs, record: { quickInARow, delayMs: next } };
}

/** `exit code 1`, `signal SIGKILL`. */
export function endText(end: RunEnd): string {
  switch (end.kind) {
    case 'exit':
      return `exit code ${end.code}`;
    case 'signal':
      return `signal ${end.signal}`;
    case 'hung':
      return `no sign of life for ${formatDuration(end.silentMs)}`;
    case 'unstarted':
      return end.message;
  }
}

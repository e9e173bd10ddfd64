import { count } from '../lib/count.ts';
import { formatDuration } from '../lib/duration.ts';

/** How often something came late within the last minutes. */
export interface Lateness {
  readonly windowMs: number;
  /** What came at all. */
  readonly total: number;
  readonly late: number;
  readonly worstMs: number;
}

/** What the engine measures of its own work. All `...At` and `...Since` are epoch ms. */
export interface EngineFacts {
  readonly probing: {
    readonly lastResultAt: number | null;
    /** For how long no probe result has come although one was due. */
    readonly silentMs: number;
    /** The longest silence that the schedule explains; `null` while no result is expected, such as during a pause. */
    readonly longestSilenceMs: number | null;
    /** Starts of probes against their due times. */
    readonly starts: Lateness;
    /** Services without a usable sample for three intervals; `null` when there is none. */
    readonly unjudged: UnjudgedFacts | null;
  };
  /** Ticks of the watchdog, one a second: how long the event loop kept them waiting. */
  readonly loop: Lateness;
  readonly storage: {
    readonly historyFailingSince: number | null;
    readonly stateFailingSince: number | null;
    /** Rows of history that wait in memory. */
    readonly waiting: number;
    /** Rows lost while history could not be written. */
    readonly dropped: number;
  };
  readonly notifiers: readonly NotifierFacts[];
}

export interface UnjudgedFacts {
  readonly services: number;
  /** Of the last usable sample of the one that has been without for longest. */
  readonly since: number;
  /** The most frequent first. */
  readonly reasons: readonly string[];
}

export interface NotifierFacts {
  readonly name: string;
  readonly waiting: number;
  /** The last delivery failed. */
  readonly failing: boolean;
  readonly lastFailure: { readonly at: number; readonly message: string } | null;
}

/** `fail`: it does not watch. `warn`: it does, with something in the way. */
type EngineStatus = 'pass' | 'warn' | 'fail';

export interface EngineHealth extends EngineFacts {
  readonly status: EngineStatus;
  /** One sentence for each thing that is not as it should be. */
  readonly concerns: readonly string[];
}

/** Below that nothing can be said of a share. */
const FEWEST = 20;
const TOLERATED_LATE_RATIO = 0.05;
/** A notifier is given 10 s for each: more than this and people hear of an alert minutes late. */
const MANY_WAITING = 10;

export function judgeEngine(facts: EngineFacts, now: number): EngineHealth {
  const stuck = staleWords(facts.probing);
  const concerns = [
    ...(stuck === null ? [] : [stuck]),
    ...unjudgedWords(facts.probing.unjudged, now),
    ...latenessWords(facts.probing.starts, 'probes started'),
    ...latenessWords(facts.loop, 'ticks of the event loop came'),
    ...storageWords(facts.storage, now),
    ...facts.notifiers.flatMap(notifierWords),
  ];
  return { ...facts, status: stuck !== null ? 'fail' : concerns.length > 0 ? 'warn' : 'pass', concerns };
}

/** Why what is known says nothing of the present; `null` as long as the silence is explained. */
function staleWords({ silentMs, longestSilenceMs }: EngineFacts['probing']): string | null {
  if (longestSilenceMs === null || silentMs <= longestSilenceMs) return null;
  return `no probe result for ${formatDuration(silentMs)}, and none should take longer than ${formatDuration(longestSilenceMs)}`;
}

function unjudgedWords(unjudged: UnjudgedFacts | null, now: number): readonly string[] {
  if (unjudged === null) return [];
  const { services, since, reasons } = unjudged;
  return [
    `${count(services, 'service')} without a usable result for ${formatDuration(now - since)}: ${reasons.join('; ')}`,
  ];
}

function latenessWords({ windowMs, total, late, worstMs }: Lateness, what: string): readonly string[] {
  if (total < FEWEST || late / total <= TOLERATED_LATE_RATIO) return [];
  return [
    `${late} of ${total} ${what} late within ${formatDuration(windowMs)}, the worst by ${formatDuration(worstMs)}`,
  ];
}

function storageWords(
  { historyFailingSince, stateFailingSince, waiting, dropped }: EngineFacts['storage'],
  now: number,
): readonly string[] {
  const lost = dropped > 0 ? `, ${dropped} rows lost` : '';
  return [
    ...(historyFailingSince === null
      ? []
      : [
          `history has not been written for ${formatDuration(now - historyFailingSince)}: ${waiting} rows wait in memory${lost}`,
        ]),
    ...(stateFailingSince === null
      ? []
      : [`state has not been saved for ${formatDuration(now - stateFailingSince)}`]),
  ];
}

function notifierWords({ name, waiting, failing, lastFailure }: NotifierFacts): readonly string[] {
  return [
    ...(failing && lastFailure !== null
      ? [`notifier ${name} did not deliver its last notification: ${lastFailure.message}`]
      : []),
    ...(waiting >= MANY_WAITING ? [`${waiting} notifications wait for notifier ${name}`] : []),
  ];
}

import type { Counts } from '../../shared/protocol/views.ts';
import type { Severity } from '../../shared/domain/alert-rule.ts';
import type { Verdict } from '../self-test/check-runner.ts';

export const EXIT = {
  allUp: 0,
  someDegradedOrUnknown: 1,
  someDown: 2,
  anotherInstance: 3,
  portTaken: 4,
  gaveUp: 5,
  usage: 64,
  /** A defect of this program (EX_SOFTWARE of sysexits.h). */
  defect: 70,
  badConfig: 78,
  /** As shells report a program that Ctrl+C ended. */
  interrupted: 130,
} as const;

/** The first three are about services; `alerts`, `doctor` and the commands that only do something give them their own meaning. */
export const EXIT_CODE_HELP: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT.allUp, 'all up (alerts: none is firing; doctor: all well; other commands: done)'],
  [
    EXIT.someDegradedOrUnknown,
    'some degraded or unknown, or no instance to ask (alerts: a warning is firing; doctor: warnings only; other commands: not done)',
  ],
  [EXIT.someDown, 'some down (alerts: a critical one is firing; doctor: a check failed)'],
  [EXIT.anotherInstance, 'another instance owns the data folder'],
  [EXIT.portTaken, 'the port is taken'],
  [EXIT.gaveUp, 'serve --keep-alive gave up: the monitor died again and again'],
  [EXIT.usage, 'the command line is wrong'],
  [EXIT.defect, 'a defect in bellwether itself'],
  [EXIT.badConfig, 'the configuration is wrong'],
  [EXIT.interrupted, 'Ctrl+C came before there was a result'],
];

/** Nothing observed counts as unknown. */
export function exitCodeOf(counts: Counts): number {
  if (counts.down > 0) return EXIT.someDown;
  if (counts.degraded > 0 || counts.unknown > 0 || counts.up === 0) return EXIT.someDegradedOrUnknown;
  return EXIT.allUp;
}

export function exitCodeOfAlerts(firing: readonly Severity[]): number {
  if (firing.includes('critical')) return EXIT.someDown;
  return firing.length > 0 ? EXIT.someDegradedOrUnknown : EXIT.allUp;
}

export function exitCodeOfVerdicts(verdicts: readonly Verdict[]): number {
  if (verdicts.includes('failed')) return EXIT.someDown;
  return verdicts.includes('warning') ? EXIT.someDegradedOrUnknown : EXIT.allUp;
}

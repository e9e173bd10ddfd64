import { describe, expect, it } from 'vitest';
import {
  noDeaths,
  planRestart,
  RESTART_RULES,
  type RestartPlan,
  type RunEnd,
} from '../../../electron/cli/plan-restart.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const killed: RunEnd = { kind: 'signal', signal: 'SIGKILL' };

function plan(end: RunEnd, asked = false): RestartPlan {
  const run = { startedAt: 0, endedAt: MINUTE, end };
  return planRestart(noDeaths(RESTART_RULES), run, asked, RESTART_RULES);
}

/** What follows runs of these lengths, each of which ended with a death. */
function afterRuns(livedMs: readonly number[], end: RunEnd = killed): readonly (number | string)[] {
  let record = noDeaths(RESTART_RULES);
  return livedMs.map((lived) => {
    const run = { startedAt: 5 * MINUTE, endedAt: 5 * MINUTE + lived, end };
    const next = planRestart(record, run, false, RESTART_RULES);
    if (next.kind === 'restart') record = next.record;
    return next.kind === 'restart' ? next.delayMs / SECOND : next.kind;
  });
}

describe('after one run', () => {
  it.each<[string, RunEnd]>([
    ['a crash', { kind: 'exit', code: 1 }],
    ['a defect', { kind: 'exit', code: 70 }],
    ['any other code', { kind: 'exit', code: 255 }],
    ['kill -9, or the system out of memory', killed],
    ['the heap out of memory', { kind: 'signal', signal: 'SIGABRT' }],
    ['a fault in native code', { kind: 'signal', signal: 'SIGSEGV' }],
    ['a start that failed', { kind: 'unstarted', message: 'spawn ENOMEM' }],
  ])('%s: again', (_, end) => {
    expect(plan(end)).toMatchObject({ kind: 'restart', delayMs: SECOND });
  });

  it.each<[string, RunEnd]>([
    ['it ended well', { kind: 'exit', code: 0 }],
    ['another instance', { kind: 'exit', code: 3 }],
    ['the port is taken', { kind: 'exit', code: 4 }],
    ['wrong words', { kind: 'exit', code: 64 }],
    ['wrong configuration', { kind: 'exit', code: 78 }],
    ['SIGTERM', { kind: 'signal', signal: 'SIGTERM' }],
    ['SIGINT', { kind: 'signal', signal: 'SIGINT' }],
    ['SIGHUP', { kind: 'signal', signal: 'SIGHUP' }],
  ])('%s: the end', (_, end) => {
    expect(plan(end)).toEqual({ kind: 'end' });
  });

  it.each<RunEnd>([killed, { kind: 'exit', code: 1 }, { kind: 'exit', code: 0 }])(
    'asked to end, that is the end, whatever came of it',
    (end) => {
      expect(plan(end, true)).toEqual({ kind: 'end' });
    },
  );
});

describe('after deaths in a row', () => {
  it('waits twice as long each time, and gives up at the fifth quick one', () => {
    expect(afterRuns([0, 0, 0, 0, 0])).toEqual([1, 2, 4, 8, 'give-up']);
    expect(afterRuns(Array.from({ length: 5 }, () => MINUTE - 1))).toEqual([1, 2, 4, 8, 'give-up']);
  });

  it('never gives up on one that lives for a minute each time, and waits for a minute at most', () => {
    expect(afterRuns(Array.from({ length: 9 }, () => MINUTE))).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('counts quick ones anew after one that was not', () => {
    expect(afterRuns([0, 0, 0, 0, MINUTE, 0, 0, 0, 0, 0])).toEqual([
      1,
      2,
      4,
      8,
      16,
      32,
      60,
      60,
      60,
      'give-up',
    ]);
  });

  it('begins with a second again after ten minutes of good running', () => {
    expect(afterRuns([0, 0, 0, 10 * MINUTE - 1, 10 * MINUTE, 0])).toEqual([1, 2, 4, 8, 1, 2]);
  });

  it.each<[RunEnd, string]>([
    [{ kind: 'exit', code: 1 }, 'exit code 1'],
    [killed, 'signal SIGKILL'],
    [{ kind: 'unstarted', message: 'spawn ENOMEM' }, 'spawn ENOMEM'],
  ])('says why it gives up', (end, how) => {
    const record = { quickInARow: 4, delayMs: 16 * SECOND };
    expect(planRestart(record, { startedAt: 0, endedAt: 1, end }, false, RESTART_RULES)).toEqual({
      kind: 'give-up',
      reason: `the monitor died 5 times in a row within 1 min of its start, the last time with ${how}`,
    });
  });
});

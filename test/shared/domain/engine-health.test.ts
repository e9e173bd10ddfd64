import { expect, it } from 'vitest';
import { judgeEngine, type EngineFacts } from '../../../shared/domain/engine-health.ts';
import { engineHealth } from '../../fakes/fake-dashboard.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const WELL: EngineFacts = engineHealth();
const { probing, storage } = WELL;
const failed = { name: 'slack', waiting: 1, failing: true, lastFailure: { at: NOW, message: 'it said 500' } };

it.each<[string, Partial<EngineFacts>, string, string[]]>([
  ['nothing in the way', {}, 'pass', []],
  ['silence that the schedule explains', { probing: { ...probing, silentMs: 70_000 } }, 'pass', []],
  [
    'silence beyond that',
    { probing: { ...probing, silentMs: 185_000 } },
    'fail',
    ['no probe result for 3 min 5 s, and none should take longer than 1 min 10 s'],
  ],
  [
    'silence while nothing is expected',
    { probing: { ...probing, silentMs: 185_000, longestSilenceMs: null } },
    'pass',
    [],
  ],
  [
    'a late probe now and then',
    { probing: { ...probing, starts: { ...probing.starts, late: 15, worstMs: 9000 } } },
    'pass',
    [],
  ],
  [
    'more than every twentieth probe late',
    { probing: { ...probing, starts: { ...probing.starts, late: 16, worstMs: 3100 } } },
    'warn',
    ['16 of 300 probes started late within 5 min, the worst by 3.1 s'],
  ],
  [
    'too few probes to say',
    { probing: { ...probing, starts: { ...probing.starts, total: 19, late: 19 } } },
    'pass',
    [],
  ],
  [
    'a loop that is held',
    { loop: { ...WELL.loop, late: 100, worstMs: 900 } },
    'warn',
    ['100 of 300 ticks of the event loop came late within 5 min, the worst by 900 ms'],
  ],
  [
    'history that cannot be written',
    { storage: { ...storage, historyFailingSince: NOW - 90_000, waiting: 41, dropped: 2 } },
    'warn',
    ['history has not been written for 1 min 30 s: 41 rows wait in memory, 2 rows lost'],
  ],
  [
    'state that cannot be saved',
    { storage: { ...storage, stateFailingSince: NOW - 5000 } },
    'warn',
    ['state has not been saved for 5 s'],
  ],
  [
    'a notifier that fails',
    { notifiers: [failed] },
    'warn',
    ['notifier slack did not deliver its last notification: it said 500'],
  ],
  ['a notifier that failed once', { notifiers: [{ ...failed, failing: false }] }, 'pass', []],
  [
    'a queue that grows',
    { notifiers: [{ ...failed, failing: false, waiting: 10 }] },
    'warn',
    ['10 notifications wait for notifier slack'],
  ],
])('an engine with %s', (_, facts, status, concerns) => {
  expect(judgeEngine({ ...WELL, ...facts }, NOW)).toEqual({ ...WELL, ...facts, status, concerns });
});

import { expect, it } from 'vitest';
import { classify, isPastByDelay } from '../../../shared/domain/sample.ts';
import { NO_TIMINGS } from '../../../shared/domain/probe-result.ts';
import { exchangeContent } from '../../builders/record.ts';
import { rule, service } from '../../builders/service.ts';

const facts = {
  httpStatus: 200,
  timings: NO_TIMINGS,
  certificateExpiresAt: null,
  exchange: () => exchangeContent(),
};

it.each([
  [0, 'up', null],
  [999.9, 'up', null],
  [1000, 'degraded', 'answered in 1 s, slower than 1 s'],
  [5000, 'degraded', 'answered in 5 s, slower than 1 s'],
  [5000.1, 'down', 'answered in 5 s, slower than 5 s'],
  [9000, 'down', 'answered in 9 s, slower than 5 s'],
])('an answer in %d ms is %s', (latencyMs, status, message) => {
  expect(classify({ ...facts, outcome: 'response', latencyMs }, service(), 7)).toMatchObject({
    at: 7,
    status,
    message,
    cause: message === null ? null : 'slow',
  });
});

it('a failure is down, with its cause and sentence, however quick', () => {
  const failure = {
    ...facts,
    outcome: 'failure',
    cause: 'http-status',
    message: 'answered 503',
    latencyMs: 3,
  } as const;
  expect(classify(failure, service(), 7)).toMatchObject({
    status: 'down',
    cause: 'http-status',
    latencyMs: 3,
  });
});

it.each([
  [900, 900, false],
  [1000, 100, true],
  [1200, 201, true],
  [1200, 200, false],
  [4000, 1999, false],
  [5000, 2999, false],
  [5001, 1, true],
  [7000, 1999, false],
  [2001, 1, true],
  [2000, 1, false],
])(
  'an answer in %d ms, %d of them not the service’s, is past a threshold by that: %s',
  (latency, delay, is) => {
    const rules = [rule({ condition: { kind: 'latency-above', thresholdMs: 2000 } })];
    expect(isPastByDelay(latency, delay, service({ rules }))).toBe(is);
  },
);

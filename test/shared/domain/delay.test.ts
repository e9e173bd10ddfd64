import { expect, it } from 'vitest';
import { rule, service } from '../../builders/service.ts';
import { Story } from '../../builders/story.ts';

/** Known to be down from the beginning, by two samples, with a hold of 30 s. */
function pending(): Story {
  return new Story(service()).sample('0s', 'timeout').sample('5s', 'timeout');
}

it.each([
  ['6s', '500ms', '30.5s'],
  ['9s', '500ms', '32s'],
  ['8s600ms', '1800ms', '31.8s'],
  ['15s', '2500ms', '35s'],
  // From here on it has a bound.
  ['17s', '500ms', '35s'],
  ['5m', '500ms', '35s'],
  ['5m', '60ms', '35s'],
  ['5m', '2900ms', '35s'],
])('a hold of 30 s that is late until %s, by %s each time, ends at %s', (until, by, end) => {
  const story = pending().late(until, by).wait('5m30s');
  expect(story.transitions).toEqual(['0s orders service-down pending', `${end} orders service-down firing`]);
  expect(story.told).toHaveLength(1);
});

it('time that was missed freezes a hold by all of it', () => {
  const story = pending().late('25s', '500ms').freeze('1m25s').sample('1m25s', 'timeout').wait('5m');
  expect(story.transitions.at(-1)).toBe('1m35s orders service-down firing');
});

it('a hold that began anew may be late anew', () => {
  const story = pending()
    .late('25s', '500ms')
    .sample('25s', 'up')
    .sample('30s', 'timeout')
    .sample('35s', 'timeout');
  expect(story.late('39s', '500ms').wait('5m').transitions.at(-1)).toBe('1m2s orders service-down firing');
});

it('a restart does not let a hold be late anew', () => {
  const story = pending().late('25s', '500ms').restart().late('2m', '500ms');
  expect(story.transitions.at(-1)).toBe('35s orders service-down firing');
});

it('a sample stands for as much longer as the monitor was late, without a bound', () => {
  const stands = (until: string) => pending().late(until, '500ms').status();
  // It stands for 40 s, to which half of the time is added.
  expect([stands('1m20s'), stands('1m27s')]).toEqual(['down', 'unknown']);
});

it('a recovery is late by five seconds at most, of an alert and of an incident', () => {
  const story = new Story(service({ rules: [rule({ holdMs: 0 })] })).samples('0s', '5s', '5s', 'timeout');
  story.sample('10s', 'up').late('14s', '500ms').sample('14s', 'up').late('1m', '500ms').wait('1m10s');
  expect(story.transitions.at(-1)).toBe('25s orders service-down resolved');
  expect(story.incidentSpans()).toEqual(['timeout 0s..10s']);
});

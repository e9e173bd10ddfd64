import { describe, expect, it } from 'vitest';
import { sinceOf, unobservedWords } from '../../../shared/domain/run.ts';
import { rule, service } from '../../builders/service.ts';
import { Story } from '../../builders/story.ts';

const MINUTE = 60_000;

/** How long it has been like this, and what of that nobody saw, in seconds. */
function span(story: Story) {
  const { since, unobservedMs } = sinceOf(story.state(), story.now);
  return [(story.now - since) / 1000, unobservedMs / 1000];
}

describe('since when a service is as it is', () => {
  it.each(['up', 'slow', 'refused'] as const)('%s: a gap begins nothing anew, and is counted', (outcome) => {
    const story = new Story(service())
      .samples('0s', '2m', '30s', outcome)
      .freeze('14m')
      .sample('14m', outcome);
    expect(span(story)).toEqual([14 * 60, 12 * 60]);
    story.restart().freeze('20m').samples('20m', '21m', '30s', outcome);
    expect(span(story)).toEqual([21 * 60, 12 * 60 + 6 * 60]);
  });

  it('begins with the first sample of another status, whatever lies between', () => {
    const story = new Story(service()).samples('0s', '1m', '30s', 'up').freeze('10m').sample('10m', 'slow');
    expect(span(story)).toEqual([0, 0]);
    expect(span(story.samples('630s', '11m', '30s', 'slow'))).toEqual([60, 0]);
  });

  it('of down is the start of the open incident, which one good sample does not end', () => {
    const story = new Story(service()).samples('0s', '1m', '30s', 'refused').freeze('5m');
    story.sample('5m', 'refused').sample('330s', 'up').sample('6m', 'timeout');
    expect(span(story)).toEqual([360, 240]);
  });

  it('is that of the gap while nobody observes', () => {
    const story = new Story(service()).samples('0s', '1m', '30s', 'up').freeze('1m').wait('10m');
    expect(story.status()).toBe('unknown');
    expect(span(story)).toEqual([540, 0]);
  });

  it('is what a person is told, too', () => {
    const story = new Story(service({ rules: [rule({ holdMs: 2 * MINUTE })] }));
    story.samples('0s', '1m', '5s', 'refused').freeze('13m').samples('13m', '15m', '5s', 'refused');
    expect(story.bodies).toEqual(['it was refused, for 14 min, of which 12 min not observed (service-down)']);
  });

  it.each([
    ['8h', '8h20s', '8 h, of which all but 30 s not observed'],
    ['20s', '40s', '40 s, of which 10 s not observed'],
  ])('is told right after a sleep until %s, with what was seen before and after it', (wake, told, words) => {
    const story = new Story(service()).sample('0s', 'refused').wait('10s').freeze(wake);
    story.samples(wake, told, '5s', 'refused');
    expect(story.bodies).toEqual([`it was refused, for ${words} (service-down)`]);
  });
});

describe('the words for what nobody observed', () => {
  it.each([
    [0, MINUTE, ''],
    [900, 1000, ''],
    [12 * MINUTE, 60 * MINUTE, ', of which 12 min not observed'],
    [30 * 60 * MINUTE, 30 * 60 * MINUTE + 35_000, ', of which all but 35 s not observed'],
    [30 * 60 * MINUTE, 30 * 60 * MINUTE, ', of which 1 d 6 h not observed'],
    [4000, 7 * 86_400_000, ''],
  ])('%i ms of %i ms', (unobservedMs, spanMs, words) => {
    expect(unobservedWords(unobservedMs, spanMs)).toBe(words);
  });
});

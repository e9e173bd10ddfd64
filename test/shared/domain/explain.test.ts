import { describe, expect, it } from 'vitest';
import type { Suppression } from '../../../shared/domain/alert.ts';
import { explain, suppressionWords } from '../../../shared/domain/explain.ts';
import { rule, service } from '../../builders/service.ts';
import { Story } from '../../builders/story.ts';

const watched = service({
  rules: [
    rule(),
    rule({ id: 'slow', condition: { kind: 'latency-above', thresholdMs: 5000 }, holdMs: 120_000 }),
  ],
});

function explained(story: Story) {
  const { status, why, probing, rules } = explain(watched, story.state(), null, story.now);
  return {
    status,
    why,
    probing,
    rules: rules.map(({ rule: id, state, why: reason, next }) => [id, state, reason, next]),
  };
}

describe('an explanation', () => {
  it('of a service in good order', () => {
    expect(explained(new Story(watched).sample('0s', 'up'))).toEqual({
      status: 'up',
      why: 'answered in 20 ms',
      probing: 'every 30 s, with up to 10 s to answer',
      rules: [
        [
          'service-down',
          'inactive',
          'the last sample is not down',
          'turns pending at the first sample that is',
        ],
        [
          'slow',
          'inactive',
          'the last sample is not slower than 5 s or timed out',
          'turns pending at the first sample that is',
        ],
      ],
    });
  });

  it('of a pending alert says what is left', () => {
    const [down] = explained(new Story(watched).sample('0s', 'refused').wait('12s')).rules;
    expect(down).toEqual([
      'service-down',
      'pending',
      'down for 12 s',
      'fires after another 18 s and a second bad sample; one good sample clears it',
    ]);
  });

  it('of a firing alert that gets better says what is missing', () => {
    const story = new Story(watched)
      .samples('0s', '30s', '5s', 'refused')
      .sample('40s', 'up')
      .sample('45s', 'up');
    const [down] = explained(story).rules;
    expect(down).toEqual([
      'service-down',
      'firing',
      'firing for 15 s, began 45 s ago; told 15 s ago',
      'resolves with 5 s more without a bad one',
    ]);
  });

  it('of a service not observed says since when, and what it was', () => {
    expect(explained(new Story(watched).sample('0s', 'up').wait('1m')).why).toBe(
      'not observed for 20 s; the last sample said up',
    );
    expect(explained(new Story(watched)).why).toBe('not probed yet');
  });

  it('of a pending alert that nobody observes any more counts what was observed', () => {
    const [down] = explained(new Story(watched).sample('0s', 'refused').wait('5m')).rules;
    expect(down?.slice(2)).toEqual([
      'down for 40 s, not counting 4 min 20 s unobserved',
      'fires after another 0 ms and a second bad sample; one good sample clears it',
    ]);
  });

  it('of a service while monitoring is paused', () => {
    const story = new Story(watched).sample('0s', 'refused').pause('10s').wait('1m');
    const { status, why, probing, rules } = explain(watched, story.state(), 'paused', story.now);
    expect({ status, why, probing }).toEqual({
      status: 'unknown',
      why: 'monitoring is paused',
      probing: 'not while monitoring is paused (normally every 30 s)',
    });
    expect(rules[0]?.next).toMatch(/^fires after another 20 s/);
  });

  it.each<[string, Suppression, string]>([
    ['a silence', { reason: 'silenced', until: 90_000 }, 'silenced for 2 min more'],
    ['a silence until recovery', { reason: 'silenced', until: 'recovery' }, 'silenced until it recovers'],
    ['an acknowledgement', { reason: 'acknowledged', author: 'Ada' }, 'acknowledged by Ada'],
    ['a pause', { reason: 'paused' }, 'monitoring was paused, and it has not been seen failing since'],
  ])('says that nobody is told because of %s', (_, suppression, words) => {
    expect(suppressionWords(suppression, 0)).toBe(`not told: ${words}`);
  });

  it('of a service beyond a machine that is cut off', () => {
    const far = service({ loopback: false });
    expect(explain(far, new Story(far).state(), 'offline', 0).why).toBe(
      'this machine is cut off from the network',
    );
  });
});

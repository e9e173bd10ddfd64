import { describe, expect, it } from 'vitest';
import { explain } from '../../../shared/domain/explain.ts';
import { rule, service } from '../../builders/service.ts';
import { Story } from '../../builders/story.ts';

const watched = service({
  rules: [
    rule(),
    rule({ id: 'slow', condition: { kind: 'latency-above', thresholdMs: 5000 }, holdMs: 120_000 }),
  ],
});

function explained(story: Story) {
  const { status, why, probing, rules } = explain(watched, story.state(), false, story.now);
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

  it('of a service beyond a machine that is cut off', () => {
    const far = service({ loopback: false });
    expect(explain(far, new Story(far).state(), true, 0).why).toBe(
      'this machine is cut off from the network',
    );
  });
});

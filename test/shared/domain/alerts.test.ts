import { describe, expect, it } from 'vitest';
import { rule, service } from '../../builders/service.ts';
import { Story } from '../../builders/story.ts';

const serviceDown = rule();
const degraded = rule({
  id: 'degraded-performance',
  condition: { kind: 'degraded' },
  holdMs: 60_000,
  severity: 'warning',
});
const highResponseTime = rule({
  id: 'high-response-time',
  condition: { kind: 'latency-above', thresholdMs: 5000 },
  holdMs: 120_000,
  severity: 'warning',
});

describe('a hold', () => {
  it('fires when the condition has lasted, on the samples known at that moment', () => {
    const story = new Story(service()).sample('0s', 'refused').sample('5s', 'refused').wait('29999ms');
    expect(story.transitions).toEqual(['0s orders service-down pending']);
    expect(story.wait('30s').transitions).toEqual([
      '0s orders service-down pending',
      '30s orders service-down firing',
    ]);
  });

  it('needs two bad samples, however long the one lasts', () => {
    const once = new Story(service({ rules: [rule({ holdMs: 10_000 })] }))
      .sample('0s', 'refused')
      .wait('39s');
    expect(once.transitions).toEqual(['0s orders service-down pending']);
    expect(once.sample('39s', 'refused').transitions.at(-1)).toBe('39s orders service-down firing');
  });

  it('ends with one good sample, and begins anew with the next bad one', () => {
    const story = new Story(service())
      .sample('0s', 'refused')
      .sample('5s', 'refused')
      .sample('10s', 'up')
      .sample('15s', 'refused')
      .sample('20s', 'refused')
      .wait('45s');
    expect(story.transitions).toEqual([
      '0s orders service-down pending',
      '10s orders service-down cleared',
      '15s orders service-down pending',
      '45s orders service-down firing',
    ]);
  });

  it('of "degraded" goes on while the service goes down', () => {
    const story = new Story(service({ rules: [degraded] }))
      .samples('0s', '25s', '5s', 'slow')
      .samples('30s', '55s', '5s', 'refused')
      .wait('1m');
    expect(story.transitions.at(-1)).toBe('1m orders degraded-performance firing');
  });

  it('of a latency counts slow answers and timeouts, not refusals', () => {
    const bad = new Story(service({ rules: [highResponseTime] }))
      .samples('0s', '1m', '10s', 'crawling')
      .samples('70s', '110s', '10s', 'timeout')
      .wait('2m');
    expect(bad.transitions.at(-1)).toBe('2m orders high-response-time firing');
    const refused = new Story(service({ rules: [highResponseTime] })).samples('0s', '3m', '5s', 'refused');
    expect(refused.transitions).toEqual([]);
  });

  it('of a latency that fires is not ended by a failure without an answer', () => {
    const story = new Story(service({ rules: [highResponseTime] }))
      .samples('0s', '2m', '10s', 'timeout')
      .samples('130s', '4m', '10s', 'refused');
    expect(story.told).toEqual(['2m orders is down (high-response-time, fired)']);
    expect(story.samples('250s', '280s', '10s', 'up').told.at(-1)).toMatch(/^4m20s orders is up again/);
  });

  it('of a latency below the degraded one is told in the words of its rule', () => {
    const strict = rule({ condition: { kind: 'latency-above', thresholdMs: 10 }, severity: 'warning' });
    const story = new Story(service({ rules: [strict] })).samples('0s', '30s', '5s', 'up');
    expect(story.told).toEqual(['30s orders is slower than 10 ms or timed out (service-down, fired)']);
  });

  it('is frozen while nobody observes', () => {
    const story = new Story(service())
      .sample('0s', 'refused')
      .sample('5s', 'refused')
      .freeze('10m')
      .sample('10m', 'refused')
      .sample('10m5s', 'refused');
    expect(story.transitions).toEqual(['0s orders service-down pending']);
    expect(story.wait('11m').transitions.at(-1)).toBe('10m25s orders service-down firing');
  });

  it('is frozen once the last sample has lapsed', () => {
    const story = new Story(service({ rules: [rule({ holdMs: 60_000 })] }))
      .sample('0s', 'refused')
      .sample('5s', 'refused')
      .wait('5m');
    expect(story.status()).toBe('unknown');
    expect(story.transitions).toEqual(['0s orders service-down pending']);
    // 45 s were observed: from the first sample to the end of the second one's standing.
    story.sample('5m', 'refused').sample('5m5s', 'refused').wait('6m');
    expect(story.transitions.at(-1)).toBe('5m15s orders service-down firing');
  });
});

describe('a recovery', () => {
  const failing = () => new Story(service()).samples('0s', '30s', '5s', 'refused');

  it('takes two good samples and ten seconds of them', () => {
    const story = failing().sample('40s', 'up').sample('45s', 'up').wait('49s');
    expect(story.transitions.at(-1)).toBe('30s orders service-down firing');
    expect(story.wait('50s').transitions.at(-1)).toBe('50s orders service-down resolved');
  });

  it('does not come from one good sample amid the outage', () => {
    const story = failing()
      .sample('40s', 'up')
      .sample('45s', 'refused')
      .sample('50s', 'up')
      .sample('55s', 'up')
      .wait('2m');
    expect(story.transitions.slice(2)).toEqual(['1m orders service-down resolved']);
  });

  it('may be no better than degraded', () => {
    const story = failing().sample('40s', 'slow').sample('1m10s', 'slow');
    expect(story.told).toEqual([
      '30s orders is down (service-down, fired)',
      '1m10s orders is better, now degraded (service-down, resolved)',
    ]);
  });
});

describe('the person', () => {
  it('is told once of a continuing alert, and of its end', () => {
    const story = new Story(service())
      .samples('0s', '20m', '30s', 'refused')
      .sample('20m30s', 'up')
      .sample('21m', 'up');
    expect(story.told).toEqual([
      '30s orders is down (service-down, fired)',
      '21m orders is up again (service-down, resolved)',
    ]);
  });

  it('is not told of a new firing within the cooldown, but at its end if it still fires', () => {
    const story = new Story(service())
      .samples('0s', '30s', '5s', 'refused')
      .samples('35s', '50s', '5s', 'up')
      .samples('1m', '10m', '30s', 'refused');
    expect(story.told).toEqual([
      '30s orders is down (service-down, fired)',
      '45s orders is up again (service-down, resolved)',
      '5m30s orders is down (service-down, cooldown-over)',
    ]);
    expect(story.decisions).toContain('1m30s orders service-down: suppressed: cooldown');
  });

  it('never hears of a firing that came and went within the cooldown', () => {
    const story = new Story(service())
      .samples('0s', '30s', '5s', 'refused')
      .samples('35s', '50s', '5s', 'up')
      .samples('1m', '2m', '5s', 'refused')
      .samples('125s', '20m', '30s', 'up');
    expect(story.told).toHaveLength(2);
    expect(story.decisions.at(-1)).toContain('orders service-down: resolved untold');
  });

  it('hears one alarm of one outage: the critical alert outranks the warnings', () => {
    const story = new Story(service({ rules: [serviceDown, degraded, highResponseTime] })).samples(
      '0s',
      '5m',
      '5s',
      'timeout',
    );
    expect(story.told).toEqual(['30s orders is down (service-down, fired)']);
    expect(story.decisions.slice(1)).toEqual([
      '1m orders degraded-performance: suppressed: outranked',
      '2m orders high-response-time: suppressed: outranked',
    ]);
  });

  it('hears one message of what is left when it falls back from down to degraded, and one of the end', () => {
    const story = new Story(service({ rules: [serviceDown, degraded] }))
      .samples('0s', '2m', '5s', 'refused')
      .samples('125s', '150s', '5s', 'slow')
      .samples('155s', '3m', '5s', 'up');
    expect(story.told).toEqual([
      '30s orders is down (service-down, fired)',
      '2m15s orders is better, now degraded (degraded-performance, improved)',
      '2m45s orders is up again (degraded-performance, resolved)',
    ]);
  });
});

describe('a dependency', () => {
  const fleet = () => [service({ id: 'database' }), service({ id: 'orders', dependsOn: ['database'] })];

  it('with a firing alert suppresses telling, not judging', () => {
    const story = new Story(...fleet()).samples('0s', '30s', '5s', 'refused', 'database');
    story.samples('32s', '1m32s', '5s', 'refused', 'orders');
    expect(story.told).toEqual(['30s database is down (service-down, fired)']);
    expect(story.transitions).toContain('1m2s orders service-down firing');
    expect(story.decisions.at(-1)).toBe('1m2s orders service-down: suppressed: dependency');
  });

  it('that resolves lets the other be told after one more interval, if it still fires', () => {
    const story = new Story(...fleet()).samples('0s', '30s', '5s', 'refused', 'database');
    story.samples('32s', '77s', '5s', 'refused', 'orders').samples('80s', '90s', '5s', 'up', 'database');
    story.samples('92s', '2m2s', '5s', 'refused', 'orders');
    expect(story.told.slice(1)).toEqual([
      '1m30s database is up again (service-down, resolved)',
      '2m orders is down (service-down, dependency-resolved)',
    ]);
  });
});

describe('an incident', () => {
  it('lasts from the first down sample to the first of the good ones that closed it', () => {
    const story = new Story(service())
      .sample('0s', 'up')
      .samples('30s', '90s', '5s', 'refused')
      .sample('95s', 'up')
      .sample('100s', 'timeout')
      .sample('105s', 'up')
      .sample('110s', 'up')
      .sample('120s', 'up');
    expect(story.incidentSpans()).toEqual(['refused 30s..1m45s']);
    expect([...story.incidents.values()][0]?.alerts).toEqual(['service-down']);
  });

  it('is recorded although no rule fired, and not for slowness that is no more than degraded', () => {
    const story = new Story(service({ rules: [] }))
      .samples('0s', '5m', '30s', 'slow')
      .samples('330s', '390s', '30s', 'crawling')
      .samples('420s', '450s', '30s', 'up');
    expect(story.incidentSpans()).toEqual(['slow 5m30s..7m']);
  });
});

describe('suspicion', () => {
  it('lasts until every rule that matches has fired', () => {
    const story = new Story(service({ rules: [serviceDown, degraded] })).sample('0s', 'refused');
    expect(story.state().suspect).toBe(true);
    expect(story.samples('5s', '55s', '5s', 'refused').state().suspect).toBe(true);
    expect(story.wait('1m').state().suspect).toBe(false);
  });

  it('lasts until two samples in a row are good', () => {
    const story = new Story(service()).sample('0s', 'refused').sample('5s', 'up');
    expect(story.state().suspect).toBe(true);
    expect(story.sample('10s', 'up').state().suspect).toBe(false);
  });

  it('does not come from what no rule is about', () => {
    expect(new Story(service()).sample('0s', 'slow').state().suspect).toBe(false);
  });
});

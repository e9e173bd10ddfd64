import { describe, expect, it } from 'vitest';
import { advanceService } from '../../../shared/domain/judge.ts';
import { rule, service } from '../../builders/service.ts';
import { Story } from '../../builders/story.ts';

const serviceDown = rule();
const degraded = rule({
  id: 'degraded-performance',
  condition: { kind: 'degraded' },
  holdMs: 60_000,
  severity: 'warning',
});

const down = () => new Story(service()).samples('0s', '30s', '5s', 'refused');

describe('a silence', () => {
  it('suppresses telling while it lasts, not judging, and its end tells what still fires', () => {
    const story = new Story(service()).silence('0s', '10m').samples('0s', '11m', '5s', 'refused');
    expect(story.transitions.at(-1)).toBe('30s orders service-down firing');
    expect(story.decisions).toEqual([
      '30s orders service-down: suppressed: silenced',
      '10m orders service-down: silence-over',
    ]);
    expect(story.told).toEqual(['10m orders is down (service-down, silence-over)']);
    expect(story.ended).toEqual(['10m silence']);
    expect(story.state().silence).toBeNull();
  });

  it('lets the end of what was told be told', () => {
    const story = down().silence('31s', '1h').samples('35s', '50s', '5s', 'up');
    expect(story.told).toEqual([
      '30s orders is down (service-down, fired)',
      '45s orders is up again (service-down, resolved)',
    ]);
  });

  it('keeps quiet of what came and went during it', () => {
    const story = new Story(service())
      .silence('0s', '1h')
      .samples('0s', '60s', '5s', 'refused')
      .samples('65s', '80s', '5s', 'up')
      .wait('2h');
    expect(story.told).toEqual([]);
    expect(story.decisions.at(-1)).toContain('resolved untold');
  });

  it('until recovery ends with the last trouble, not before', () => {
    const story = new Story(service({ rules: [serviceDown, degraded] }))
      .sample('0s', 'refused')
      .silence('1s', 'recovery')
      .samples('5s', '50s', '5s', 'refused')
      .samples('55s', '100s', '5s', 'slow');
    expect(story.state().silence).not.toBeNull();
    story.samples('105s', '120s', '5s', 'up');
    expect(story.ended).toEqual(['1m55s silence']);
    expect(story.told).toEqual([]);
    story.samples('125s', '3m', '5s', 'refused');
    expect(story.told).toEqual(['2m35s orders is down (service-down, fired)']);
  });

  it('until recovery ends with the last sample that is bad, though nothing fired', () => {
    const story = new Story(service({ rules: [degraded] }))
      .sample('0s', 'slow')
      .silence('1s', 'recovery')
      .sample('5s', 'up');
    expect(story.ended).toEqual(['5s silence']);
  });

  it('until recovery waits for the incident of a service without rules', () => {
    const story = new Story(service({ rules: [] }))
      .sample('0s', 'refused')
      .silence('1s', 'recovery')
      .samples('5s', '15s', '5s', 'up');
    expect(story.ended).toEqual(['15s silence']);
  });

  it('until recovery needs something to recover from', () => {
    const story = new Story(service()).sample('0s', 'up').silence('1s', 'recovery');
    expect(story.refused).toEqual(['orders has nothing to recover from']);
    expect(story.state().silence).toBeNull();
  });

  it.each([
    ['now', '10s'],
    ['in the past', '9s'],
    ['more than 30 days away', '721h'],
  ])('that would end %s is refused', (_, until) => {
    const story = new Story(service()).silence('10s', until);
    expect(story.refused).toEqual([
      expect.stringMatching(
        /^a silence has to end in the future and within 30 days, not at \d+ \(epoch ms\)$/,
      ),
    ]);
    expect(story.state().silence).toBeNull();
  });

  it('of 30 days is none too long', () => {
    expect(new Story(service()).silence('10s', '720h').refused).toEqual([]);
  });

  it('takes the place of the one before', () => {
    const story = new Story(service())
      .silence('0s', '20m')
      .silence('1s', '1m')
      .samples('2s', '2m', '5s', 'refused');
    expect(story.told).toEqual(['1m orders is down (service-down, silence-over)']);
  });

  it('that is taken back tells at once what still fires', () => {
    const story = new Story(service())
      .silence('0s', '1h')
      .samples('0s', '1m', '5s', 'refused')
      .unsilence('61s');
    expect(story.told).toEqual(['1m1s orders is down (service-down, silence-over)']);
  });

  it('is of one service: others are told', () => {
    const story = new Story(service(), service({ id: 'stock' })).silence('0s', '1h', 'orders');
    for (let at = 0; at <= 30; at += 5)
      story.sample(`${at}s`, 'refused', 'orders').sample(`${at}s`, 'refused', 'stock');
    expect(story.told).toEqual(['30s stock is down (service-down, fired)']);
  });

  it('of a dependency still speaks for those that depend on it', () => {
    const fleet = [service({ id: 'database' }), service({ dependsOn: ['database'] })];
    const story = new Story(...fleet).silence('0s', '1h', 'database');
    story.samples('0s', '30s', '5s', 'refused', 'database').samples('31s', '65s', '5s', 'refused', 'orders');
    expect(story.told).toEqual([]);
    expect(story.decisions.at(-1)).toBe('1m1s orders service-down: suppressed: dependency');
  });

  it('that ends within a cooldown leaves the rest to it', () => {
    const story = down()
      .samples('35s', '50s', '5s', 'up')
      .silence('51s', '2m')
      .samples('1m', '6m', '5s', 'refused');
    expect(story.told.slice(2)).toEqual(['5m30s orders is down (service-down, cooldown-over)']);
  });

  it('says how long it lasts, once only', () => {
    const story = new Story(service())
      .silence('0s', '10m')
      .samples('0s', '1m', '5s', 'refused')
      .silence('61s', '20m');
    expect(story.state().alerts).toMatchObject([
      { suppression: { reason: 'silenced', until: story.now + 1_139_000 } },
    ]);
    expect(story.decisions).toHaveLength(1);
  });
});

describe('an acknowledgement', () => {
  const rules = [serviceDown, degraded];
  const slow = () => new Story(service({ rules })).samples('0s', '1m', '5s', 'slow');

  it('needs a firing alert', () => {
    const story = new Story(service()).sample('0s', 'refused').acknowledge('1s');
    expect(story.refused).toEqual(['orders has no firing alert to acknowledge']);
  });

  it('of a warning covers warnings; what is critical is told', () => {
    const latency = rule({
      id: 'high-response-time',
      condition: { kind: 'latency-above', thresholdMs: 900 },
      holdMs: 90_000,
      severity: 'warning',
    });
    const story = new Story(service({ rules: [...rules, latency] }))
      .samples('0s', '1m', '5s', 'slow')
      .acknowledge('61s');
    expect(story.state().acknowledgement).toMatchObject({ severity: 'warning', author: 'Ada' });
    story.samples('65s', '95s', '5s', 'slow').samples('100s', '3m', '5s', 'timeout');
    expect(story.told).toEqual([
      '1m orders is degraded (degraded-performance, fired)',
      '2m10s orders is down (service-down, fired)',
    ]);
    expect(story.decisions).toContain('1m30s orders high-response-time: suppressed: acknowledged');
  });

  it('of a critical alert covers warnings as well', () => {
    const story = new Story(service({ rules }))
      .samples('0s', '30s', '5s', 'refused')
      .acknowledge('31s')
      .samples('35s', '2m', '5s', 'refused')
      .samples('125s', '150s', '5s', 'slow');
    expect(story.state().acknowledgement).toMatchObject({ severity: 'critical' });
    expect(story.decisions).toContain('1m orders degraded-performance: suppressed: acknowledged');
    expect(story.told.at(-1)).toMatch(
      /^2m15s orders is better, now degraded \(degraded-performance, improved\)$/,
    );
  });

  it('ends when the last alert is resolved, which is told', () => {
    const story = down().acknowledge('31s').samples('35s', '50s', '5s', 'up');
    expect(story.told.at(-1)).toBe('45s orders is up again (service-down, resolved)');
    expect(story.ended).toEqual(['45s acknowledgement']);
    story.samples('6m', '7m', '5s', 'refused');
    expect(story.told.at(-1)).toBe('6m30s orders is down (service-down, fired)');
  });

  it('ends between two alerts, however late that is looked at', () => {
    const both = service({ rules: [degraded, serviceDown] });
    const story = new Story(both)
      .samples('0s', '30s', '5s', 'refused')
      .acknowledge('31s')
      .samples('40s', '45s', '5s', 'slow');
    // The one resolves at 50 s, the other fires at one minute.
    const late = advanceService(story.state(), both, story.now + 30_000);
    const kinds = late.changes.map((change) => (change.kind === 'alert' ? change.transition : change.kind));
    expect(kinds.slice(0, 3)).toEqual(['resolved', 'measure-over', 'firing']);
    expect(late.state.acknowledgement).toBeNull();
  });

  it('that is taken back tells what is firing and untold', () => {
    const story = new Story(service({ rules }))
      .silence('0s', '10m')
      .samples('0s', '30s', '5s', 'refused')
      .acknowledge('31s')
      .unsilence('32s')
      .samples('35s', '40s', '5s', 'refused');
    expect(story.told).toEqual([]);
    story.unacknowledge('41s');
    expect(story.told).toEqual(['41s orders is down (service-down, acknowledgement-over)']);
  });

  it('that is taken back does not repeat what was told', () => {
    const story = slow().acknowledge('61s').unacknowledge('62s').wait('90s');
    expect(story.told).toHaveLength(1);
  });
});

describe('a pause', () => {
  it('leaves every service unknown and every hold where it was', () => {
    const story = new Story(service()).sample('0s', 'refused').sample('5s', 'refused').pause('10s', '1h');
    expect(story.status()).toBe('unknown');
    story.sample('1h', 'refused').sample('60m5s', 'refused').wait('61m');
    expect(story.transitions.at(-1)).toBe('60m20s orders service-down firing');
    expect(story.told).toEqual(['60m20s orders is down (service-down, fired)']);
  });

  it('keeps what a cooldown would tell until it is seen failing again', () => {
    const paused = () =>
      down()
        .samples('35s', '50s', '5s', 'up')
        .samples('1m', '100s', '5s', 'refused')
        .pause('2m', '1h')
        .wait('59m');
    expect(paused().decisions.at(-1)).toBe('5m30s orders service-down: suppressed: paused');
    const still = paused().wait('1h');
    expect(still.told).toHaveLength(2);
    expect(still.sample('60m2s', 'refused').told.slice(2)).toEqual([
      '60m2s orders is down (service-down, pause-over)',
    ]);
    const better = paused().samples('60m2s', '61m', '5s', 'up');
    expect(better.told).toHaveLength(2);
    expect(better.decisions.at(-1)).toContain('resolved untold');
  });

  it('until somebody resumes has no other end', () => {
    const story = down().pause('31s').wait('48h');
    expect(story.status()).toBe('unknown');
    expect(story.resume('48h').samples('2881m', '2882m', '5s', 'up').told.at(-1)).toMatch(/resolved\)$/);
  });
});

describe('measures that survive a restart', () => {
  it('are silence and acknowledgement', () => {
    const story = new Story(service())
      .samples('0s', '30s', '5s', 'refused')
      .acknowledge('31s')
      .silence('32s', '10m');
    const { silence, acknowledgement } = story.state();
    story.restart();
    expect(story.state()).toMatchObject({ silence, acknowledgement });
  });
});

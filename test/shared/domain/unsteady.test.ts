import { describe, expect, it } from 'vitest';
import { explain } from '../../../shared/domain/explain.ts';
import { alertViews } from '../../../shared/protocol/build-views.ts';
import { rule, service } from '../../builders/service.ts';
import { Story, type Outcome } from '../../builders/story.ts';

const warning = { severity: 'warning' } as const;
const unsteady = rule({
  ...warning,
  id: 'unsteady',
  condition: { kind: 'failing', share: 0.3 },
  holdMs: 600_000,
});
const degraded = rule({
  ...warning,
  id: 'degraded-performance',
  condition: { kind: 'degraded' },
  holdMs: 60_000,
});
const slow = rule({
  ...warning,
  id: 'high-response-time',
  condition: { kind: 'latency-above', thresholdMs: 5000 },
  holdMs: 120_000,
});
const tolerance = rule({ ...warning, id: 'frontend-tolerance', holdMs: 120_000 });
const core = service({ rules: [rule(), degraded, slow, unsteady] });
const frontend = service({ rules: [degraded, slow, tolerance, unsteady] });

/** `pattern` again and again, such as one down and one up. */
function repeated(
  story: Story,
  pattern: readonly Outcome[],
  everyMs: number,
  fromMs: number,
  untilMs: number,
): Story {
  for (let at = fromMs, index = 0; at <= untilMs; at += everyMs, index += 1)
    story.sample(`${at}ms`, pattern[index % pattern.length] ?? 'up');
  return story;
}

describe('a service that fails again and again and never for long', () => {
  it('is told once, with what was counted, and its end after ten minutes below', () => {
    const story = repeated(new Story(core), ['refused', 'up'], 25_000, 0, 3_600_000);
    expect(story.told).toEqual(['10m25s orders fails 12 of 24 probes (unsteady, outranking-resolved)']);
    expect(story.bodies).toEqual(['it was refused, for 9 min 35 s (unsteady)']);
    story.samples('3625s', '4900s', '25s', 'up');
    expect(story.told.slice(1)).toEqual([
      expect.stringMatching(/^7\dm\S* orders is up again \(unsteady, resolved\)$/),
    ]);
  });

  it.each<[string, readonly Outcome[]]>([
    ['20 s down, 5 s up', ['refused', 'refused', 'refused', 'refused', 'up']],
    ['every second answer', ['up', 'refused']],
    ['one in three', ['up', 'refused', 'up']],
    ['timeouts', ['timeout', 'up', 'up']],
  ])('is told at all: %s', (_, pattern) => {
    const story = repeated(new Story(core), pattern, 5000, 0, 900_000);
    expect(story.told).toEqual([
      expect.stringMatching(/^1\dm\S* orders fails \d+ of 12\d probes \(unsteady, \S+\)$/),
    ]);
  });

  it.each<[string, readonly Outcome[]]>([
    ['one in four', ['up', 'up', 'up', 'refused']],
    ['slow now and again', ['up', 'slow']],
  ])('is not told: %s', (_, pattern) => {
    expect(repeated(new Story(core), pattern, 5000, 0, 3_600_000).told).toEqual([]);
  });

  it('needs ten probes, five of them bad, and ten minutes that were observed', () => {
    expect(
      repeated(
        new Story(service({ rules: [unsteady], intervalMs: 120_000 })),
        ['refused', 'up'],
        120_000,
        0,
        7_200_000,
      ).told,
    ).toEqual([]);
    const asleep = repeated(new Story(core), ['refused', 'up'], 5000, 0, 300_000).freeze('1h');
    expect(asleep.sample('1h', 'up').told).toEqual([]);
    expect(repeated(asleep, ['refused', 'up'], 5000, 3_605_000, 3_960_000).told).toHaveLength(1);
  });

  it('is told again no sooner than its cooldown ends', () => {
    const long = { ...unsteady, cooldownMs: 7_200_000 };
    const story = repeated(new Story(service({ rules: [long] })), ['refused', 'up'], 5000, 0, 900_000);
    story.samples('905s', '1800s', '5s', 'up');
    repeated(story, ['refused', 'up'], 5000, 1_805_000, 3_600_000);
    expect(story.told).toHaveLength(2);
  });
});

describe('the other rules', () => {
  it.each<[string, typeof core, string, Outcome, readonly string[]]>([
    ['a core service down for 20 s', core, '20s', 'refused', []],
    [
      'a core service down for five minutes',
      core,
      '300s',
      'refused',
      ['service-down, fired', 'service-down, resolved'],
    ],
    ['a frontend down for 110 s', frontend, '110s', 'refused', []],
    [
      'a frontend that hangs for five minutes',
      frontend,
      '300s',
      'timeout',
      ['frontend-tolerance, fired', 'frontend-tolerance, resolved'],
    ],
    [
      'a service slow for five minutes',
      core,
      '300s',
      'slow',
      ['degraded-performance, fired', 'degraded-performance, resolved'],
    ],
  ])('stay exact: %s', (_, watched, until, outcome, told) => {
    const story = new Story(watched).samples('0s', until, '5s', outcome).wait(until);
    const end = story.now;
    const start = end - Number.parseInt(until, 10) * 1000;
    for (let at = 5000; at <= 1_800_000; at += at < 15_000 ? 5000 : 30_000)
      story.sample(`${end - start + at}ms`, 'up');
    expect(story.told.map((line) => /\(([^)]+)\)$/.exec(line)?.[1])).toEqual(told);
  });

  it('take over when it fails for good: one problem, one end', () => {
    const story = repeated(new Story(core), ['refused', 'up'], 5000, 0, 900_000);
    story.samples('905s', '16m', '5s', 'refused').samples('965s', '30m', '5s', 'up');
    expect(story.told.map((line) => /\(([^)]+)\)$/.exec(line)?.[1])).toEqual([
      'unsteady, outranking-resolved',
      'service-down, fired',
      'service-down, resolved',
    ]);
    expect(story.transitions).toContain('15m30s orders unsteady resolved');
  });

  it('need not be there: a service that is down is unsteady, too', () => {
    const story = new Story(service({ rules: [unsteady] })).samples('0s', '11m', '5s', 'refused');
    expect(story.told).toEqual([
      expect.stringMatching(/^10m orders fails 12\d of 12\d probes \(unsteady, fired\)$/),
    ]);
  });
});

it('what a dependency did to a service is not told of that service once both are well', () => {
  const database = service({ id: 'database', rules: [rule()] });
  const web = service({ id: 'web', dependsOn: ['database'], rules: [unsteady] });
  const story = new Story(database, web);
  for (let at = 0; at <= 3600; at += 10) {
    const isDown = at >= 60 && at < 1200;
    story.sample(`${at}s`, isDown ? 'refused' : 'up', 'database');
    story.sample(`${at}s`, isDown && at % 20 === 0 ? 'http-status' : 'up', 'web');
  }
  expect(story.told.map((line) => line.replace(/^\S+ /, ''))).toEqual([
    'database is down (service-down, fired)',
    'database is up again (service-down, resolved)',
  ]);
  expect(story.decisions).toContainEqual(expect.stringMatching(/web unsteady: resolved untold$/));
});

it('a service that goes on failing now and again after its dependency is told all the same', () => {
  const database = service({ id: 'database', rules: [rule()] });
  const web = service({ id: 'web', dependsOn: ['database'], rules: [unsteady] });
  const story = new Story(database, web);
  for (let at = 0; at <= 2400; at += 10) {
    story.sample(`${at}s`, at >= 60 && at < 1200 ? 'refused' : 'up', 'database');
    story.sample(`${at}s`, at >= 60 && at % 20 === 0 ? 'http-status' : 'up', 'web');
  }
  expect(story.told.at(-1)).toMatch(/^30m\S* web fails 30 of \d+ probes \(unsteady, dependency-resolved\)$/);
});

describe('what is said of it', () => {
  it('is what was counted, in the list of alerts and in the explanation', () => {
    const story = repeated(new Story(core), ['refused', 'up'], 25_000, 0, 600_000);
    const both = { service: core, state: story.state() };
    expect(alertViews(both, story.now).map(({ message }) => message)).toContain(
      'orders fails 12 of 24 probes',
    );
    const said = explain(core, story.state(), null, story.now).rules.find(
      ({ rule: id }) => id === 'unsteady',
    );
    expect(said).toMatchObject({
      condition: 'down in 30 % of its probes or more over 10 min',
      state: 'firing',
      next: 'resolves after 10 min below 30 %',
    });
    const calm = new Story(core).samples('0s', '2m', '30s', 'up');
    expect(explain(core, calm.state(), null, calm.now).rules.at(-1)).toMatchObject({
      state: 'inactive',
      why: 'fails 0 of 5 probes, 0 % of what was seen in the last 2 min',
    });
  });
});

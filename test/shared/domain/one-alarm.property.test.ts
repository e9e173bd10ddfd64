import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rule, service } from '../../builders/service.ts';
import { Story, type Outcome } from '../../builders/story.ts';

const NO_COOLDOWN = { cooldownMs: 0 } as const;
const serviceDown = rule(NO_COOLDOWN);
const warnings = [
  rule({
    ...NO_COOLDOWN,
    id: 'degraded-performance',
    condition: { kind: 'degraded' },
    holdMs: 60_000,
    severity: 'warning',
  }),
  rule({
    ...NO_COOLDOWN,
    id: 'high-response-time',
    condition: { kind: 'latency-above', thresholdMs: 5000 },
    holdMs: 120_000,
    severity: 'warning',
  }),
];
const GRAVITY = ['degraded-performance', 'high-response-time', 'service-down'];

type Course = ReturnType<typeof stretches> extends fc.Arbitrary<infer Of> ? Of : never;
const stretches = (...outcomes: readonly Outcome[]) =>
  fc.array(
    fc.record({
      outcomes: fc.record({ database: fc.constantFrom(...outcomes), web: fc.constantFrom(...outcomes) }),
      times: fc.integer({ min: 1, max: 40 }),
      everyMs: fc.constantFrom(1000, 5000, 7000, 30_000),
      offsetMs: fc.integer({ min: 0, max: 900 }),
      restarts: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  );

/** Both answer as the course says; at the end both are well for long enough. */
function play(course: Course, story: Story, ids: readonly ('database' | 'web')[], restarting = false): Story {
  const well: Course[number] = {
    outcomes: { database: 'up', web: 'up' },
    times: 30,
    everyMs: 5000,
    offsetMs: 0,
    restarts: false,
  };
  let at = 0;
  for (const { outcomes, times, everyMs, offsetMs, restarts } of [...course, well]) {
    for (let time = 0; time < times; time += 1) {
      at += everyMs;
      for (const [index, id] of ids.entries()) story.sample(`${at + index * offsetMs}ms`, outcomes[id], id);
    }
    if (restarts && restarting) story.restart();
  }
  return story;
}

interface Line {
  readonly service: string;
  readonly rule: string;
  readonly reason: string;
}

function toldOf({ told }: Story): readonly Line[] {
  return told.map((line) => {
    const [, name = '', id = '', reason = ''] = /^\S+ (\S+) .*\(([^,]+), ([^)]+)\)$/.exec(line) ?? [];
    return { service: name, rule: id, reason };
  });
}

const ANY: readonly Outcome[] = ['up', 'slow', 'crawling', 'refused', 'timeout'];
const alone = (rules = [serviceDown, ...warnings]) => new Story(service({ id: 'web', rules }));
const fleets = (): readonly Story[] => {
  const rules = [serviceDown, ...warnings];
  const database = (dependsOn: readonly string[] = []) => service({ id: 'database', dependsOn, rules });
  const web = service({ id: 'web', dependsOn: ['database'], rules });
  return [new Story(web, database()), new Story(database(), web), new Story(web, database(['web']))];
};

describe('whatever happens to a service', () => {
  it('an outage without an answer is told once, and its end once', () => {
    fc.assert(
      fc.property(stretches('up', 'up', 'refused', 'timeout'), (course) => {
        const lines = toldOf(play(course, alone(), ['web']));
        expect(lines.map(({ reason }) => (reason === 'resolved' ? 'end' : 'fired')).join(' ')).toMatch(
          /^((fired end) ?)*$/,
        );
      }),
    );
  });

  it('nothing graver is held back by something milder, and of what was told only something graver is told', () => {
    fc.assert(
      fc.property(stretches(...ANY), (course) => {
        const story = play(course, alone(), ['web']);
        const downs = story.transitions.filter((line) => line.endsWith(' service-down firing'));
        const told = story.told.filter((line) => line.endsWith('(service-down, fired)'));
        expect(told.map((line) => line.split(' ')[0])).toEqual(downs.map((line) => line.split(' ')[0]));
        let last = -1;
        const steps: (boolean | 'end')[] = [];
        for (const { rule: id, reason } of toldOf(story)) {
          const gravity = GRAVITY.indexOf(id);
          steps.push(
            reason === 'resolved' ? 'end' : Math.sign(gravity - last) === (reason === 'improved' ? -1 : 1),
          );
          last = reason === 'resolved' ? -1 : gravity;
        }
        expect(steps).not.toContain(false);
      }),
    );
  });

  it('every told outage ends with exactly one end, whoever depends on whom', () => {
    fc.assert(
      fc.property(stretches(...ANY), (course) => {
        for (const story of fleets()) {
          play(course, story, ['database', 'web']);
          for (const id of ['database', 'web']) {
            const reasons = toldOf(story).flatMap((line) => (line.service === id ? [line.reason] : []));
            const words = reasons.map((reason) => (reason === 'resolved' ? 'end' : 'news'));
            expect(words.join(' ')).toMatch(/^((news )+end ?)*$/);
            expect(story.state(id).told).toBeNull();
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('somebody is told when both fail for long, and the same after restarts', () => {
    fc.assert(
      fc.property(stretches(...ANY), (course) => {
        const restarted = fleets();
        for (const [index, story] of fleets().entries()) {
          const long = {
            outcomes: { database: 'refused', web: 'refused' },
            times: 60,
            everyMs: 5000,
            offsetMs: 0,
          } as const;
          const through = play([...course, { ...long, restarts: false }], story, ['web', 'database']);
          expect(toldOf(through).some(({ rule: id }) => id === 'service-down')).toBe(true);
          const other = restarted[index] ?? story;
          const again = play([...course, { ...long, restarts: true }], other, ['web', 'database'], true);
          expect(again.told).toEqual(through.told);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('a cause that fails with what depends on it is told, the other is not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 25 }),
        fc.integer({ min: 40, max: 300 }),
        fc.boolean(),
        (after, until, webFirst) => {
          const [first, second] = fleets();
          const story = (webFirst ? first : second) ?? alone();
          // The dependency is probed last, up to an interval after the other began to fail.
          for (let at = 0; at <= until; at += 5) {
            story.sample(`${at}s`, 'refused', 'web');
            story.sample(`${at}500ms`, at >= after ? 'refused' : 'up', 'database');
          }
          expect(toldOf(story).map((line) => line.service)).not.toContain('web');
          expect(toldOf(story)[0]?.service ?? 'nobody').toMatch(
            until > after + 35 ? 'database' : /database|nobody/,
          );
        },
      ),
    );
  });

  it('a dependent is told of once, and in time, when its dependency is not seen any more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 7, max: 60 }),
        fc.integer({ min: 0, max: 120 }),
        fc.boolean(),
        (unseenFrom, failsFrom, webFirst) => {
          const [first, second] = fleets();
          const story = (webFirst ? first : second) ?? alone();
          for (let turn = 0; turn < 240; turn += 1) {
            story.sample(`${turn * 5}s`, turn >= failsFrom ? 'refused' : 'up', 'web');
            if (turn < unseenFrom) story.sample(`${turn * 5}500ms`, 'refused', 'database');
          }
          const told = story.told.filter((line) => line.includes(' web is down '));
          expect(told).toHaveLength(1);
          const { alerts } = story.state('web');
          const at =
            alerts.flatMap((alert) => (alert.state === 'firing' ? (alert.toldAt ?? []) : []))[0] ?? 0;
          const by = Math.max(unseenFrom * 5 + 40, failsFrom * 5 + 30);
          const seconds = (at - (story.now - 239 * 5000)) / 1000;
          expect(seconds).toBeLessThanOrEqual(by + 181);
          expect(seconds).toBeGreaterThanOrEqual(Math.min(by, failsFrom * 5 + 45));
        },
      ),
      { numRuns: 40 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rule, service } from '../../builders/service.ts';
import { Story, type Outcome } from '../../builders/story.ts';

const HOLD_MS = 30_000;
const watched = service({
  rules: [
    rule({ holdMs: HOLD_MS, cooldownMs: 600_000 }),
    rule({
      id: 'degraded-performance',
      condition: { kind: 'degraded' },
      holdMs: 60_000,
      severity: 'warning',
    }),
  ],
});

type Event =
  | { readonly kind: 'sample'; readonly afterMs: number; readonly outcome: Outcome }
  | { readonly kind: 'freeze'; readonly afterMs: number }
  /** `null` lasts until recovery. */
  | { readonly kind: 'silence'; readonly afterMs: number; readonly forMs: number | null }
  | { readonly kind: 'pause'; readonly afterMs: number; readonly forMs: number }
  | { readonly kind: 'unsilence' | 'acknowledge' | 'unacknowledge'; readonly afterMs: number };

/** Services stay as they are for a while: several samples of one outcome, then the next. */
const stretch: fc.Arbitrary<readonly Event[]> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .record({
        afterMs: fc.oneof(fc.integer({ min: 1, max: 12_000 }), fc.integer({ min: 1, max: 60_000 })),
        outcome: fc.constantFrom<Outcome>('up', 'up', 'slow', 'refused', 'timeout'),
        times: fc.integer({ min: 1, max: 8 }),
      })
      .map(({ times, ...sample }) =>
        Array.from({ length: times }, () => ({ kind: 'sample' as const, ...sample })),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 300_000 }).map((afterMs) => [{ kind: 'freeze' as const, afterMs }]),
  },
);
const soon = fc.integer({ min: 1, max: 12_000 });
const span = fc.integer({ min: 1, max: 400_000 });
const measure: fc.Arbitrary<readonly Event[]> = fc
  .oneof(
    fc.record({ kind: fc.constant('silence' as const), afterMs: soon, forMs: fc.option(span, { freq: 3 }) }),
    fc.record({ kind: fc.constant('pause' as const), afterMs: soon, forMs: span }),
    fc.record({
      kind: fc.constantFrom('unsilence' as const, 'acknowledge' as const, 'unacknowledge' as const),
      afterMs: soon,
    }),
  )
  .map((event) => [event]);
const events = fc
  .array(fc.oneof({ weight: 3, arbitrary: stretch }, { weight: 1, arbitrary: measure }), {
    minLength: 1,
    maxLength: 20,
  })
  .map((stretches) => stretches.flat());

/** Lets the event happen at its time; the time at which it is over. */
function happen(story: Story, event: Event, at: number): number {
  const time = `${at}ms`;
  switch (event.kind) {
    case 'sample':
      story.sample(time, event.outcome);
      return at;
    case 'freeze':
      story.freeze(time);
      return at;
    case 'silence':
      story.silence(time, event.forMs === null ? 'recovery' : `${at + event.forMs}ms`);
      return at;
    case 'pause':
      story.pause(time, `${at + event.forMs}ms`).wait(`${at + event.forMs}ms`);
      return at + event.forMs;
    case 'unsilence':
    case 'acknowledge':
    case 'unacknowledge':
      story[event.kind](time);
      return at;
  }
}

interface Run {
  readonly story: Story;
  readonly timed: readonly (Event & { readonly at: number })[];
}

/** Plays the events; `restartAfter` replaces the process after that many of them. */
function play(course: readonly Event[], restartAfter: ReadonlySet<number> = new Set()): Run {
  const story = new Story(watched);
  let at = 0;
  const timed = course.map((next, index) => {
    at += next.afterMs;
    const timedEvent = { ...next, at };
    at = happen(story, next, at);
    if (restartAfter.has(index)) story.restart();
    return timedEvent;
  });
  story.wait(`${at + 120_000}ms`);
  return { story, timed };
}

const RANK = {
  'service-down': ['refused', 'timeout'],
  'degraded-performance': ['refused', 'timeout', 'slow'],
};

function transitionsOf(story: Story, ruleId: string) {
  return story.transitions
    .map((line) => line.split(' '))
    .filter(([, , id]) => id === ruleId)
    .map(([time = '', , , transition = '']) => ({ at: toMs(time), transition }));
}

function firingAt(story: Story, ruleId: string, at: number): boolean {
  return transitionsOf(story, ruleId).findLast((change) => change.at <= at)?.transition === 'firing';
}

/** What was told is over, or less grave than it was. */
function isOver(line: string): boolean {
  return line.endsWith(', resolved)') || line.endsWith(', improved)');
}

function toMs(time: string): number {
  const [, minutes = '0', seconds = '0'] = /^(?:(\d+)m)?(?:([\d.]+)s)?$/.exec(time) ?? [];
  return Math.round(Number(minutes) * 60_000 + Number(seconds) * 1000);
}

describe('for any course of events, an alert', () => {
  it('never fires before its hold, nor without two bad samples in a row', () => {
    fc.assert(
      fc.property(events, (course) => {
        const { story, timed } = play(course);
        for (const [ruleId, holdMs] of [
          ['service-down', HOLD_MS],
          ['degraded-performance', 60_000],
        ] as const) {
          for (const { at, transition } of transitionsOf(story, ruleId)) {
            if (transition !== 'firing') continue;
            const samples = timed.flatMap((item) => (item.kind === 'sample' && item.at <= at ? [item] : []));
            const good = samples.findLastIndex((item) => !RANK[ruleId].includes(item.outcome));
            const bad = samples.slice(good + 1);
            expect(bad.length).toBeGreaterThanOrEqual(2);
            expect(at - (bad[0]?.at ?? Infinity)).toBeGreaterThanOrEqual(holdMs);
          }
        }
      }),
    );
  });

  it('fires once, then resolves, before it fires again', () => {
    fc.assert(
      fc.property(events, (course) => {
        const { story } = play(course);
        for (const ruleId of ['service-down', 'degraded-performance']) {
          const words = transitionsOf(story, ruleId).map(({ transition }) => transition);
          expect(words.join(' ')).toMatch(/^(pending (cleared|firing resolved) ?)*(pending ?(firing ?)?)?$/);
        }
      }),
    );
  });

  it('is told to be over exactly if one of its service was told, once', () => {
    fc.assert(
      fc.property(events, (course) => {
        const { story } = play(course);
        const words = story.told.map((line) => (line.endsWith(', resolved)') ? 'end' : 'news'));
        expect(words.join(' ')).toMatch(/^((news )+end ?)*(news ?)*$/);
      }),
    );
  });

  it('is never told while silenced or paused, except that it ended', () => {
    fc.assert(
      fc.property(events, (course) => {
        const { story, timed } = play(course);
        const quiet = timed.flatMap((event, index) => {
          if ((event.kind !== 'silence' && event.kind !== 'pause') || event.forMs === null) return [];
          const replaced = timed
            .slice(index + 1)
            .find(({ kind }) => event.kind === 'silence' && (kind === 'silence' || kind === 'unsilence'));
          return [{ from: event.at, to: Math.min(event.at + event.forMs, replaced?.at ?? Infinity) }];
        });
        for (const line of story.told) {
          if (isOver(line)) continue;
          const at = toMs(line.split(' ')[0] ?? '');
          expect(quiet.filter(({ from, to }) => at > from && at < to)).toEqual([]);
        }
      }),
    );
  });

  it('that is no worse than what was acknowledged is told only when all was well in between', () => {
    fc.assert(
      fc.property(events, (course) => {
        const { story, timed } = play(course);
        const ends = story.ended.flatMap((line) =>
          line.endsWith(' acknowledgement') ? [toMs(line.split(' ')[0] ?? '')] : [],
        );
        for (const line of story.told) {
          if (isOver(line)) continue;
          const at = toMs(line.split(' ')[0] ?? '');
          const taken = timed.findLast((event) => event.kind === 'acknowledge' && event.at < at);
          // Whether it was refused, and what it covers, is told by what was firing at that moment.
          if (taken === undefined || !firingAt(story, 'service-down', taken.at)) continue;
          const over = timed.some(
            (event) => event.kind === 'unacknowledge' && event.at > taken.at && event.at <= at,
          );
          expect(over || ends.some((end) => end > taken.at && end <= at)).toBe(true);
        }
      }),
    );
  });

  it('is the same after a restart at any point', () => {
    fc.assert(
      fc.property(events, fc.array(fc.nat({ max: 80 }), { maxLength: 12 }), (course, restarts) => {
        const through = play(course).story;
        const restarted = play(course, new Set(restarts)).story;
        expect(restarted.transitions).toEqual(through.transitions);
        expect(restarted.told).toEqual(through.told);
        expect(restarted.ended).toEqual(through.ended);
        expect(restarted.incidentSpans()).toEqual(through.incidentSpans());
      }),
    );
  });

  it('does not depend on how often time is looked at', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 500, max: 7000 }), (course, everyMs) => {
        const seldom = play(course).story;
        const often = new Story(watched);
        let at = 0;
        for (const next of course) {
          for (let look = at + everyMs; next.kind !== 'freeze' && look < at + next.afterMs; look += everyMs) {
            often.wait(`${look}ms`);
          }
          at = happen(often, next, at + next.afterMs);
        }
        often.wait(`${at + 120_000}ms`);
        expect(often.transitions).toEqual(seldom.transitions);
        expect(often.told).toEqual(seldom.told);
        expect(often.ended).toEqual(seldom.ended);
      }),
    );
  });

  it('leaves incidents that do not overlap and end after they began', () => {
    fc.assert(
      fc.property(events, (course) => {
        const incidents = [...play(course).story.incidents.values()];
        let last = -Infinity;
        for (const { startedAt, resolvedAt } of incidents) {
          expect(startedAt).toBeGreaterThan(last);
          last = resolvedAt ?? Infinity;
          expect(last).toBeGreaterThan(startedAt);
        }
      }),
    );
  });
});

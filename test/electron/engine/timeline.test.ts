import { expect, it } from 'vitest';
import { Timeline } from '../../../electron/engine/timeline.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const HOUR = 3_600_000;

function started() {
  const clock = new FakeClock(1_000_000);
  return { clock, timeline: new Timeline(clock) };
}

it('misses nothing while it is looked at each second', async () => {
  const { clock, timeline } = started();
  for (let second = 0; second < 10; second++) {
    await clock.advance(1000);
    expect(timeline.observe()).toBeNull();
  }
  expect(timeline.now()).toBe(1_010_000);
});

it('tells the span in which the process stood', () => {
  const { clock, timeline } = started();
  clock.freeze(60_000);
  expect(timeline.observe()).toEqual({ from: 1_000_000, to: 1_060_000 });
});

it('moves on with the wall clock over a sleep in which monotonic time stood', () => {
  const { clock, timeline } = started();
  clock.stepWall(HOUR);
  expect(timeline.observe()).toEqual({ from: 1_000_000, to: 1_000_000 + HOUR });
  expect(timeline.now()).toBe(1_000_000 + HOUR);
});

it('stays where it is when the clock is set back, and says by how much it is ahead', async () => {
  const { clock, timeline } = started();
  clock.stepWall(-HOUR);
  expect([timeline.observe(), timeline.aheadMs, timeline.now()]).toEqual([null, HOUR, 1_000_000]);
  await clock.advance(1000);
  expect(timeline.now()).toBe(1_001_000);
});

it('takes a clock that is set right again for no sleep', () => {
  const { clock, timeline } = started();
  clock.stepWall(-HOUR);
  timeline.observe();
  clock.stepWall(HOUR);
  expect([timeline.observe(), timeline.aheadMs, timeline.now()]).toEqual([null, 0, 1_000_000]);
});

it('does not mind small corrections', () => {
  const { clock, timeline } = started();
  clock.stepWall(2500);
  expect([timeline.observe(), timeline.now()]).toEqual([null, 1_000_000]);
});

const MINUTE = 60_000;
const YEAR = 365 * 24 * HOUR;

/** Looks once a second, as the watchdog does. */
async function pass(clock: FakeClock, timeline: Timeline, ms: number) {
  const missed = [];
  for (let passed = 0; passed < ms; passed += 1000) {
    await clock.advance(1000);
    const span = timeline.observe();
    if (span !== null) missed.push(span);
  }
  return missed;
}

it.each([2 * HOUR, 24 * HOUR, 3 * YEAR])(
  'does not follow a clock that is set ahead by %i ms for some seconds',
  async (ms) => {
    const { clock, timeline } = started();
    clock.setWall(ms);
    expect(await pass(clock, timeline, 10_000)).toEqual([]);
    expect([timeline.now(), timeline.doubtedMs]).toEqual([1_010_000, ms]);
    clock.setWall(-ms);
    expect(await pass(clock, timeline, 300_000)).toEqual([]);
    expect([timeline.now(), timeline.doubtedMs, timeline.aheadMs]).toEqual([1_310_000, 0, 0]);
  },
);

it('follows one that stands for two minutes, as over a span that nobody observed', async () => {
  const { clock, timeline } = started();
  clock.setWall(5 * HOUR);
  const missed = await pass(clock, timeline, 5 * MINUTE);
  expect(missed).toEqual([{ from: expect.any(Number), to: expect.any(Number) }]);
  expect([timeline.now(), timeline.doubtedMs]).toEqual([1_000_000 + 5 * MINUTE + 5 * HOUR, 0]);
});

it('follows one that is set back further than it was set ahead as one that was set back', async () => {
  const { clock, timeline } = started();
  clock.setWall(YEAR);
  await pass(clock, timeline, 2000);
  clock.setWall(-YEAR - HOUR);
  await pass(clock, timeline, 2000);
  expect([timeline.now(), timeline.doubtedMs, timeline.aheadMs]).toEqual([1_004_000, 0, HOUR]);
});

it('believes a sleep of any length at once', () => {
  const { clock, timeline } = started();
  clock.stepWall(YEAR);
  expect(timeline.observe()).toEqual({ from: 1_000_000, to: 1_000_000 + YEAR });
  expect(timeline.doubtedMs).toBe(0);
});

it('says by what time old records may be deleted, but not soon after a start', async () => {
  const { clock, timeline } = started();
  expect(timeline.pruneAt).toBeNull();
  await pass(clock, timeline, 11 * MINUTE);
  expect(timeline.pruneAt).toBe(1_000_000 + 11 * MINUTE);
  clock.stepWall(-HOUR);
  timeline.observe();
  expect(timeline.pruneAt).toBe(1_000_000 + 11 * MINUTE - HOUR);
});

it.each([
  ['ahead for a moment', [YEAR, -YEAR]],
  ['ahead for good', [YEAR]],
  ['back by hours', [-5 * HOUR]],
])('deletes nothing for a day after the clock was set %s', async (_, steps) => {
  const { clock, timeline } = started();
  await pass(clock, timeline, 11 * MINUTE);
  for (const step of steps) {
    clock.setWall(step);
    await pass(clock, timeline, 10_000);
  }
  await pass(clock, timeline, 5 * MINUTE);
  expect(timeline.pruneAt).toBeNull();
  await clock.advance(23 * HOUR);
  expect(timeline.pruneAt).toBeNull();
  await clock.advance(HOUR);
  expect(timeline.pruneAt).not.toBeNull();
});

it('asks the machine for its uptime rarely while both clocks agree: that costs as much as all the rest', async () => {
  let asked = 0;
  class CountingClock extends FakeClock {
    override uptimeNow(): number {
      asked += 1;
      return super.uptimeNow();
    }
  }
  const clock = new CountingClock(1_000_000);
  const timeline = new Timeline(clock);
  for (let look = 0; look < 6000; look++) {
    await clock.advance(50);
    timeline.observe();
  }
  expect(asked).toBeLessThanOrEqual(6);
  clock.stepWall(3 * HOUR);
  timeline.observe();
  expect(timeline.now()).toBe(1_000_000 + 300_000 + 3 * HOUR);
});

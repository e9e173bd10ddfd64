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

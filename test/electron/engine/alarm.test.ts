import { expect, it } from 'vitest';
import { Alarm } from '../../../electron/engine/alarm.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function desk(ring: (alarm: Alarm) => void = () => {}) {
  const clock = new FakeClock();
  const rung: number[] = [];
  const alarm: Alarm = new Alarm(clock, () => {
    rung.push(clock.monotonicNow());
    ring(alarm);
  });
  return { clock, alarm, rung };
}

it('rings once, at the earliest of what was asked for', async () => {
  const { clock, alarm, rung } = desk();
  alarm.within(300);
  alarm.within(100);
  alarm.within(200);
  await clock.advance(1000);
  expect(rung).toEqual([100]);
  alarm.within(50);
  await clock.advance(1000);
  expect(rung).toEqual([100, 1050]);
});

it('can be set while it rings', async () => {
  const { clock, alarm, rung } = desk((again) => again.within(100));
  alarm.within(0);
  await clock.advance(250);
  expect(rung).toEqual([0, 100, 200]);
});

it('forgets what was asked for when it is cancelled, and rings no more when it is stopped', async () => {
  const { clock, alarm, rung } = desk();
  alarm.within(100);
  alarm.cancel();
  expect(clock.pendingTimers).toBe(0);
  alarm.within(200);
  await clock.advance(1000);
  expect(rung).toEqual([200]);
  alarm.within(100);
  alarm.stop();
  alarm.within(100);
  expect(clock.pendingTimers).toBe(0);
});

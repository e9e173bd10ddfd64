import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { Deadline, DeadlineHeld, DeadlinePassed } from '../../../../electron/adapters/prober/deadline.ts';
import { HeldTime } from '../../../../electron/adapters/prober/held-time.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

/** A deadline of a second, and time with it. */
function started() {
  const clock = new FakeClock();
  const held = new HeldTime(clock);
  held.enter();
  const deadline = new Deadline(clock, 1000, held);
  onTestFinished(() => {
    deadline.release();
    held.leave();
  });
  /** The loop runs for as long, with a turn after each 10 ms. */
  const run = async (ms: number) => {
    for (let left = ms; left > 0; left -= 10) {
      await clock.advance(Math.min(10, left));
      await turnOfLoop();
    }
  };
  /** Nothing runs for as long; then what was due does, and the loop has its turn. */
  const hold = async (ms: number) => {
    clock.freeze(ms);
    await clock.advance(0);
    await turnOfLoop();
  };
  return { clock, deadline, run, hold };
}

/** Within 20 ms, for each hold begins between two looks. */
function expectAbout(ms: number, expected: number): void {
  expect(Math.abs(ms - expected)).toBeLessThanOrEqual(20);
}

it('passes at its time', async () => {
  const { deadline, run } = started();
  await run(990);
  expect(deadline.reason).toBeNull();
  await run(20);
  expect(deadline.reason).toBeInstanceOf(DeadlinePassed);
});

it('lets the loop read what has arrived before it passes', async () => {
  const { clock, deadline } = started();
  await clock.advance(1000);
  expect(deadline.reason).toBeNull();
  await turnOfLoop();
  expect(deadline.reason).toBeInstanceOf(DeadlinePassed);
});

it.each([
  ['across its time', 100, 1800],
  ['before its time', 100, 700],
  ['from the very start', 0, 2500],
])('moves by a hold %s', async (_, before, ms) => {
  const { clock, deadline, run, hold } = started();
  await run(before);
  await hold(ms);
  expectAbout(deadline.heldMs, ms);
  await run(1000 - before - 50);
  expect(deadline.reason).toBeNull();
  await run(120);
  expect(deadline.reason).toBeInstanceOf(DeadlinePassed);
  expect(clock.monotonicNow()).toBeLessThan(1100 + ms);
});

it('has no word on a silence in which the program could hardly run', async () => {
  const { clock, deadline, run, hold } = started();
  for (let times = 0; times < 30 && deadline.reason === null; times++) {
    await run(50);
    await hold(900);
  }
  expect(deadline.reason).toBeInstanceOf(DeadlineHeld);
  expect(clock.monotonicNow()).toBeLessThanOrEqual(1000 + 1000 + 900 + 50);
});

it('passes in spite of many short holds, after twice its time at most', async () => {
  const { clock, deadline, run, hold } = started();
  while (deadline.reason === null) {
    await run(20);
    await hold(60);
  }
  expect(deadline.reason).toBeInstanceOf(DeadlinePassed);
  expect(clock.monotonicNow()).toBeLessThanOrEqual(2100);
});

it('minds no hold that came before it', async () => {
  const clock = new FakeClock();
  const held = new HeldTime(clock);
  held.enter();
  clock.freeze(5000);
  const deadline = new Deadline(clock, 1000, held);
  expect(deadline.heldMs).toBe(0);
  deadline.release();
  held.leave();
  expect(clock.pendingTimers).toBe(0);
});

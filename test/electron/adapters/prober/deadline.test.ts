import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { Deadline, DeadlineHeld, DeadlinePassed } from '../../../../electron/adapters/prober/deadline.ts';
import { HeldTime } from '../../../../electron/adapters/prober/held-time.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

/** A deadline, of a second unless told otherwise, and time with it. */
function started(timeoutMs = 1000) {
  const clock = new FakeClock();
  const deadline = new Deadline(clock, timeoutMs, new HeldTime(clock));
  onTestFinished(() => {
    deadline.release();
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

it.each([
  [500, 60, DeadlinePassed],
  [500, 200, DeadlineHeld],
  [1000, 90, DeadlinePassed],
  [1000, 180, DeadlineHeld],
  // What is short beside a long timeout leaves the other side its time.
  [4000, 180, DeadlinePassed],
  [4000, 380, DeadlinePassed],
  [4000, 900, DeadlineHeld],
  [10_000, 380, DeadlinePassed],
  [10_000, 900, DeadlinePassed],
  [10_000, 2900, DeadlineHeld],
])(
  'of %i ms, held for %i ms again and again, ends after twice its time and the lateness of its timers: %o',
  async (timeoutMs, ms, end) => {
    const { clock, deadline, run, hold } = started(timeoutMs);
    while (deadline.reason === null) {
      await run(20);
      await hold(ms);
    }
    expect(deadline.reason).toBeInstanceOf(end);
    expect(clock.monotonicNow()).toBeLessThanOrEqual(2 * timeoutMs + 3 * (ms + 20));
  },
);

it('minds no hold that came before it', () => {
  const clock = new FakeClock();
  const held = new HeldTime(clock);
  const before = new Deadline(clock, 1000, held);
  clock.freeze(5000);
  const deadline = new Deadline(clock, 1000, held);
  expect(deadline.heldMs).toBe(0);
  deadline.release();
  expect(before.heldMs).toBeGreaterThanOrEqual(4980);
  before.release();
  expect(clock.pendingTimers).toBe(0);
});

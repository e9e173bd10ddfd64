import { expect, it } from 'vitest';
import { nodeClock } from '../../../electron/adapters/node-clock.ts';

it('calls back in order and never before its time', async () => {
  const calls: number[] = [];
  const early: number[] = [];
  await new Promise<void>((resolve) => {
    for (const delay of [30, 0, 7.4, 0.3, 15]) {
      const due = nodeClock.monotonicNow() + delay;
      nodeClock.after(delay, () => {
        calls.push(delay);
        if (nodeClock.monotonicNow() < due) early.push(delay);
        if (calls.length === 5) resolve();
      });
    }
  });
  expect(calls.toSorted((a, b) => a - b)).toEqual([0, 0.3, 7.4, 15, 30]);
  expect(early).toEqual([]);
});

it('does not call back what was cancelled', async () => {
  const calls: string[] = [];
  const cancel = nodeClock.after(5, () => calls.push('cancelled'));
  await new Promise<void>((resolve) => {
    nodeClock.after(20, resolve);
    cancel();
  });
  cancel();
  expect(calls).toEqual([]);
});

it('waits for the longest delay there is instead of calling at once', async () => {
  const calls: string[] = [];
  const cancel = nodeClock.after(2 ** 31 - 1, () => calls.push('too early'));
  await new Promise<void>((resolve) => void nodeClock.after(20, resolve));
  cancel();
  expect(calls).toEqual([]);
});

it('tells wall time and a time that only rises', () => {
  expect(nodeClock.wallNow()).toSatisfy(Number.isInteger);
  const first = nodeClock.monotonicNow();
  expect(nodeClock.monotonicNow()).toBeGreaterThanOrEqual(first);
});

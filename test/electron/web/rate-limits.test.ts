import { expect, it } from 'vitest';
import { FailureLimit, ReadLimit, READS } from '../../../electron/web/rate-limits.ts';

it('admits 300 requests a minute, for each visitor by itself', () => {
  const limit = new ReadLimit(READS);
  const waits = Array.from({ length: 301 }, (_, index) => limit.waitMs('a', index * 100));
  expect(waits.filter((wait) => wait > 0)).toEqual([30_000]);
  expect([limit.waitMs('b', 30_000), limit.waitMs('a', 59_999), limit.waitMs('a', 60_000)]).toEqual([
    0, 1, 0,
  ]);
});

it('looks at ten wrong tokens in the first minute, then at ever fewer', () => {
  const limit = new FailureLimit();
  const looked: number[] = [];
  for (let now = 0; now < 20 * 60_000; now += 100) {
    if (limit.delayMs('a', now) > 0) continue;
    limit.record('a', now);
    looked.push(Math.floor(now / 60_000));
  }
  const inMinute = (minute: number) => looked.filter((seen) => seen === minute).length;
  expect([0, 1, 2, 3, 4].map(inMinute)).toEqual([10, 1, 1, 0, 1]);
  expect(looked.filter((minute) => minute >= 10).length).toBe(2);
});

it('forgets an address that has been quiet for long, and spares the others', () => {
  const limit = new FailureLimit();
  for (let count = 0; count < 5; count++) limit.record('a', 0);
  expect([limit.delayMs('a', 0), limit.delayMs('b', 0)]).toEqual([1000, 0]);
  limit.record('a', 700_000);
  expect(limit.delayMs('a', 700_000)).toBe(0);
});

it('keeps a bounded table, and drops who was not seen for longest', () => {
  const limit = new FailureLimit();
  for (const address of ['first', 'second', 'first', 'first', 'first', 'first']) limit.record(address, 0);
  for (let index = 0; index < 999; index++) limit.record(`address ${index}`, 0);
  expect(limit.delayMs('first', 0)).toBe(1000);
  limit.record('one more', 0);
  expect(limit.delayMs('first', 0)).toBe(0);
});

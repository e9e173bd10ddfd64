import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DueQueue } from '../../../electron/engine/due-queue.ts';

it('has nothing due at first', () => {
  const queue = new DueQueue<string>();
  expect([queue.nextAt, queue.dueBy(Infinity)]).toEqual([Infinity, []]);
});

it('says what is due, the earliest first, of the same time in the order in which it was added', () => {
  const queue = new DueQueue<string>();
  for (const [key, at] of [
    ['late', 9],
    ['first', 3],
    ['second', 3],
    ['moved', 8],
  ] as const)
    queue.set(key, at);
  queue.set('moved', 1);
  expect([queue.nextAt, queue.dueBy(3)]).toEqual([1, ['moved', 'first', 'second']]);
  queue.set('moved', null);
  expect([queue.nextAt, queue.dueBy(9)]).toEqual([3, ['first', 'second', 'late']]);
});

it('agrees with a list that is searched and sorted, whatever is set, moved and taken out', () => {
  const time = fc.nat({ max: 30 });
  const changes = fc.array(fc.tuple(fc.nat({ max: 12 }), fc.option(time, { freq: 3 })), { maxLength: 60 });
  fc.assert(
    fc.property(changes, time, (steps, now) => {
      const queue = new DueQueue<number>();
      const list = new Map<number, number>();
      for (const [key, at] of steps) {
        queue.set(key, at);
        if (at === null) list.delete(key);
        else list.set(key, at);
        const sorted = [...list].toSorted(([, a], [, b]) => a - b);
        expect(queue.nextAt).toBe(sorted[0]?.[1] ?? Infinity);
        expect(queue.dueBy(now)).toEqual(sorted.filter(([, due]) => due <= now).map(([entry]) => entry));
      }
    }),
  );
});

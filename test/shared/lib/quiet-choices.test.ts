import { expect, it } from 'vitest';
import { QUIET_CHOICES, quietUntil } from '../../../shared/lib/quiet-choices.ts';

const local = (day: number, hour: number, minute = 0) => new Date(2026, 0, day, hour, minute).getTime();

it.each([
  [local(5, 9), [local(5, 9, 15), local(5, 10), local(6, 8)]],
  [local(5, 0, 30), [local(5, 0, 45), local(5, 1, 30), local(6, 8)]],
  [local(31, 23, 50), [local(32, 0, 5), local(32, 0, 50), local(32, 8)]],
])('each choice has its end, made at %i', (now, ends) => {
  expect(QUIET_CHOICES.map(({ id }) => quietUntil(id, now))).toEqual(ends);
});

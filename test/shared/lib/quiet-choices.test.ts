import { expect, it, onTestFinished, vi } from 'vitest';
import { QUIET_CHOICES, quietUntil } from '../../../shared/lib/quiet-choices.ts';

const local = (day: number, hour: number, minute = 0) => new Date(2026, 0, day, hour, minute).getTime();

it.each([
  [local(5, 9), [local(5, 9, 15), local(5, 10), local(6, 8)]],
  [local(5, 0, 30), [local(5, 0, 45), local(5, 1, 30), local(6, 8)]],
  [local(31, 23, 50), [local(32, 0, 5), local(32, 0, 50), local(32, 8)]],
])('each choice has its end, made at %i', (now, ends) => {
  expect(QUIET_CHOICES.map(({ id }) => quietUntil(id, now))).toEqual(ends);
});

it.each([
  ['the last Sunday of March', '2026-03-28T23:30:00+01:00', '2026-03-29T08:00:00+02:00'],
  ['the last Sunday of October', '2026-10-24T23:30:00+02:00', '2026-10-25T08:00:00+01:00'],
  ['the leap day', '2028-02-28T12:00:00+01:00', '2028-02-29T08:00:00+01:00'],
])('tomorrow is 08:00 on the clock of the wall, also on %s', (_, now, end) => {
  vi.stubEnv('TZ', 'Europe/Berlin');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(quietUntil('tomorrow', Date.parse(now))).toBe(Date.parse(end));
});

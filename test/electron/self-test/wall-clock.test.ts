import { expect, it } from 'vitest';
import { nodeClock } from '../../../electron/adapters/node-clock.ts';
import { checkWallClock } from '../../../electron/self-test/wall-clock.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

async function check(clock: FakeClock, meanwhile: () => void = () => {}) {
  const finding = checkWallClock(clock);
  await clock.advance(200);
  meanwhile();
  await clock.advance(200);
  return finding;
}

it('finds both clocks of a machine in agreement', async () => {
  expect(await check(new FakeClock(Date.UTC(2026, 0, 5, 9)))).toMatchObject({
    verdict: 'well',
    found: '2026-01-05 09:00 UTC; the wall clock and the steady clock agree',
  });
});

it.each([1970, 2025, 2100])('does not believe that the year is %d', async (year) => {
  expect(await check(new FakeClock(Date.UTC(year, 0, 1)))).toMatchObject({
    verdict: 'failed',
    found: `this machine says that the year is ${year}`,
    toDo: [
      expect.stringMatching(
        /^Set the date and time of this machine, and let it keep them by itself \(.+\)\.$/,
      ),
    ],
  });
});

it('warns of a wall clock that jumps', async () => {
  const clock = new FakeClock();
  expect(await check(clock, () => clock.stepWall(-2000))).toMatchObject({
    verdict: 'warning',
    found: '2026-01-05 09:00 UTC, but it jumped by 2 s while it was looked at',
    toDo: [expect.stringContaining('let only one thing keep it')],
  });
});

it('fails when the steady clock stands', async () => {
  const clock = { ...nodeClock, monotonicNow: () => 5 };
  expect(await checkWallClock(clock)).toMatchObject({
    verdict: 'failed',
    found: 'the steady clock stands still: 0 ms in 300 ms',
    toDo: [expect.stringContaining('clock source')],
  });
});

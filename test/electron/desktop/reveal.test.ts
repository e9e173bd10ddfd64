import { expect, it } from 'vitest';
import { REVEAL_AFTER_MS, revealOnce } from '../../../electron/desktop/reveal.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function waiting() {
  const clock = new FakeClock();
  const seen = { shown: 0 };
  const reveal = revealOnce(clock, () => (seen.shown += 1));
  return { clock, seen, reveal };
}

it('shows the window when the page says so, and only once', async () => {
  const { clock, seen, reveal } = waiting();
  expect([reveal.now(), reveal.now()]).toEqual([true, false]);
  await clock.advance(REVEAL_AFTER_MS);
  expect([seen.shown, clock.pendingTimers]).toEqual([1, 0]);
});

it('shows it by itself when nothing is ever said of the page', async () => {
  const { clock, seen, reveal } = waiting();
  await clock.advance(REVEAL_AFTER_MS - 1);
  expect(seen.shown).toBe(0);
  await clock.advance(1);
  expect([seen.shown, reveal.now()]).toEqual([1, false]);
});

it('never shows one that was closed before', async () => {
  const { clock, seen, reveal } = waiting();
  reveal.callOff();
  await clock.advance(REVEAL_AFTER_MS);
  expect([reveal.now(), seen.shown, clock.pendingTimers]).toEqual([false, 0, 0]);
});

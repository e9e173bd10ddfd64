import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Deadline, DeadlinePassed } from '../../../electron/adapters/prober/deadline.ts';
import { HeldTime } from '../../../electron/adapters/prober/held-time.ts';
import type { Prober } from '../../../electron/ports.ts';
import { FULL_SHARES } from '../../../shared/domain/descriptor-shares.ts';
import { Desk } from '../../builders/engine.ts';
import { service } from '../../builders/service.ts';
import { result } from '../../builders/story.ts';
import type { FakeClock } from '../../fakes/fake-clock.ts';

const SECOND = 1000;
const INTERVAL_MS = 2 * SECOND;
const HOLD_MS = 30 * SECOND;
/** Of the loop, before it is held again. */
const TURN_MS = 20;

/** Pretend services that answer after 300 ms or `hang`, under the deadlines of the real prober. */
function proberWith(clock: FakeClock, hang: ReadonlySet<string>): Prober {
  const held = new HeldTime(clock);
  return {
    capacity: FULL_SHARES.probes,
    async probe({ id, timeoutMs }, signal) {
      const deadline = new Deadline(clock, timeoutMs, held);
      const stop = () => deadline.end(new Error('no longer wanted'));
      signal.addEventListener('abort', stop, { once: true });
      try {
        await deadline.wait(
          () =>
            new Promise<void>((resolve) => {
              if (!hang.has(id)) clock.after(300, resolve);
            }),
        );
        return result('up');
      } catch (reason) {
        return reason instanceof DeadlinePassed
          ? result('timeout')
          : { outcome: 'void', message: 'it was held' };
      } finally {
        deadline.release();
        signal.removeEventListener('abort', stop);
      }
    },
    close: () => Promise.resolve(),
  };
}

/** A machine whose loop is held for `heldMs` after every short turn. */
function starvedDesk(timeoutMs: number, heldMs: number) {
  const ids = ['orders', 'payments', 'stock'];
  const desk = new Desk(...ids.map((id) => service({ id, intervalMs: INTERVAL_MS, timeoutMs })));
  const hang = new Set<string>();
  const network = { addresses: () => desk.machine.addresses, waysOut: () => Promise.resolve([]) };
  desk.real = { prober: proberWith(desk.clock, hang), network };
  desk.start();
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= heldMs + TURN_MS) {
      desk.clock.freeze(heldMs);
      await desk.clock.advance(0);
      await turnOfLoop();
      await desk.clock.advance(TURN_MS);
      await turnOfLoop();
    }
  };
  return { desk, hang, pass };
}

it.each([
  [SECOND, 90],
  [4 * SECOND, 60],
  [4 * SECOND, 180],
  [4 * SECOND, 380],
  [10 * SECOND, 180],
  [10 * SECOND, 900],
])(
  'with a timeout of %i ms and a loop that is held for %i ms again and again, nothing is told of services that answer, and a hang once, in time',
  async (timeoutMs, heldMs) => {
    const { desk, hang, pass } = starvedDesk(timeoutMs, heldMs);
    await pass(120 * SECOND);
    expect(desk.told).toEqual([]);
    const hungAt = desk.clock.wallNow();
    hang.add('orders');
    await pass(120 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)']);
    const afterMs = (desk.told[0]?.at ?? Infinity) - hungAt;
    expect(afterMs).toBeGreaterThanOrEqual(timeoutMs + HOLD_MS);
    const mostMs = INTERVAL_MS + 2 * timeoutMs + HOLD_MS + 5 * SECOND;
    expect(afterMs).toBeLessThanOrEqual(mostMs + 4 * (heldMs + TURN_MS));
    expect(desk.status('payments')).toBe('up');
  },
);

it('where holds are long beside the timeout, a hang is told as what cannot be judged', async () => {
  const { desk, hang, pass } = starvedDesk(SECOND, 300);
  await pass(60 * SECOND);
  expect(desk.told).toEqual([]);
  hang.add('orders');
  await pass(120 * SECOND);
  expect(desk.toldTitles()).toEqual(['orders cannot be judged (notice)']);
});

import { describe, expect, it } from 'vitest';
import { Desk } from '../../builders/engine.ts';
import { rule, service } from '../../builders/service.ts';

const SECOND = 1000;

/** Each status that clients were told of `orders`, in its order. */
function statuses(desk: Desk): readonly string[] {
  const told = desk.events.flatMap((event) => (event.type === 'changes' ? event.changes.services : []));
  return told.map(({ status }) => status).filter((status, index, all) => status !== all[index - 1]);
}

/** When an outage is told that began at the start, of a process that is held at times after it. */
async function toldAfter(...holds: readonly { readonly at: number; readonly ms: number }[]): Promise<number> {
  const desk = new Desk(service({ intervalMs: 5 * SECOND }));
  const start = desk.clock.wallNow();
  desk.prober.set('orders', 'refused');
  desk.start();
  for (const { at, ms } of holds) {
    await desk.clock.advance(at - (desk.clock.wallNow() - start));
    desk.clock.freeze(ms);
  }
  await desk.clock.advance(120 * SECOND);
  expect(desk.told).toHaveLength(1);
  return (desk.told[0]?.at ?? 0) - start;
}

describe('a process that is held', () => {
  it.each([
    [[{ at: 12_000, ms: 1800 }], 1800],
    [
      [
        { at: 12_000, ms: 900 },
        { at: 14_000, ms: 900 },
        { at: 29_500, ms: 2900 },
      ],
      4700,
    ],
    [[{ at: 12_000, ms: 300 }], 300],
  ])('tells an outage by as much later: %j', async (holds, ms) => {
    const laterMs = (await toldAfter(...holds)) - (await toldAfter());
    expect(laterMs).toBeLessThanOrEqual(ms);
    // Each is measured from the next look on.
    expect(laterMs).toBeGreaterThanOrEqual(ms - 100 * holds.length);
  });

  it('tells none later for what is no hold', async () => {
    const holds = Array.from({ length: 200 }, (_, index) => ({ at: 10_000 + index * 80, ms: 40 }));
    expect((await toldAfter(...holds)) - (await toldAfter())).toBeLessThan(100);
  });

  it('delays an all-clear by as much, too', async () => {
    const clearAfter = async (hold: number) => {
      const desk = new Desk(service({ intervalMs: 5 * SECOND }));
      desk.prober.set('orders', 'refused');
      desk.start();
      await desk.clock.advance(60 * SECOND);
      desk.prober.set('orders', 'up');
      await desk.clock.advance(7 * SECOND);
      desk.clock.freeze(hold);
      await desk.clock.advance(60 * SECOND);
      return desk.told.at(-1)?.at ?? 0;
    };
    const laterMs = (await clearAfter(1500)) - (await clearAfter(0));
    expect([laterMs >= 1400, laterMs <= 1500]).toEqual([true, true]);
  });

  it.each([0, 200, 1500, 2000])(
    'shows no unknown between up and down when a start is %d ms late and the service hangs',
    async (ms) => {
      const desk = new Desk(service()).start();
      await desk.clock.advance(29_900);
      desk.prober.set('orders', 'hang');
      desk.clock.freeze(ms);
      await desk.clock.advance(30 * SECOND);
      expect(statuses(desk)).toEqual(['unknown', 'up', 'down']);
    },
  );

  it('shows no unknown when the end of a probe is late', async () => {
    const desk = new Desk(service()).start();
    desk.prober.set('orders', 'hang');
    await desk.clock.advance(9 * SECOND);
    desk.clock.freeze(2000);
    await desk.clock.advance(60 * SECOND);
    expect(statuses(desk)).toEqual(['unknown', 'down']);
  });
});

it('a sample does not stand for ever while its next probe has no end', async () => {
  const desk = new Desk(service()).start();
  await desk.clock.advance(SECOND);
  desk.prober.set('orders', 'never');
  await desk.clock.advance(49 * SECOND);
  expect(desk.status('orders')).toBe('up');
  await desk.clock.advance(2 * SECOND);
  expect(desk.status('orders')).toBe('unknown');
});

it('writes the state for no lateness, and within seconds what all of them came to', async () => {
  const desk = new Desk(service({ intervalMs: 5 * SECOND, rules: [rule({ holdMs: 600 * SECOND })] }));
  desk.prober.set('orders', 'refused');
  desk.start();
  await desk.clock.advance(20 * SECOND);
  const { saves } = desk.state;
  for (let second = 0; second < 60; second += 3) {
    desk.clock.freeze(200);
    await desk.clock.advance(3 * SECOND);
  }
  expect(desk.state.saves - saves).toBeLessThanOrEqual(8);
  await desk.clock.advance(10 * SECOND);
  const [kept] = desk.state.kept?.services ?? [];
  const [alert] = kept?.alerts ?? [];
  expect(alert?.state === 'pending' && alert.frozenMs).toBeGreaterThanOrEqual(20 * 100);
});

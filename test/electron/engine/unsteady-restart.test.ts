import { describe, expect, it } from 'vitest';
import { Desk } from '../../builders/engine.ts';
import { rule, service } from '../../builders/service.ts';

const SECOND = 1000;
const MINUTE = 60_000;
const unsteady = rule({
  id: 'unsteady',
  severity: 'warning',
  condition: { kind: 'failing', share: 0.3 },
  holdMs: 10 * MINUTE,
});
const flaky = service({ rules: [rule(), unsteady], intervalMs: 10 * SECOND, timeoutMs: 5 * SECOND });

/** Down for twelve seconds of twenty, which is too short for an outage. */
async function waver(desk: Desk, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 20 * SECOND) {
    desk.prober.set('orders', 'refused');
    await desk.clock.advance(12 * SECOND);
    desk.prober.set('orders', 'up');
    await desk.clock.advance(8 * SECOND);
  }
}

const counted = (desk: Desk) => {
  const answer = desk.engine.dashboard.ask({ type: 'service', id: 'orders' });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value.explanation.rules.find((one) => one.rule === 'unsteady')?.why;
};

describe('what was counted of a service that fails again and again', () => {
  it.each([0, 3, 8 * 60])('is restored after a restart that took %i s', async (seconds) => {
    const desk = new Desk(flaky).start();
    await waver(desk, 8 * MINUTE);
    expect(desk.told).toEqual([]);
    await desk.crash(seconds * SECOND);
    await waver(desk, 3 * MINUTE);
    expect(desk.toldTitles()).toEqual([
      expect.stringMatching(/^orders fails \d\d of \d\d probes \(outranking-resolved|fired\)$/),
    ]);
  });

  it('is the same as without one', async () => {
    const [whole, cut] = [new Desk(flaky).start(), new Desk(flaky).start()];
    for (const desk of [whole, cut]) await waver(desk, 6 * MINUTE);
    await cut.crash();
    for (const desk of [whole, cut]) await desk.clock.advance(0);
    expect(counted(whole)).toMatch(/fails .. of ../);
    expect(counted(cut)).toBe(counted(whole));
  });

  it('is told once, and its end after as long, over restarts', async () => {
    const desk = new Desk(flaky).start();
    await waver(desk, 12 * MINUTE);
    expect(desk.told).toHaveLength(1);
    await desk.crash();
    await waver(desk, 2 * MINUTE);
    await desk.clock.advance(4 * MINUTE);
    await desk.crash();
    await desk.clock.advance(4 * MINUTE);
    expect(desk.told).toHaveLength(1);
    await desk.clock.advance(20 * MINUTE);
    expect(desk.toldTitles().slice(1)).toEqual(['orders is up again (resolved)']);
  });

  it('is nothing of an outage that was told as one', async () => {
    const desk = new Desk(flaky).start();
    await desk.clock.advance(MINUTE);
    desk.prober.set('orders', 'refused');
    await desk.clock.advance(6 * MINUTE);
    desk.prober.set('orders', 'up');
    await desk.clock.advance(30 * SECOND);
    // One more failure, so that there is something to remember.
    await waver(desk, 20 * SECOND);
    await desk.crash();
    await desk.clock.advance(15 * MINUTE);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)', 'orders is up again (resolved)']);
  });
});

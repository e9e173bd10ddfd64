import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRound, relaxTurn, takeTurn } from '../../../shared/domain/schedule.ts';
import { service } from '../../builders/service.ts';

const fleet = (count: number, intervalMs = 30_000) =>
  Array.from({ length: count }, (_, index) => service({ id: `s${index}`, intervalMs }));

describe('a round', () => {
  it('sends at most twenty probes a second', () => {
    const turns = [...planRound(fleet(9), 1000).values()];
    expect(turns.map(({ dueAt }) => dueAt)).toEqual([1000, 1052, 1104, 1156, 1208, 1260, 1312, 1364, 1416]);
  });

  it('of many services ends within one interval all the same', () => {
    const turns = [...planRound(fleet(500, 10_000), 0).values()];
    expect(Math.max(...turns.map(({ dueAt }) => dueAt))).toBeLessThan(10_000);
  });

  it('of nobody is no trouble', () => {
    expect(planRound([], 0).size).toBe(0);
  });
});

describe('regular turns', () => {
  it('come at a fixed rate, whenever the probe before began or ended', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1000, max: 60_000 }),
        fc.nat(200_000),
        (count, intervalMs, late) => {
          const services = fleet(count, intervalMs);
          const [first] = services;
          if (first === undefined) return;
          for (const [index, turn] of [...planRound(services, 0).values()].entries()) {
            const { turn: next } = takeTurn(turn, services[index] ?? first, turn.dueAt + late);
            const behind = (next.dueAt - turn.phaseAt) % intervalMs;
            expect(Math.min(behind, intervalMs - behind)).toBeLessThan(0.01);
            expect(next.dueAt).toBeGreaterThan(turn.dueAt + late);
            expect(next.dueAt - (turn.dueAt + late)).toBeLessThanOrEqual(intervalMs + 0.01);
          }
        },
      ),
    );
  });

  it('are skipped and counted while the probe before is open', () => {
    const turn = { phaseAt: 0, dueAt: 30_000, startedAt: 0, inFlight: true, skipped: 2 };
    expect(takeTurn(turn, service(), 30_000)).toEqual({
      turn: { ...turn, dueAt: 60_000, skipped: 3 },
      start: false,
    });
  });

  it('are what is left once the verdict is in', () => {
    const turn = { phaseAt: 10_000, dueAt: 47_000, startedAt: 42_000, inFlight: false, skipped: 0 };
    expect(relaxTurn(turn, service(), 45_000).dueAt).toBe(70_000);
  });
});

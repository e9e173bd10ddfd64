import { expect, it } from 'vitest';
import { FULL_SHARES, sharesOf } from '../../../shared/domain/descriptor-shares.ts';

it.each([1024, 4096, 1_048_576, Infinity])(
  'a limit of %d leaves probes and pages all they can use',
  (limit) => {
    expect(sharesOf(limit)).toMatchObject({ probes: FULL_SHARES.probes, viewers: FULL_SHARES.viewers });
  },
);

it.each([64, 96, 128, 256, 512])(
  'with %d descriptors all shares together leave room for what is open at rest',
  (limit) => {
    const { probes, kept, viewers, connections } = sharesOf(limit);
    expect(probes + kept + connections).toBeLessThanOrEqual(limit - 36);
    expect(viewers).toBeLessThan(connections);
    expect(Math.min(probes, kept, viewers)).toBeGreaterThanOrEqual(1);
  },
);

it('with hardly any there is still one of each', () => {
  expect(sharesOf(16)).toEqual({ probes: 4, kept: 1, viewers: 2, connections: 14 });
});

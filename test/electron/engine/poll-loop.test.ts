import { expect, it } from 'vitest';
import { ok } from '../../../shared/lib/result.ts';
import { config, Desk } from '../../builders/engine.ts';
import { service } from '../../builders/service.ts';

const SECOND = 1000;

/** Three hundred services that let every probe run into its timeout: as many probes are open as may be. */
async function saturated(): Promise<Desk> {
  const services = Array.from({ length: 300 }, (_, index) =>
    service({ id: `s${index}`, intervalMs: 10 * SECOND, timeoutMs: 9 * SECOND }),
  );
  const desk = new Desk(...services);
  for (const { id } of services) desk.prober.set(id, 'hang');
  desk.start();
  while (desk.prober.open < 256) await desk.clock.advance(SECOND);
  return desk;
}

it('begins anew after a sleep also where as many probes were open as may be', async () => {
  const desk = await saturated();
  desk.clock.freeze(3600 * SECOND);
  await desk.clock.advance(SECOND);
  desk.prober.probes.length = 0;
  await desk.clock.advance(10 * SECOND);
  expect(desk.prober.probes.length).toBeGreaterThan(0);
});

it('goes on with other settings also where as many probes were open as may be', async () => {
  const desk = await saturated();
  const others = Array.from({ length: 300 }, (_, index) =>
    service({ id: `s${index}`, intervalMs: 10 * SECOND, timeoutMs: 8 * SECOND }),
  );
  desk.prober.probes.length = 0;
  desk.reload(ok(config(others)));
  await desk.clock.advance(10 * SECOND);
  expect(desk.prober.probes.length).toBeGreaterThan(0);
});

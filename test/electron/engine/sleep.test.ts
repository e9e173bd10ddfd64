import { describe, expect, it } from 'vitest';
import { Desk } from '../../builders/engine.ts';
import { service } from '../../builders/service.ts';

const SECOND = 1000;

async function running(...services: readonly ReturnType<typeof service>[]): Promise<Desk> {
  const desk = new Desk(
    ...(services.length > 0 ? services : [service({ intervalMs: 2000, timeoutMs: 1000 })]),
  );
  desk.start();
  await desk.clock.advance(5 * SECOND);
  desk.prober.probes.length = 0;
  return desk;
}

describe('a machine that says it is about to sleep', () => {
  it('gets everything written, and no probe stays open', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(5100);
    desk.change({ type: 'probe-now' });
    await desk.clock.advance(5);
    expect(desk.prober.open).toBe(1);
    desk.state.failing = true;
    desk.change({ type: 'silence', service: 'orders', until: 'recovery' });
    desk.state.failing = false;
    desk.engine.suspend();
    expect(desk.prober.open).toBe(0);
    const written = desk.history.samples(service().id, 0, desk.clock.wallNow() + 1, 10);
    expect(written).toHaveLength(2);
    expect(desk.state.kept?.services[0]?.silence).toMatchObject({ until: 'recovery' });
  });

  it('is not probed from, whichever timers still run', async () => {
    const desk = await running();
    desk.engine.suspend();
    await desk.clock.advance(10 * SECOND);
    expect(desk.prober.probes).toEqual([]);
  });

  it('and wakes: the time is missed, and a round starts when the network has had a moment', async () => {
    const desk = await running();
    const start = desk.clock.wallNow();
    desk.engine.suspend();
    desk.clock.stepWall(3600 * SECOND);
    desk.engine.wake();
    expect(desk.status('orders')).toBe('unknown');
    await desk.clock.advance(4 * SECOND);
    expect(desk.prober.probes).toEqual([]);
    await desk.clock.advance(2 * SECOND);
    expect(desk.status('orders')).toBe('up');
    expect(desk.gaps(start)).toEqual(['frozen 0..3600']);
    expect(desk.told).toEqual([]);
  });

  it('and wakes too soon for that to be a gap goes on as before', async () => {
    const desk = await running();
    const start = desk.clock.wallNow();
    desk.engine.suspend();
    await desk.clock.advance(2 * SECOND);
    desk.engine.wake();
    await desk.clock.advance(6 * SECOND);
    expect(desk.prober.probes.length).toBeGreaterThan(0);
    expect(desk.gaps(start)).toEqual([]);
  });

  it('and never says that it is awake is noticed by the time that is missing', async () => {
    const desk = await running();
    desk.engine.suspend();
    desk.clock.freeze(3600 * SECOND);
    await desk.clock.advance(10 * SECOND);
    expect(desk.status('orders')).toBe('up');
  });

  it('and neither sleeps nor says so is probed from again after a while', async () => {
    const desk = await running();
    desk.engine.suspend();
    await desk.clock.advance(60 * SECOND);
    expect(desk.status('orders')).toBe('up');
  });

  it('does not end a pause by waking', async () => {
    const desk = await running();
    desk.change({ type: 'pause', until: null });
    desk.engine.suspend();
    await desk.clock.advance(SECOND);
    desk.engine.wake();
    desk.engine.suspend();
    desk.clock.freeze(3600 * SECOND);
    desk.engine.wake();
    await desk.clock.advance(60 * SECOND);
    expect(desk.prober.probes).toEqual([]);
    desk.change({ type: 'resume' });
    await desk.clock.advance(SECOND);
    expect(desk.status('orders')).toBe('up');
  });

  it('does not start a round though a pause ends before it wakes', async () => {
    const desk = await running();
    desk.change({ type: 'pause', until: desk.clock.wallNow() + 5 * SECOND });
    desk.engine.suspend();
    await desk.clock.advance(10 * SECOND);
    expect(desk.prober.probes).toEqual([]);
    desk.engine.wake();
    await desk.clock.advance(6 * SECOND);
    expect(desk.status('orders')).toBe('up');
  });

  it('still ends a pause at its time, though timers count only the time awake', async () => {
    const desk = await running();
    desk.change({ type: 'pause', until: desk.clock.wallNow() + 3600 * SECOND });
    await desk.clock.advance(60 * SECOND);
    desk.engine.suspend();
    desk.clock.stepWall(1800 * SECOND);
    desk.engine.wake();
    await desk.clock.advance(1739 * SECOND);
    expect(desk.prober.probes).toEqual([]);
    await desk.clock.advance(2 * SECOND);
    expect(desk.status('orders')).toBe('up');
  });

  it('is not called cut off while its network goes down and comes up again', async () => {
    const desk = await running(service({ loopback: false }));
    desk.engine.suspend();
    desk.outside = false;
    await desk.clock.advance(2 * SECOND);
    desk.clock.stepWall(3600 * SECOND);
    desk.engine.wake();
    await desk.clock.advance(3 * SECOND);
    desk.outside = true;
    await desk.clock.advance(10 * SECOND);
    expect([desk.told, desk.status('orders')]).toEqual([[], 'up']);
  });
});

it('a machine that may have slept and did not keeps its turns', async () => {
  const desk = new Desk(service()).start();
  await desk.clock.advance(10 * SECOND);
  desk.engine.wake();
  await desk.clock.advance(85 * SECOND);
  expect(desk.prober.probes.map(({ at }) => at)).toEqual([0, 30_000, 60_000, 90_000]);
});

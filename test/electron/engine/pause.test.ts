import { describe, expect, it } from 'vitest';
import { config, Desk } from '../../builders/engine.ts';
import { service } from '../../builders/service.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function overview(desk: Desk) {
  return desk.engine.dashboard.snapshot().overview;
}

/** Two services that are up, then a pause of ten minutes from the fifth second on. */
async function paused(...services: readonly ReturnType<typeof service>[]) {
  const desk = new Desk(...(services.length > 0 ? services : [service(), service({ id: 'stock' })]));
  const start = desk.clock.wallNow();
  desk.start();
  await desk.clock.advance(5 * SECOND);
  expect(desk.change({ type: 'pause', until: start + 605 * SECOND, comment: 'moving' })).toBeNull();
  desk.prober.probes.length = 0;
  return { desk, start };
}

describe('a pause', () => {
  it('ends probing at once and leaves every service unknown, for everyone to see', async () => {
    const { desk, start } = await paused();
    expect(overview(desk)).toMatchObject({
      overall: 'paused',
      headline: 'Monitoring is paused',
      counts: { unknown: 2 },
      pause: { at: start + 5 * SECOND, author: 'Ada', comment: 'moving', until: start + 605 * SECOND },
    });
    expect(desk.state.kept?.pause).toMatchObject({ author: 'Ada' });
    expect(desk.engine.dashboard.snapshot().services.map(({ message }) => message)).toEqual([
      'monitoring is paused',
      'monitoring is paused',
    ]);
    desk.events.length = 0;
    await desk.clock.advance(100);
    expect(desk.events).toMatchObject([{ type: 'changes', changes: { overview: { overall: 'paused' } } }]);
    await desk.clock.advance(599 * SECOND);
    expect(desk.prober.probes).toEqual([]);
  });

  it('voids the probes that are open', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'hang');
    desk.start();
    await desk.clock.advance(SECOND);
    desk.change({ type: 'pause', until: null });
    expect(desk.prober.open).toBe(0);
    await desk.clock.advance(60 * SECOND);
    const seen = desk.engine.dashboard.ask({ type: 'history', id: 'orders' });
    expect(seen.ok && seen.value.samples).toEqual([]);
  });

  it('is in the history while it lasts, and afterwards', async () => {
    const { desk, start } = await paused();
    await desk.clock.advance(60 * SECOND);
    expect(desk.gaps(start)).toEqual(['paused 5..65']);
    await desk.clock.advance(600 * SECOND);
    expect(desk.gaps(start)).toEqual(['paused 5..605']);
    expect(desk.engine.dashboard.ask({ type: 'service', id: 'orders' })).toMatchObject({
      value: { explanation: { why: 'answered in 20 ms' } },
    });
  });

  it('is explained', async () => {
    const { desk } = await paused();
    expect(desk.engine.dashboard.ask({ type: 'service', id: 'orders' })).toMatchObject({
      value: {
        explanation: {
          status: 'unknown',
          why: 'monitoring is paused',
          probing: 'not while monitoring is paused (normally every 30 s)',
        },
      },
    });
  });

  it('ends at its time with a round that starts gently', async () => {
    const { desk } = await paused();
    await desk.clock.advance(601 * SECOND);
    expect(desk.prober.probes.map(({ id, at }) => [id, at])).toEqual([
      ['orders', 605_000],
      ['stock', 605_052],
    ]);
    expect(overview(desk)).toMatchObject({ overall: 'up', pause: null });
    expect(desk.state.kept?.pause).toBeNull();
  });

  it('ends when somebody resumes; resuming again changes nothing', async () => {
    const { desk } = await paused();
    await desk.clock.advance(60 * SECOND);
    expect(desk.change({ type: 'resume' })).toBeNull();
    await desk.clock.advance(SECOND);
    expect([desk.change({ type: 'resume' }), overview(desk).overall]).toEqual([null, 'up']);
    await desk.clock.advance(10 * MINUTE);
    expect(desk.prober.probes.filter(({ id }) => id === 'stock')).toHaveLength(21);
  });

  it('may be replaced; both are in the history', async () => {
    const { desk, start } = await paused();
    await desk.clock.advance(60 * SECOND);
    desk.change({ type: 'pause', until: start + 100 * SECOND });
    await desk.clock.advance(60 * SECOND);
    expect(desk.gaps(start)).toEqual(['paused 5..65', 'paused 65..100']);
    expect(overview(desk).overall).toBe('up');
  });

  it('freezes holds, and tells nobody', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(22 * SECOND);
    desk.change({ type: 'pause', until: desk.clock.wallNow() + 10 * MINUTE });
    await desk.clock.advance(10 * MINUTE + 6 * SECOND);
    expect(desk.told).toEqual([]);
    await desk.clock.advance(6 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)']);
  });

  it('keeps what would be told in it until it is seen failing again', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(31 * SECOND);
    desk.prober.set('orders', 'up');
    await desk.clock.advance(60 * SECOND);
    desk.prober.set('orders', 'refused');
    await desk.clock.advance(110 * SECOND);
    expect(desk.told).toHaveLength(2);
    desk.change({ type: 'pause', until: desk.clock.wallNow() + 10 * MINUTE });
    await desk.clock.advance(9 * MINUTE);
    expect(desk.told).toHaveLength(2);
    const alerts = desk.engine.dashboard.ask({ type: 'alerts' });
    expect(alerts.ok && alerts.value.alerts[0]?.suppressed).toMatch(/^not told: monitoring was paused/);
    await desk.clock.advance(MINUTE + SECOND);
    expect(desk.toldTitles().slice(2)).toEqual(['orders is down (pause-over)']);
  });

  it('is not broken by a configuration that changes', async () => {
    const { desk } = await paused();
    desk.reload({ ok: true, value: config([service({ intervalMs: 5000 }), service({ id: 'new' })]) });
    await desk.clock.advance(60 * SECOND);
    expect(desk.prober.probes).toEqual([]);
    expect(desk.status('new')).toBe('unknown');
    desk.change({ type: 'resume' });
    await desk.clock.advance(SECOND);
    expect([desk.status('orders'), desk.status('new')]).toEqual(['up', 'up']);
  });

  it('leaves no room to probe by hand', async () => {
    const { desk } = await paused();
    expect(desk.change({ type: 'probe-now' })).toBe('monitoring is paused; resume it first');
    await desk.clock.advance(SECOND);
    expect(desk.prober.probes).toEqual([]);
  });

  it('asks nobody whether the machine is cut off, until it ends', async () => {
    const { desk } = await paused(service({ loopback: false }));
    desk.outside = false;
    await desk.clock.advance(60 * SECOND);
    expect([desk.told, overview(desk).overall]).toEqual([[], 'paused']);
    desk.change({ type: 'resume' });
    await desk.clock.advance(2 * SECOND);
    expect(overview(desk).overall).toBe('offline');
    expect(desk.toldTitles()).toEqual(['This machine is cut off from the network (notice)']);
  });

  it('outranks being cut off, and notices later that the network came back', async () => {
    const desk = new Desk(service({ loopback: false })).start();
    await desk.clock.advance(5 * SECOND);
    desk.outside = false;
    await desk.clock.advance(2 * SECOND);
    desk.change({ type: 'pause', until: null });
    expect(overview(desk).overall).toBe('paused');
    desk.outside = true;
    await desk.clock.advance(60 * SECOND);
    desk.change({ type: 'resume' });
    await desk.clock.advance(3 * SECOND);
    expect(overview(desk).overall).toBe('up');
  });
});

describe('a restart amid a pause', () => {
  it('stays paused, without a first round, until its end', async () => {
    const { desk, start } = await paused();
    await desk.clock.advance(60 * SECOND);
    await desk.crash(30 * SECOND);
    expect(overview(desk)).toMatchObject({ overall: 'paused', pause: { author: 'Ada' } });
    await desk.clock.advance(509 * SECOND);
    expect(desk.prober.probes).toEqual([]);
    await desk.clock.advance(2 * SECOND);
    expect(overview(desk).overall).toBe('up');
    expect(desk.gaps(start)).toEqual(['paused 5..605']);
  });

  it('counts what was observed before the pause once', async () => {
    const { desk, start } = await paused(service(), service({ id: 'stock', intervalMs: 3000 }));
    await desk.crash(30 * SECOND);
    await desk.clock.advance(5 * SECOND);
    const history = desk.engine.dashboard.ask({ type: 'history', id: 'orders' });
    // From the first sample, 20 ms after the start, to the pause five seconds after it.
    expect(history.ok && history.value.total.upMs).toBe(4980);
    expect(desk.gaps(start)).toEqual(['paused 5..40']);
  });

  it('finds it over when its end has passed meanwhile', async () => {
    const { desk, start } = await paused();
    await desk.crash(700 * SECOND);
    expect(overview(desk)).toMatchObject({ overall: 'unknown', pause: null });
    await desk.clock.advance(SECOND);
    expect(overview(desk)).toMatchObject({ overall: 'up', pause: null });
    expect(desk.gaps(start)).toEqual(['paused 5..605', 'stopped 605..705']);
    await desk.crash(SECOND);
    expect(desk.gaps(start).slice(0, 2)).toEqual(['paused 5..605', 'stopped 605..705']);
  });

  it('without an end takes up nothing by itself', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(5 * SECOND);
    desk.change({ type: 'pause', until: null });
    desk.prober.probes.length = 0;
    await desk.crash(86_400 * SECOND);
    await desk.clock.advance(3600 * SECOND);
    expect([desk.prober.probes, overview(desk).overall]).toEqual([[], 'paused']);
  });

  it('with the clock set back lasts as long as was meant', async () => {
    const { desk } = await paused();
    desk.clock.stepWall(-86_400 * SECOND);
    await desk.crash(0);
    await desk.clock.advance(599 * SECOND);
    expect(overview(desk).overall).toBe('paused');
    await desk.clock.advance(2 * SECOND);
    expect(overview(desk).overall).toBe('up');
  });
});

describe('a machine that sleeps amid a pause', () => {
  it('is still paused afterwards', async () => {
    const { desk, start } = await paused();
    desk.clock.freeze(60 * SECOND);
    await desk.clock.advance(30 * SECOND);
    expect([desk.prober.probes, overview(desk).overall]).toEqual([[], 'paused']);
    expect(desk.gaps(start)).toEqual(['paused 5..95']);
  });

  it('beyond its end was asleep from there on', async () => {
    const { desk, start } = await paused();
    desk.clock.freeze(700 * SECOND);
    await desk.clock.advance(SECOND);
    expect(desk.prober.probes).toEqual([]);
    await desk.clock.advance(10 * SECOND);
    expect(overview(desk).overall).toBe('up');
    expect(desk.gaps(start)).toEqual(['paused 5..605', 'frozen 605..705']);
  });
});

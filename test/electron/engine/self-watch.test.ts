import { describe, expect, it } from 'vitest';
import { MemoryHistory } from '../../fakes/memory-history.ts';
import { Desk } from '../../builders/engine.ts';
import { service } from '../../builders/service.ts';

const SECOND = 1000;

/** Two services; one result is due every 2 s, so that silence of 5 s is explained. */
async function running(): Promise<Desk> {
  const quick = { intervalMs: 2 * SECOND, timeoutMs: SECOND };
  const desk = new Desk(
    service({ id: 'orders', ...quick }),
    service({ id: 'billing', intervalMs: 3600 * SECOND }),
  );
  desk.start();
  await desk.clock.advance(5 * SECOND);
  desk.events.length = 0;
  return desk;
}

/** What clients were told last, without asking. */
function published(desk: Desk) {
  const changes = desk.events.flatMap((event) => (event.type === 'changes' ? [event.changes] : []));
  return {
    overall: changes.at(-1)?.overview.overall,
    orders: changes.flatMap(({ services }) => services).findLast(({ id }) => id === 'orders')?.status,
    notices: changes.findLast(({ notices }) => notices !== undefined)?.notices?.map(({ id }) => id),
  };
}

describe('an engine that brings no results', () => {
  it('says stale when its probes never end, without being asked', async () => {
    const desk = await running();
    for (const id of ['orders', 'billing']) desk.prober.set(id, 'never');
    await desk.clock.advance(4 * SECOND);
    expect(desk.engine.dashboard.health().status).toBe('pass');
    await desk.clock.advance(4 * SECOND);
    expect(published(desk)).toEqual({
      overall: 'stale',
      orders: 'unknown',
      notices: ['stale', 'unjudged'],
    });
    expect(desk.engine.dashboard.health()).toMatchObject({
      status: 'fail',
      concerns: [
        /^no probe result for \d s, and none should take longer than 5 s$/,
        /^1 service without a usable result for \d s: /,
      ].map((words) => expect.stringMatching(words)),
    });
    const { overview } = desk.engine.dashboard.snapshot();
    expect(overview).toMatchObject({ overall: 'stale', counts: { up: 1, unknown: 1 } });
  });

  it('is not stale when they end, but to nothing: the services are not seen, the engine runs', async () => {
    const desk = await running();
    for (const id of ['orders', 'billing']) desk.prober.set(id, 'void');
    await desk.clock.advance(60 * SECOND);
    expect(desk.engine.dashboard.health().status).toBe('warn');
    expect(published(desk)).toEqual({ overall: 'unknown', orders: 'unknown', notices: ['unjudged'] });
  });

  it('probes all anew once, and not again and again when that does not help', async () => {
    const desk = await running();
    desk.prober.set('orders', 'never');
    desk.prober.probes.length = 0;
    await desk.clock.advance(60 * SECOND);
    expect(desk.prober.probes.map(({ id }) => id)).toEqual(['orders', 'orders', 'billing']);
    expect(desk.engine.dashboard.snapshot().overview.overall).toBe('stale');
  });

  it('begins probing anew, and is well when that helped', async () => {
    const desk = await running();
    desk.prober.set('orders', 'never');
    await desk.clock.advance(4 * SECOND);
    desk.prober.set('orders', 'up');
    await desk.clock.advance(4 * SECOND);
    expect(desk.log.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['no probe results come', 'probe results come again']),
    );
    expect(published(desk)).toMatchObject({ overall: 'up', orders: 'up' });
    expect(desk.engine.dashboard.snapshot().notices).toEqual([]);
    expect(desk.engine.dashboard.health()).toMatchObject({ status: 'pass', concerns: [] });
  });

  it('is not stale while somebody wants none, nor because of that afterwards', async () => {
    const desk = await running();
    desk.change({ type: 'pause', until: null });
    await desk.clock.advance(60 * SECOND);
    expect(desk.engine.dashboard.snapshot().overview.overall).toBe('paused');
    expect(desk.engine.dashboard.health()).toMatchObject({
      status: 'pass',
      probing: { longestSilenceMs: null },
    });
    desk.change({ type: 'resume' });
    await desk.clock.advance(SECOND);
    expect(desk.engine.dashboard.health()).toMatchObject({
      status: 'pass',
      probing: { longestSilenceMs: 5000 },
    });
    expect(desk.log.map(({ event }) => event)).not.toContain('no probe results come');
  });

  it('is not stale because the machine slept', async () => {
    const desk = await running();
    desk.clock.freeze(3600 * SECOND);
    await desk.clock.advance(8 * SECOND);
    expect(desk.log.map(({ event }) => event)).not.toContain('no probe results come');
    const { status, probing, loop } = desk.engine.dashboard.health();
    expect([status, probing.starts.worstMs, loop.worstMs]).toEqual(['pass', 0, 0]);
  });

  it('is not stale without services', async () => {
    const desk = new Desk().start();
    await desk.clock.advance(3600 * SECOND);
    expect(desk.engine.dashboard.health()).toMatchObject({
      status: 'pass',
      probing: { longestSilenceMs: null },
    });
  });
});

describe('the engine measures', () => {
  it('how late probes start and how long the loop was held, and forgets it after five minutes', async () => {
    const desk = await running();
    desk.clock.freeze(2500);
    await desk.clock.advance(SECOND);
    const { probing, loop } = desk.engine.dashboard.health();
    expect(probing.starts).toMatchObject({ late: 1 });
    expect(probing.starts.worstMs).toBeGreaterThan(1000);
    expect(loop).toMatchObject({ late: 1, worstMs: 1500 });
    await desk.clock.advance(360 * SECOND);
    expect(desk.engine.dashboard.health().loop).toMatchObject({ late: 0, worstMs: 0 });
  });

  it('since when storage fails, and what waits', async () => {
    const desk = await running();
    const since = desk.clock.wallNow();
    if (desk.history instanceof MemoryHistory) desk.history.fault = 'the disk is full';
    desk.state.failing = true;
    desk.change({ type: 'silence', service: 'orders', until: since + 3600 * SECOND });
    await desk.clock.advance(10 * SECOND);
    const { status, storage } = desk.engine.dashboard.health();
    expect([status, storage.stateFailingSince]).toEqual(['warn', since]);
    expect(storage.historyFailingSince).toBeLessThan(since + 4 * SECOND);
    expect(storage.waiting).toBeGreaterThan(3);
    if (desk.history instanceof MemoryHistory) desk.history.fault = null;
    desk.state.failing = false;
    desk.change({ type: 'unsilence', service: 'orders' });
    await desk.clock.advance(SECOND);
    expect(desk.engine.dashboard.health()).toMatchObject({
      status: 'pass',
      storage: { historyFailingSince: null, stateFailingSince: null },
    });
  });

  it('what waits for a notifier, and how it failed last', async () => {
    const desk = await running();
    desk.delivery = 'hangs';
    desk.prober.set('orders', 'refused');
    await desk.clock.advance(40 * SECOND);
    const notifier = () => desk.engine.dashboard.health().notifiers[0];
    expect(notifier()).toEqual({ name: 'test', waiting: 1, failing: false, lastFailure: null });
    await desk.clock.advance(10 * SECOND);
    expect(notifier()).toMatchObject({
      waiting: 0,
      failing: true,
      lastFailure: { message: 'no outcome in time' },
    });
    desk.delivery = 'ok';
    desk.prober.set('orders', 'up');
    await desk.clock.advance(20 * SECOND);
    expect(notifier()).toMatchObject({ failing: false, lastFailure: { message: 'no outcome in time' } });
  });
});

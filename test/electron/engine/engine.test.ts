import { describe, expect, it } from 'vitest';
import { config, Desk } from '../../builders/engine.ts';
import { rule, service, serviceId } from '../../builders/service.ts';

const SECOND = 1000;

describe('an outage', () => {
  it('is noticed, confirmed, told, and its end is told', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(20 * SECOND);
    expect(desk.status('orders')).toBe('up');
    desk.prober.set('orders', 'refused');
    await desk.clock.advance(20 * SECOND);
    expect(desk.status('orders')).toBe('down');
    expect(desk.told).toEqual([]);
    await desk.clock.advance(30 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)']);
    desk.prober.set('orders', 'up');
    await desk.clock.advance(70 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)', 'orders is up again (resolved)']);
    const incidents = desk.engine.dashboard.ask({ type: 'incidents' });
    expect(incidents.ok && incidents.value.incidents).toMatchObject([
      {
        service: 'orders',
        cause: 'refused',
        alerts: ['service-down'],
        resolvedAt: expect.any(Number) as number,
      },
    ]);
  });

  it('is confirmed every five seconds, once more just before the hold ends, then probed as ever', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(95 * SECOND);
    const seconds = desk.prober.probes.map(({ at }) => Math.round(at / 100) / 10);
    expect(seconds).toEqual([0, 5, 10, 15, 20, 25, 29, 30, 60, 90]);
  });

  it('of a hanging service is told at the end of its hold, though a probe is still open', async () => {
    const desk = new Desk(service({ timeoutMs: 12_000 }));
    desk.prober.set('orders', 'hang');
    desk.start();
    const begun = desk.clock.wallNow();
    await desk.clock.advance(60 * SECOND);
    // The first timeout is known after 12 s; the hold of 30 s ends at 42 s.
    expect(desk.told.map(({ at }) => at - begun)).toEqual([42 * SECOND]);
  });

  it('of a service that flaps with every probe is one incident of which nobody is told, with every sample on record', async () => {
    const desk = new Desk(service({ intervalMs: 5000, timeoutMs: 4000 })).start();
    await desk.clock.advance(2 * SECOND);
    const begun = desk.clock.wallNow();
    const outcomes = Array.from({ length: 720 }, (_, index) => (index % 2 === 0 ? 'up' : 'refused'));
    for (const outcome of outcomes) {
      desk.prober.set('orders', outcome);
      await desk.clock.advance(5 * SECOND);
    }
    expect(desk.told).toEqual([]);
    const samples = desk.history.samples(service().id, begun, desk.clock.wallNow(), 1000);
    expect(samples.map(({ cause }) => cause ?? 'up')).toEqual(outcomes);
    const incidents = desk.engine.dashboard.ask({ type: 'incidents' });
    expect(incidents.ok && incidents.value.incidents).toHaveLength(1);
  });

  it('of a service beyond a dependency is told only of the dependency', async () => {
    const desk = new Desk(service({ id: 'database' }), service({ dependsOn: ['database'] }));
    desk.prober.set('database', 'refused');
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(60 * SECOND);
    expect(desk.toldTitles()).toEqual(['database is down (fired)']);
    const alerts = desk.engine.dashboard.ask({ type: 'alerts' });
    expect(alerts.ok && alerts.value.alerts.map(({ service: id, suppressed }) => [id, suppressed])).toEqual([
      ['database', null],
      ['orders', 'not told: it depends on database, which has a firing alert'],
    ]);
  });
});

describe('a service that depends on another, and is probed seldom', () => {
  const SELDOM = { intervalMs: 600 * SECOND };
  const failing = async (...services: readonly ReturnType<typeof service>[]) => {
    const desk = new Desk(...services);
    for (const { id } of services) desk.prober.set(id, 'refused');
    desk.start();
    await desk.clock.advance(60 * SECOND);
    return desk;
  };

  it('is told of one interval after the other is well again, though it learnt of it from a reload', async () => {
    const alone = new Desk(service({ id: 'database' }), service(SELDOM)).start();
    await alone.clock.advance(SECOND);
    alone.reload({
      ok: true,
      value: config([service({ id: 'database' }), service({ ...SELDOM, dependsOn: ['database'] })]),
    });
    for (const id of ['database', 'orders']) alone.prober.set(id, 'refused');
    alone.change({ type: 'probe-now' });
    await alone.clock.advance(60 * SECOND);
    expect(alone.toldTitles()).toEqual(['database is down (fired)']);
    alone.prober.set('database', 'up');
    await alone.clock.advance(70 * SECOND);
    expect(alone.toldTitles().slice(1)).toEqual(['database is up again (resolved)']);
    await alone.clock.advance(600 * SECOND);
    expect(alone.toldTitles().slice(2)).toEqual(['orders is down (dependency-resolved)']);
  });

  it('is probed as soon as what depends on it begins to fail, so that the cause is told and told first', async () => {
    const desk = new Desk(
      service({ dependsOn: ['database'] }),
      service({ ...SELDOM, id: 'database' }),
    ).start();
    await desk.clock.advance(10 * SECOND);
    for (const id of ['database', 'orders']) desk.prober.set(id, 'refused');
    await desk.clock.advance(90 * SECOND);
    expect(desk.toldTitles()).toEqual(['database is down (fired)']);
  });

  it('is told of as soon as it depends on the other no more', async () => {
    const database = service({ id: 'database' });
    const desk = await failing(database, service({ ...SELDOM, dependsOn: ['database'] }));
    desk.reload({ ok: true, value: config([database, service(SELDOM)]) });
    await desk.clock.advance(100);
    expect(desk.toldTitles()).toEqual(['database is down (fired)', 'orders is down (dependency-resolved)']);
  });
});

describe('what pages hear', () => {
  const delays = (desk: Desk) =>
    desk.events.flatMap((event) =>
      event.type === 'changes'
        ? event.changes.services.map(({ status, at }) => [status, event.changes.at - (at ?? 0)])
        : [],
    );

  it('of a change comes at once, of more of the same a little later', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(10 * SECOND);
    desk.events.length = 0;
    await desk.clock.advance(30 * SECOND);
    desk.prober.set('orders', 'refused');
    await desk.clock.advance(30 * SECOND);
    expect(delays(desk).slice(0, 2)).toEqual([
      ['up', 200],
      ['down', 10],
    ]);
  });

  it('names the alerts when one of them is another, and only then', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(10 * SECOND);
    desk.prober.set('orders', 'refused');
    desk.events.length = 0;
    await desk.clock.advance(90 * SECOND);
    const named = desk.events.flatMap((event) =>
      event.type === 'changes' && event.changes.alerts !== undefined
        ? [
            Object.values(event.changes.alerts)
              .flat()
              .map(({ state }) => state)
              .join(),
          ]
        : [],
    );
    expect(named).toEqual(['pending', 'firing']);
  });

  it('names no alert again because something else was measured, and none of another service', async () => {
    const slow = rule({ condition: { kind: 'degraded' } });
    const desk = new Desk(service(), service({ id: 'billing', rules: [slow] })).start();
    await desk.clock.advance(10 * SECOND);
    desk.prober.set('orders', 'refused');
    await desk.clock.advance(90 * SECOND);
    desk.events.length = 0;
    for (const latencyMs of [2100, 2200, 2300, 2400]) {
      desk.prober.set('billing', 'slow', latencyMs);
      await desk.clock.advance(30 * SECOND);
    }
    const named = desk.events.flatMap((event) =>
      event.type === 'changes' ? Object.keys(event.changes.alerts ?? {}) : [],
    );
    expect([...new Set(named)]).toEqual(['billing']);
    expect(named.length).toBeLessThanOrEqual(3);
  });
});

describe('a restart', () => {
  it('amid a firing alert tells nothing again, and still tells the end', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(40 * SECOND);
    await desk.crash(3 * SECOND);
    await desk.clock.advance(120 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)']);
    desk.prober.set('orders', 'up');
    await desk.clock.advance(90 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)', 'orders is up again (resolved)']);
    // Nothing is left to remember once the cooldown is over.
    await desk.clock.advance(600 * SECOND);
    expect(desk.state.kept?.services).toEqual([]);
  });

  it.each(['up', 'refused'] as const)('begins no status anew: %s', async (outcome) => {
    const desk = new Desk(service());
    desk.prober.set('orders', outcome);
    desk.start();
    const begun = desk.clock.wallNow();
    await desk.clock.advance(100 * SECOND);
    await desk.crash(720 * SECOND);
    await desk.clock.advance(40 * SECOND);
    const [view] = desk.engine.dashboard.snapshot().services;
    expect([view?.status, (view?.since ?? 0) - begun < SECOND]).toEqual([
      outcome === 'up' ? 'up' : 'down',
      true,
    ]);
    expect(Math.round((view?.unobservedMs ?? 0) / 60_000)).toBe(12);
  });

  it('amid a hold goes on with it; the time in between does not count', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(22 * SECOND);
    await desk.crash(600 * SECOND);
    expect(desk.told).toEqual([]);
    await desk.clock.advance(6 * SECOND);
    expect(desk.told).toEqual([]);
    await desk.clock.advance(6 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)']);
  });

  it('between intent and delivery shows the delivery as unknown and does not repeat it', async () => {
    const desk = new Desk(service());
    desk.delivery = 'hangs';
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(31 * SECOND);
    expect(desk.state.kept?.outbox).toHaveLength(1);
    desk.delivery = 'ok';
    await desk.crash();
    await desk.clock.advance(120 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)']);
    const told = desk.engine.dashboard.ask({ type: 'notifications' });
    expect(told.ok && told.value.notifications.map(({ delivered }) => delivered)).toEqual(['unknown']);
  });

  it('with the state document lost takes the open incident for what was told', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(40 * SECOND);
    desk.state.lose();
    await desk.crash();
    await desk.clock.advance(120 * SECOND);
    desk.prober.set('orders', 'up');
    await desk.clock.advance(90 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)', 'orders is up again (resolved)']);
  });

  it('after the network was away counts what was observed of a service on this machine', async () => {
    const desk = new Desk(
      service({ rules: [rule({ holdMs: 60_000 })] }),
      service({ id: 'far', loopback: false, intervalMs: 5000 }),
    );
    desk.prober.set('orders', 'refused');
    desk.start();
    const begun = desk.clock.wallNow();
    await desk.clock.advance(2 * SECOND);
    desk.outside = false;
    await desk.clock.advance(40 * SECOND);
    desk.outside = true;
    // Before the next sample of the service on this machine.
    await desk.clock.advance(2 * SECOND);
    await desk.crash(SECOND);
    await desk.clock.advance(60 * SECOND);
    const told = desk.told.filter(({ title }) => title === 'orders is down');
    // The hold, and no more than the few seconds around the crash that nobody observed.
    expect(told.map(({ at }) => at - begun < 70 * SECOND)).toEqual([true]);
  });

  it('with the clock set back by a day in between resolves in time, and no span is negative', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(40 * SECOND);
    desk.prober.set('orders', 'up');
    await desk.clock.advance(25 * SECOND);
    desk.clock.stepWall(-86_400 * SECOND);
    await desk.crash(SECOND);
    await desk.clock.advance(120 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)', 'orders is up again (resolved)']);
    const incidents = desk.engine.dashboard.ask({ type: 'incidents' });
    const [{ startedAt, resolvedAt } = { startedAt: 0, resolvedAt: null }] = incidents.ok
      ? incidents.value.incidents
      : [];
    expect((resolvedAt ?? -1) - startedAt).toBeGreaterThanOrEqual(0);
  });

  it('after the service recovered meanwhile tells the end once', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(40 * SECOND);
    desk.prober.set('orders', 'up');
    await desk.crash(300 * SECOND);
    await desk.clock.advance(60 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)', 'orders is up again (resolved)']);
  });
});

describe('a process that was stopped', () => {
  it('voids open probes, shows the gap and starts a round gently', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'hang');
    desk.start();
    await desk.clock.advance(2 * SECOND);
    desk.prober.set('orders', 'up');
    desk.clock.freeze(60 * SECOND);
    await desk.clock.advance(SECOND);
    expect(desk.status('orders')).toBe('unknown');
    await desk.clock.advance(10 * SECOND);
    expect(desk.status('orders')).toBe('up');
    const seen = desk.engine.dashboard.ask({ type: 'history', id: 'orders' });
    expect(seen.ok && seen.value.samples.map(({ status }) => status)).toEqual(['up']);
    expect(seen.ok && seen.value.gaps).toMatchObject([{ reason: 'frozen' }]);
    expect(desk.told).toEqual([]);
  });

  it('freezes holds for as long', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(20 * SECOND);
    desk.clock.freeze(3600 * SECOND);
    await desk.clock.advance(10 * SECOND);
    expect(desk.told).toEqual([]);
    await desk.clock.advance(15 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)']);
  });

  it('is recognised when only the wall clock went on, as after a sleep on Linux', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(2 * SECOND);
    desk.clock.stepWall(3_600 * SECOND);
    await desk.clock.advance(1 * SECOND);
    expect(desk.status('orders')).toBe('unknown');
    await desk.clock.advance(10 * SECOND);
    expect(desk.status('orders')).toBe('up');
  });
});

describe('a clock that is set back', () => {
  it('changes neither intervals nor the order of history, and is said', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(40 * SECOND);
    desk.clock.stepWall(-86_400 * SECOND);
    await desk.clock.advance(60 * SECOND);
    const seconds = desk.prober.probes.map(({ at }) => Math.round(at / 1000));
    expect(seconds).toEqual([0, 30, 60, 90]);
    const { notices, services } = desk.engine.dashboard.snapshot();
    expect(notices.map(({ id }) => id)).toEqual(['clock']);
    expect(services[0]?.status).toBe('up');
  });
});

describe('a configuration that changes', () => {
  it('leaves no probe of the old settings to speak for the new ones', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'hang');
    desk.start();
    await desk.clock.advance(SECOND);
    desk.prober.set('orders', 'up');
    const moved = service({ probe: { kind: 'tcp', host: '127.0.0.1', port: 8001 } });
    desk.reload({ ok: true, value: config([moved]) });
    await desk.clock.advance(20 * SECOND);
    expect([desk.status('orders'), desk.prober.mostOpen]).toEqual(['up', 1]);
    const seen = desk.engine.dashboard.ask({ type: 'history', id: 'orders' });
    expect(seen.ok && seen.value.samples.map(({ status }) => status)).toEqual(['up']);
  });

  it('keeps what is known of the services that stay', async () => {
    const desk = new Desk(service(), service({ id: 'stock' })).start();
    await desk.clock.advance(5 * SECOND);
    const before = desk.events.length;
    desk.reload({ ok: true, value: config([service({ name: 'Orders' }), service({ id: 'new' })]) });
    expect(
      desk.engine.dashboard.snapshot().services.map(({ id, name, status }) => [id, name, status]),
    ).toEqual([
      ['orders', 'Orders', 'up'],
      ['new', 'new', 'unknown'],
    ]);
    await desk.clock.advance(SECOND);
    expect(desk.status('new')).toBe('up');
    expect(desk.events[before]?.type).toBe('snapshot');
  });

  it('ends the alerts and the incident of a service that goes, and tells so if they were told', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(40 * SECOND);
    desk.reload({ ok: true, value: config([]) });
    await desk.clock.advance(2 * SECOND);
    expect(desk.toldTitles().at(-1)).toMatch(/resolved/);
    expect(desk.state.kept?.services).toEqual([]);
    const incidents = desk.engine.dashboard.ask({ type: 'incidents' });
    expect(incidents.ok && incidents.value.incidents[0]?.resolvedAt).not.toBeNull();
    // What was to be decided about it in time is of no interest any more.
    const heard = desk.events.length;
    await desk.clock.advance(600 * SECOND);
    expect(desk.events.slice(heard).filter(({ type }) => type !== 'heartbeat')).toEqual([]);
  });

  it('that is bad leaves the last good one running and says so', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(5 * SECOND);
    const fault = {
      file: 'bellwether.yaml',
      line: 3,
      column: 5,
      path: 'services[0].interval',
      message: 'expected a duration, got "hunter2"',
    };
    desk.reload({ ok: false, error: [fault] });
    await desk.clock.advance(40 * SECOND);
    expect(desk.status('orders')).toBe('up');
    expect(desk.engine.dashboard.snapshot().notices).toMatchObject([
      { id: 'config', severity: 'error', message: expect.stringContaining('bellwether.yaml:3:5') as string },
    ]);
    expect(JSON.stringify(desk.engine.dashboard.snapshot())).not.toContain('hunter2');
    desk.reload({ ok: true, value: config([service()]) });
    expect(desk.engine.dashboard.snapshot().notices).toEqual([]);
  });
});

describe('polling', () => {
  it('starts a round at once, spread, then spreads the fleet over the interval', async () => {
    const fleet = Array.from({ length: 30 }, (_, index) => service({ id: `s${index}` }));
    const desk = new Desk(...fleet).start();
    await desk.clock.advance(3 * SECOND);
    const first = desk.prober.probes.filter(({ at }) => at < 1560);
    expect(first.slice(0, 3).map(({ at }) => at)).toEqual([0, 52, 104]);
    expect(new Set(first.map(({ id }) => id)).size).toBe(30);
    await desk.clock.advance(60 * SECOND);
    const later = desk.prober.probes.filter(({ at }) => at >= 31_000 && at < 61_000);
    expect(later).toHaveLength(30);
    expect(Math.max(...later.map(({ at }, index) => at - (later[index - 1]?.at ?? at)))).toBeLessThanOrEqual(
      1000,
    );
  });

  it('never overlaps probes of one service and counts the turns it skipped', async () => {
    const desk = new Desk(service({ intervalMs: 2000, timeoutMs: 5000, rules: [] }));
    desk.prober.set('orders', 'hang');
    desk.start();
    await desk.clock.advance(30 * SECOND);
    expect(desk.prober.mostOpen).toBe(1);
    expect(desk.engine.dashboard.snapshot().services[0]?.skippedTurns).toBe(10);
  });

  it('bounds the probes that are open at one time', async () => {
    const fleet = Array.from({ length: 400 }, (_, index) => service({ id: `s${index}`, intervalMs: 10_000 }));
    const desk = new Desk(...fleet);
    for (const { id } of fleet) desk.prober.set(id, 'hang');
    desk.start();
    await desk.clock.advance(30 * SECOND);
    expect(desk.prober.mostOpen).toBe(256);
    expect(new Set(desk.prober.probes.map(({ id }) => id)).size).toBe(400);
  });

  it('takes a void result for no sample', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'void');
    desk.start();
    await desk.clock.advance(60 * SECOND);
    expect(desk.status('orders')).toBe('unknown');
  });

  it('shows a service whose samples have lapsed as unknown', async () => {
    const desk = new Desk(service({ timeoutMs: 5000 })).start();
    await desk.clock.advance(SECOND);
    desk.prober.set('orders', 'void');
    await desk.clock.advance(34 * SECOND);
    expect(desk.status('orders')).toBe('up');
    await desk.clock.advance(2 * SECOND);
    expect(desk.status('orders')).toBe('unknown');
  });
});

describe('trouble of our own', () => {
  it("in one turn of a service ends neither its polling nor anybody else's", async () => {
    const desk = new Desk(service(), service({ id: 'stock' }));
    desk.prober.set('orders', 'refused');
    const save = desk.state.save.bind(desk.state);
    let broken = true;
    desk.state.save = (state) => {
      if (broken && state.services.length > 0) {
        broken = false;
        throw new Error('a defect');
      }
      return save(state);
    };
    desk.start();
    await desk.clock.advance(95 * SECOND);
    const of = (id: string) => desk.prober.probes.filter((probe) => probe.id === id).length;
    expect([broken, of('orders') >= 4, of('stock')]).toEqual([false, true, 4]);
    expect(desk.engine.dashboard.snapshot().notices.map(({ id }) => id)).toEqual(['defect']);
  });

  it('in a notifier that throws is a failed delivery, and the next one is attempted', async () => {
    const desk = new Desk(service());
    desk.delivery = 'throws';
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(40 * SECOND);
    desk.prober.set('orders', 'up');
    await desk.clock.advance(90 * SECOND);
    expect(desk.told).toHaveLength(2);
    const asked = desk.engine.dashboard.ask({ type: 'notifications' });
    expect(asked.ok && asked.value.notifications.map(({ delivered }) => delivered)).toEqual([false, false]);
    // The log names service, rule and notifier in the same fields everywhere: it is searched by them.
    const named = { service: 'orders', rule: 'service-down' };
    expect(desk.log).toContainEqual({
      event: 'notification decision',
      fields: { ...named, decision: 'fired' },
    });
    expect(desk.log).toContainEqual({
      event: 'notification not delivered',
      fields: expect.objectContaining({ ...named, notifier: 'test' }),
    });
    const keys = new Set(desk.log.flatMap(({ fields }) => Object.keys(fields)));
    expect([...keys].filter((key) => /^(service|rule|notifier)./i.test(key))).toEqual([]);
  });
});

describe('storage that fails', () => {
  it('stops neither judging nor telling, and says so', async () => {
    const desk = new Desk(service());
    desk.state.failing = true;
    const { history } = desk;
    const append = history.append.bind(history);
    history.append = () => ({ ok: false, error: { message: 'the disk is full' } });
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(40 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)']);
    expect(desk.engine.dashboard.snapshot().notices.map(({ id }) => id)).toEqual(['state', 'history']);
    desk.state.failing = false;
    history.append = append;
    desk.prober.set('orders', 'up');
    await desk.clock.advance(60 * SECOND);
    expect(desk.engine.dashboard.snapshot().notices).toEqual([]);
    const seen = desk.engine.dashboard.ask({ type: 'history', id: 'orders' });
    expect(seen.ok && seen.value.samples[0]?.status).toBe('down');
  });

  it('is tried again once a second, and at the end; the log says once that it failed and once that it does no more', async () => {
    const fleet = Array.from({ length: 50 }, (_, index) => service({ id: `s${index}`, intervalMs: 1000 }));
    const desk = new Desk(...fleet);
    let tries = 0;
    const save = desk.state.save.bind(desk.state);
    desk.state.save = (state) => {
      tries += 1;
      return save(state);
    };
    desk.start();
    await desk.clock.advance(5 * SECOND);
    desk.state.failing = true;
    desk.prober.set('s7', 'refused');
    await desk.clock.advance(60 * SECOND);
    const before = tries;
    await desk.clock.advance(10 * SECOND);
    expect([tries - before > 5, tries - before <= 10]).toEqual([true, true]);
    desk.state.failing = false;
    const stopped = desk.engine.stop();
    await desk.clock.advance(0);
    await stopped;
    expect(desk.state.kept?.services).toMatchObject([{ serviceId: 's7' }]);
    expect(desk.log.map(({ event }) => event).filter((event) => event.startsWith('state '))).toEqual([
      'state cannot be saved',
      'state is saved again',
    ]);
  });

  it('is tried again also during a pause, in which nothing else happens', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(5 * SECOND);
    desk.state.failing = true;
    desk.change({ type: 'pause', until: null });
    await desk.clock.advance(5 * SECOND);
    desk.state.failing = false;
    await desk.clock.advance(2 * SECOND);
    expect(desk.state.kept?.pause).toMatchObject({ author: 'Ada' });
    expect(desk.engine.dashboard.snapshot().notices).toEqual([]);
  });

  it('is not written for every sample', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(600 * SECOND);
    // At the start, and when it is known since when it is up.
    expect(desk.state.saves).toBe(2);
  });
});

describe('a client', () => {
  it('that applies every change holds what a fresh snapshot says', async () => {
    const desk = new Desk(service(), service({ id: 'stock' })).start();
    const first = desk.engine.dashboard.snapshot();
    desk.prober.set('stock', 'refused');
    await desk.clock.advance(65_100);
    const revisions = desk.events.flatMap((event) =>
      event.type === 'changes' ? [event.changes.revision] : [],
    );
    expect(revisions).toEqual(revisions.map((_, index) => first.revision + 1 + index));
    const services = new Map(first.services.map((view) => [view.id, view]));
    for (const event of desk.events) {
      if (event.type === 'changes') for (const view of event.changes.services) services.set(view.id, view);
    }
    expect([...services.values()]).toEqual(desk.engine.dashboard.snapshot().services);
  });

  it('hears of what was told', async () => {
    const desk = new Desk(service({ rules: [rule({ holdMs: 0 })] }));
    desk.prober.set('orders', 'refused');
    desk.start();
    await desk.clock.advance(10 * SECOND);
    const heard = desk.events.flatMap((event) =>
      event.type === 'changes' ? (event.changes.notifications ?? []) : [],
    );
    expect(heard).toMatchObject([{ title: 'orders is down', notifier: 'test', delivered: true }]);
  });

  it('gets a heartbeat in quiet times', async () => {
    const desk = new Desk(service({ intervalMs: 3_600_000 })).start();
    await desk.clock.advance(60 * SECOND);
    expect(desk.events.filter(({ type }) => type === 'heartbeat')).toHaveLength(4);
  });
});

it('stops: open probes are aborted, no timer is left', async () => {
  const desk = new Desk(service());
  desk.prober.set('orders', 'hang');
  desk.start();
  await desk.clock.advance(SECOND);
  const stopped = desk.engine.stop();
  await desk.clock.advance(0);
  await stopped;
  expect([desk.prober.open, desk.clock.pendingTimers]).toEqual([0, 0]);
});

describe('a state document that another hand removes while the monitor runs', () => {
  it('is written anew within seconds though nothing happens, and that is told', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(12 * SECOND);
    const before = desk.state.kept;
    desk.state.lose();
    await desk.clock.advance(11 * SECOND);
    expect(desk.state.kept).toEqual(before);
    expect(desk.engine.dashboard.snapshot().notices).toMatchObject([
      { id: 'state-written-anew', severity: 'warning' },
    ]);
  });
});

describe('a wall clock that jumps ahead by years for some seconds', () => {
  it('deletes nothing, dates nothing wrongly, and is told', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(20 * 60 * SECOND);
    const begun = desk.clock.wallNow();
    const before = desk.history.lastSamples(serviceId('orders'), 1000, begun);
    desk.prober.set('orders', 'refused');
    desk.clock.setWall(3 * 365 * 86_400 * SECOND);
    await desk.clock.advance(60 * SECOND);
    desk.clock.setWall(-3 * 365 * 86_400 * SECOND);
    await desk.clock.advance(1800 * SECOND);
    expect(desk.history.lastSamples(serviceId('orders'), 1000, begun)).toEqual(before);
    const later = desk.history.samples(serviceId('orders'), begun, Number.MAX_SAFE_INTEGER, 1000);
    expect(later.length).toBeGreaterThan(50);
    expect(Math.max(...later.map(({ at }) => at))).toBeLessThanOrEqual(desk.clock.wallNow());
    expect(desk.toldTitles()).toEqual(['orders is down (fired)']);
    expect(desk.engine.dashboard.snapshot().notices).toMatchObject([
      { id: 'clock-set', message: expect.stringMatching(/set ahead by 1095 d.*nothing old is deleted/) },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { config, Desk } from '../../builders/engine.ts';
import { service } from '../../builders/service.ts';
import { ok } from '../../../shared/lib/result.ts';
import type { Service } from '../../../shared/domain/service.ts';

const SECOND = 1000;
const MINUTE = 60_000;
const VOID = 'no socket left';

/** All of them were up once; then nothing comes of the probes of `blind`. */
async function blindTo(services: readonly Service[], blind = services.map(({ id }) => id as string)) {
  const desk = new Desk(...services).start();
  await desk.clock.advance(SECOND);
  for (const id of blind) desk.prober.set(id, 'void');
  return desk;
}

const cannot = (desk: Desk) =>
  desk.told.flatMap(({ title, body }) => (title.includes('cannot be judged') ? [{ title, body }] : []));
const notice = (desk: Desk) =>
  desk.engine.dashboard.snapshot().notices.find(({ id }) => id === 'unjudged')?.message ?? null;
const concerns = (desk: Desk) => desk.engine.dashboard.health().concerns.join();

describe('a service without a usable sample for three intervals', () => {
  it('is a notice with the reason, told once, and a warning of the monitor itself', async () => {
    const desk = await blindTo([service(), service({ id: 'web' })], ['orders']);
    await desk.clock.advance(88 * SECOND);
    expect([notice(desk), cannot(desk), desk.engine.dashboard.health().status]).toEqual([null, [], 'pass']);
    await desk.clock.advance(4 * SECOND);
    const message = `No usable result came of the last probes of orders: ${VOID}. An outage would not be noticed.`;
    expect(notice(desk)).toBe(message);
    expect(cannot(desk)).toEqual([{ title: 'orders cannot be judged', body: message }]);
    expect(desk.status('orders')).toBe('unknown');
    expect(desk.engine.dashboard.health()).toMatchObject({
      status: 'warn',
      concerns: [
        expect.stringMatching(/^1 service without a usable result for 1 min 3\d s: no socket left$/),
      ],
      probing: { unjudged: { services: 1, reasons: [VOID] } },
    });
    await desk.clock.advance(30 * MINUTE);
    expect(cannot(desk)).toHaveLength(1);
    desk.prober.set('orders', 'up');
    await desk.clock.advance(31 * SECOND);
    expect([notice(desk), desk.engine.dashboard.health().status]).toEqual([null, 'pass']);
    expect([cannot(desk).length, desk.takenBack]).toEqual([1, ['unjudged']]);
  });

  it('is one of several in one notice, whatever their reasons and whoever joins', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const desk = await blindTo(
      [...ids, 'well'].map((id) => service({ id })),
      ids.slice(1),
    );
    await desk.clock.advance(62 * SECOND);
    desk.prober.set('a', 'never');
    await desk.clock.advance(30 * SECOND);
    expect(cannot(desk)).toMatchObject([{ title: '6 services cannot be judged' }]);
    await desk.clock.advance(2 * MINUTE);
    expect(notice(desk)).toBe(
      `No usable result came of the last probes of a, b, c, d, e and 2 more: ${VOID}; no probe has brought a result. An outage would not be noticed.`,
    );
    expect(cannot(desk)).toHaveLength(1);
    expect(concerns(desk)).toContain('7 services without a usable result');
  });

  it('is told with all that are in the same trouble, though their turns are spread over an interval', async () => {
    const services = Array.from({ length: 20 }, (_, index) => service({ id: `s-${index}` }));
    const desk = await blindTo(services, []);
    await desk.clock.advance(35 * SECOND);
    for (const { id } of services) desk.prober.set(id, 'void');
    await desk.clock.advance(10 * MINUTE);
    expect(cannot(desk)).toMatchObject([{ title: '20 services cannot be judged' }]);
  });

  it.each(['never', 'void'] as const)('is told when no service has one, their probes end %s', async (end) => {
    const desk = await blindTo([service()], []);
    desk.prober.set('orders', end);
    await desk.clock.advance(100 * SECOND);
    expect(cannot(desk)).toHaveLength(1);
    expect(desk.told).toHaveLength(1);
    const ids = desk.engine.dashboard.snapshot().notices.map(({ id }) => id);
    const stuck = end === 'never';
    expect(ids.toSorted()).toEqual(stuck ? ['stale', 'unjudged'] : ['unjudged']);
    expect(desk.engine.dashboard.health().status).toBe(stuck ? 'fail' : 'warn');
  });

  it('has three of its own intervals, or timeouts where those are longer', async () => {
    const desk = await blindTo([
      service({ id: 'seldom', intervalMs: 5 * MINUTE }),
      service({ id: 'patient', intervalMs: 5 * SECOND, timeoutMs: 60 * SECOND }),
      service({ id: 'often', intervalMs: SECOND, timeoutMs: SECOND }),
    ]);
    const at = (id: string) => notice(desk)?.includes(id) ?? false;
    await desk.clock.advance(5 * SECOND);
    expect([at('seldom'), at('patient'), at('often')]).toEqual([false, false, true]);
    await desk.clock.advance(4 * MINUTE);
    expect([at('seldom'), at('patient'), at('often')]).toEqual([false, true, true]);
    await desk.clock.advance(12 * MINUTE);
    expect([at('seldom'), at('patient'), at('often')]).toEqual([true, true, true]);
  });

  it('is not one that takes all its timeout, or fails', async () => {
    const desk = new Desk(
      service({ id: 'a', intervalMs: SECOND, timeoutMs: 10 * SECOND }),
      service({ id: 'b' }),
      service({ id: 'c', intervalMs: 10 * SECOND, timeoutMs: 10 * SECOND }),
    ).start();
    for (const id of ['a', 'c']) desk.prober.set(id, 'hang');
    desk.prober.set('b', 'refused');
    for (let second = 0; second < 300; second += 1) {
      await desk.clock.advance(SECOND);
      expect(notice(desk)).toBeNull();
    }
  });

  it('is not told while it is silenced or acknowledged, but is on the page', async () => {
    const desk = await blindTo([service(), service({ id: 'web' })], ['orders']);
    const until = desk.clock.wallNow() + 5 * MINUTE;
    desk.change({ type: 'silence', service: 'orders', until });
    await desk.clock.advance(2 * MINUTE);
    expect([notice(desk) === null, cannot(desk)]).toEqual([false, []]);
    await desk.clock.advance(5 * MINUTE);
    expect(cannot(desk)).toHaveLength(1);
  });

  it.each([
    [8, 0],
    [60, 1],
  ])(
    'of one second is told only when that has gone on for a while: here %i s after a freeze',
    async (seconds, times) => {
      const desk = await blindTo([service({ intervalMs: SECOND, timeoutMs: 2 * SECOND })], []);
      await desk.clock.advance(10 * SECOND);
      desk.clock.freeze(5 * SECOND);
      desk.prober.set('orders', 'void');
      await desk.clock.advance(seconds * SECOND);
      expect(notice(desk)).toContain('No usable result came of the last probes of orders');
      expect(cannot(desk)).toHaveLength(times);
    },
  );

  it('is told again after a restart neither while it is so nor when it comes and goes', async () => {
    const desk = await blindTo([service(), service({ id: 'web' })], ['orders']);
    await desk.clock.advance(2 * MINUTE);
    await desk.crash(10 * SECOND);
    await desk.clock.advance(80 * SECOND);
    expect(notice(desk)).toBeNull();
    await desk.clock.advance(20 * SECOND);
    expect([notice(desk) === null, cannot(desk).length]).toEqual([false, 1]);
    for (const outcome of ['up', 'void', 'up', 'void'] as const) {
      desk.prober.set('orders', outcome);
      await desk.clock.advance(3 * MINUTE);
    }
    expect([notice(desk) === null, cannot(desk).length]).toEqual([false, 1]);
  });

  it('that was so at the end of the last run, and is not now, is told when it comes back', async () => {
    const desk = await blindTo([service({ intervalMs: 5 * MINUTE })]);
    await desk.clock.advance(20 * MINUTE);
    desk.prober.set('orders', 'up');
    await desk.crash(10 * SECOND);
    await desk.clock.advance(6 * MINUTE);
    await desk.clock.advance(10 * MINUTE);
    desk.prober.set('orders', 'void');
    await desk.clock.advance(20 * MINUTE);
    expect(cannot(desk)).toHaveLength(2);
  });
});

describe('nobody waits', () => {
  it('in a pause, nor because of one', async () => {
    const desk = await blindTo([service()]);
    await desk.clock.advance(80 * SECOND);
    desk.change({ type: 'pause', until: null });
    await desk.clock.advance(5 * MINUTE);
    expect([notice(desk), concerns(desk)]).toEqual([null, '']);
    desk.change({ type: 'resume' });
    await desk.clock.advance(80 * SECOND);
    expect([notice(desk), cannot(desk)]).toEqual([null, []]);
    await desk.clock.advance(20 * SECOND);
    expect(cannot(desk)).toHaveLength(1);
    desk.change({ type: 'pause', until: null });
    await desk.clock.advance(2 * SECOND);
    expect(notice(desk)).toBeNull();
  });

  it('while the machine sleeps, announced or not', async () => {
    const desk = await blindTo([service()], []);
    desk.clock.stepWall(8 * 60 * MINUTE);
    await desk.clock.advance(60 * SECOND);
    desk.engine.suspend();
    desk.clock.freeze(60 * MINUTE);
    desk.engine.wake();
    await desk.clock.advance(60 * SECOND);
    expect([desk.told, notice(desk)]).toEqual([[], null]);
  });

  it('for what is beyond a machine that is cut off: that is told', async () => {
    const outside = ['a', 'b'].map((id) =>
      service({ id, loopback: false, address: `http://${id}.example/` }),
    );
    const desk = await blindTo([...outside, service({ id: 'local' })], []);
    for (const id of ['a', 'b']) desk.prober.set(id, 'dns');
    await desk.clock.advance(10 * MINUTE);
    expect(desk.toldTitles()).toEqual([
      expect.stringMatching(/^None of 2 services beyond this machine answers, since /),
    ]);
    expect(notice(desk)).toBeNull();
  });

  it('longer than for the service as it is now', async () => {
    const seldom = service({ id: 'orders', intervalMs: 10 * MINUTE });
    const desk = await blindTo([seldom, service({ id: 'web' })], ['orders']);
    await desk.clock.advance(20 * MINUTE);
    const often = { ...seldom, intervalMs: 30 * SECOND };
    desk.reload(ok(config([often, service({ id: 'web' }), service({ id: 'new' })])));
    desk.prober.set('new', 'void');
    await desk.clock.advance(88 * SECOND);
    expect(notice(desk)).toBeNull();
    await desk.clock.advance(20 * SECOND);
    expect(notice(desk)).toContain('of orders, new:');
    desk.reload(ok(config([service({ id: 'web' })])));
    await desk.clock.advance(2 * SECOND);
    expect(notice(desk)).toBeNull();
  });
});

it('a document that is saved again and again keeps nobody from waiting', async () => {
  const desk = await blindTo([service(), service({ id: 'web' })], ['orders']);
  for (let second = 0; second < 100; second += 1) {
    desk.reload(ok(config([service(), service({ id: 'web' })])));
    await desk.clock.advance(SECOND);
  }
  expect(cannot(desk)).toHaveLength(1);
});

it('a machine that stands still again and again, and so never sees anything, is said', async () => {
  const desk = await blindTo([service()], []);
  for (let round = 0; round < 60; round += 1) {
    desk.clock.freeze(4 * SECOND);
    await desk.clock.advance(4 * SECOND);
  }
  expect(cannot(desk)).toMatchObject([
    { body: expect.stringContaining('this machine slept, or did not let Bellwether run') },
  ]);
});

it('what comes to nothing is one line of the log a cause, whichever services it meets', async () => {
  const desk = await blindTo([service(), service({ id: 'web' })]);
  await desk.clock.advance(2 * MINUTE);
  const lines = desk.log.filter(({ event }) => event === 'a probe came to nothing');
  expect(new Set(lines.map(({ fields }) => JSON.stringify(fields)))).toEqual(
    new Set([JSON.stringify({ message: VOID })]),
  );
});

import { describe, expect, it } from 'vitest';
import { config, Desk } from '../../builders/engine.ts';
import { rule, service } from '../../builders/service.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 86_400 * SECOND;

function view(desk: Desk, id = 'orders') {
  return desk.engine.dashboard.snapshot().services.find((candidate) => candidate.id === id);
}

/** Down and told. */
async function outage(): Promise<Desk> {
  const desk = new Desk(service());
  desk.prober.set('orders', 'refused');
  desk.start();
  await desk.clock.advance(40 * SECOND);
  expect(desk.toldTitles()).toEqual(['orders is down (fired)']);
  return desk;
}

describe('what a person does', () => {
  it('is kept when it is done, and every client hears of it within 100 ms', async () => {
    const desk = await outage();
    const { dashboard } = desk.engine;
    desk.events.length = 0;
    const until = desk.clock.wallNow() + 10 * MINUTE;
    expect(desk.change({ type: 'silence', service: 'orders', until, comment: 'deploying' })).toBeNull();
    expect(desk.change({ type: 'acknowledge', service: 'orders' })).toBeNull();
    const silence = { at: desk.clock.wallNow(), author: 'Ada', comment: 'deploying', until };
    const acknowledgement = { at: desk.clock.wallNow(), author: 'Ada', comment: '', severity: 'critical' };
    expect(desk.state.kept?.services).toMatchObject([{ silence, acknowledgement }]);
    expect(view(desk)).toMatchObject({ silence, acknowledgement });
    await desk.clock.advance(100);
    expect(desk.events).toMatchObject([
      { type: 'changes', changes: { services: [{ id: 'orders', silence, acknowledgement }] } },
    ]);
    expect(dashboard.change({ type: 'unsilence', service: 'orders' }, 'Grace')).toEqual({ ok: true });
    expect(dashboard.change({ type: 'unacknowledge', service: 'orders' }, 'Grace')).toEqual({ ok: true });
    expect(view(desk)).toMatchObject({ silence: null, acknowledgement: null });
  });

  it('is logged: who, what, and to which service', async () => {
    const desk = await outage();
    desk.change({ type: 'acknowledge', service: 'orders', comment: 'on it' });
    expect(desk.log.at(-1)).toEqual({
      event: 'done for a person',
      fields: {
        type: 'acknowledge',
        service: 'orders',
        author: 'Ada',
        comment: 'on it',
        at: desk.clock.wallNow(),
      },
    });
  });

  it('is shown as inert lines of bounded length', async () => {
    const desk = await outage();
    const author = `Ada\u202e${'a'.repeat(200)}`;
    const comment = `first\n\u0007second ${'c'.repeat(600)}`;
    desk.engine.dashboard.change({ type: 'acknowledge', service: 'orders', comment }, author);
    const acknowledgement = view(desk)?.acknowledgement;
    expect(acknowledgement?.author).toMatch(/^Ada\\u\{202e\}a+…$/);
    expect(acknowledgement?.comment).toMatch(/^first \\u\{7\}second c+…$/);
    expect([acknowledgement?.author.length, acknowledgement?.comment.length]).toEqual([107, 504]);
  });

  it.each([
    ['silence', { type: 'silence', service: 'no-such', until: 'recovery' }],
    ['unsilence', { type: 'unsilence', service: 'no-such' }],
    ['acknowledge', { type: 'acknowledge', service: 'no-such' }],
    ['unacknowledge', { type: 'unacknowledge', service: 'no-such' }],
    ['probe-now', { type: 'probe-now', service: 'no-such' }],
  ] as const)('to no service that is watched is a fault: %s', (_, request) => {
    const desk = new Desk(service()).start();
    expect(desk.engine.dashboard.change(request, 'Ada')).toEqual({
      ok: false,
      error: { code: 'not-found', message: 'no service has the id no-such' },
    });
  });

  it('says whether a value is wrong, or the moment', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(5 * SECOND);
    const codes = (
      [
        { type: 'acknowledge', service: 'orders' },
        { type: 'silence', service: 'orders', until: 'recovery' },
        { type: 'silence', service: 'orders', until: desk.clock.wallNow() },
        { type: 'pause', until: desk.clock.wallNow() + 31 * DAY },
      ] as const
    ).map((request) => {
      const changed = desk.engine.dashboard.change(request, 'Ada');
      return changed.ok ? 'done' : changed.error.code;
    });
    expect(codes).toEqual(['unavailable', 'unavailable', 'invalid', 'invalid']);
    expect(desk.state.kept).toMatchObject({ services: [], pause: null });
  });
});

describe('a silence of all services', () => {
  it('is one of each, kept in one write and over a restart; what is down is shown, and told when it ends', async () => {
    const desk = new Desk(service({ id: 'orders' }), service({ id: 'stock' }));
    desk.start();
    await desk.clock.advance(5 * SECOND);
    const until = desk.clock.wallNow() + 15 * MINUTE;
    const writes = desk.state.saves;
    expect(desk.change({ type: 'silence-all', until, comment: 'talk' })).toBeNull();
    expect(desk.state.saves - writes).toBe(1);
    const silence = { at: desk.clock.wallNow(), author: 'Ada', comment: 'talk', until };
    expect([view(desk)?.silence, view(desk, 'stock')?.silence]).toEqual([silence, silence]);

    desk.prober.set('stock', 'refused');
    await desk.clock.advance(MINUTE);
    await desk.crash(10 * SECOND);
    await desk.clock.advance(2 * MINUTE);
    expect(desk.engine.dashboard.snapshot().overview).toMatchObject({ overall: 'down', firing: 1 });
    expect([desk.toldTitles(), view(desk)?.silence]).toEqual([[], silence]);
    await desk.clock.advance(13 * MINUTE);
    expect(desk.toldTitles()).toEqual(['stock is down (silence-over)']);
  });

  it('shortens no silence that lasts longer, and taken back ends each', async () => {
    const desk = new Desk(service({ id: 'a' }), service({ id: 'b' }), service({ id: 'c' }));
    desk.prober.set('b', 'refused');
    desk.start();
    await desk.clock.advance(40 * SECOND);
    const now = desk.clock.wallNow();
    desk.change({ type: 'silence', service: 'a', until: now + 60 * MINUTE });
    desk.change({ type: 'silence', service: 'b', until: 'recovery' });
    desk.change({ type: 'silence', service: 'c', until: now + MINUTE });
    desk.change({ type: 'silence-all', until: now + 15 * MINUTE });
    const ends = () => ['a', 'b', 'c'].map((id) => view(desk, id)?.silence?.until);
    expect(ends()).toEqual([now + 60 * MINUTE, 'recovery', now + 15 * MINUTE]);
    desk.change({ type: 'unsilence-all' });
    desk.change({ type: 'unsilence-all' });
    expect(ends()).toEqual([undefined, undefined, undefined]);
  });

  it('has to end in the future, and soon enough to be remembered', () => {
    const desk = new Desk(service()).start();
    for (const until of [desk.clock.wallNow(), desk.clock.wallNow() + 31 * DAY]) {
      const changed = desk.engine.dashboard.change({ type: 'silence-all', until }, 'Ada');
      expect(changed.ok ? 'done' : changed.error.code).toBe('invalid');
    }
    expect(view(desk)?.silence).toBeNull();
  });
});

describe('a silence', () => {
  it('survives a crash, and its end tells what still fires', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'refused');
    desk.start();
    desk.change({ type: 'silence', service: 'orders', until: desk.clock.wallNow() + 5 * MINUTE });
    await desk.clock.advance(60 * SECOND);
    await desk.crash(10 * SECOND);
    await desk.clock.advance(5 * MINUTE - 71 * SECOND);
    expect(desk.told).toEqual([]);
    const alerts = desk.engine.dashboard.ask({ type: 'alerts' });
    expect(alerts.ok && alerts.value.alerts[0]?.suppressed).toMatch(/^not told: silenced for \d/);
    await desk.clock.advance(2 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (silence-over)']);
    expect([view(desk)?.silence, desk.state.kept?.services[0]?.silence]).toEqual([null, null]);
    expect(desk.events.at(-1)).toMatchObject({ type: 'changes', changes: { services: [{ silence: null }] } });
  });

  it('of a service that is well ends on time as well, for everyone to see', async () => {
    const desk = new Desk(service({ intervalMs: 3_600_000 })).start();
    await desk.clock.advance(5 * SECOND);
    desk.change({ type: 'silence', service: 'orders', until: desk.clock.wallNow() + MINUTE });
    await desk.clock.advance(MINUTE + 100);
    expect(desk.events.at(-1)).toMatchObject({ type: 'changes', changes: { services: [{ silence: null }] } });
    expect(desk.state.kept?.services).toEqual([]);
  });

  it('may last for 30 days, longer than a clock can wait', async () => {
    const desk = new Desk(service({ intervalMs: 7 * DAY })).start();
    expect(
      desk.change({ type: 'silence', service: 'orders', until: desk.clock.wallNow() + 30 * DAY }),
    ).toBeNull();
    await desk.clock.advance(SECOND);
    expect(view(desk)?.silence).not.toBeNull();
  });

  it('of a service that goes is forgotten', async () => {
    const desk = new Desk(service(), service({ id: 'stock' })).start();
    await desk.clock.advance(5 * SECOND);
    desk.change({ type: 'silence', service: 'orders', until: desk.clock.wallNow() + DAY });
    desk.reload({ ok: true, value: config([service({ id: 'stock' })]) });
    expect(desk.state.kept?.services).toEqual([]);
    desk.reload({ ok: true, value: config([service(), service({ id: 'stock' })]) });
    expect(view(desk)?.silence).toBeNull();
  });

  it('lasts as long as was meant when the clock is set back in between', async () => {
    const desk = new Desk(service()).start();
    await desk.clock.advance(5 * SECOND);
    desk.change({ type: 'silence', service: 'orders', until: desk.clock.wallNow() + MINUTE });
    desk.clock.stepWall(-DAY);
    await desk.crash(0);
    const silence = view(desk)?.silence;
    expect([silence?.at, silence?.until]).toEqual([desk.clock.wallNow(), desk.clock.wallNow() + MINUTE]);
  });
});

describe('a silence until recovery', () => {
  it('ends when no rule is left that could complain', async () => {
    const slow = rule({ condition: { kind: 'degraded' } });
    const desk = new Desk(service({ rules: [slow] }));
    desk.prober.set('orders', 'slow');
    desk.start();
    await desk.clock.advance(SECOND);
    expect(desk.change({ type: 'silence', service: 'orders', until: 'recovery' })).toBeNull();
    desk.reload({ ok: true, value: config([service({ rules: [] })]) });
    expect([view(desk)?.silence, desk.state.kept?.services[0]?.silence ?? null]).toEqual([null, null]);
  });
});

describe('an acknowledgement', () => {
  it('survives a crash and ends with the last alert', async () => {
    const desk = await outage();
    desk.change({ type: 'acknowledge', service: 'orders' });
    await desk.crash(SECOND);
    expect(view(desk)?.acknowledgement).toMatchObject({ author: 'Ada' });
    desk.prober.set('orders', 'up');
    await desk.clock.advance(70 * SECOND);
    expect(desk.toldTitles().at(-1)).toBe('orders is up again (resolved)');
    expect(view(desk)?.acknowledgement).toBeNull();
    expect(desk.log.map(({ event }) => event)).toContain('acknowledgement over');
  });
});

describe('a request to probe now', () => {
  it('brings forward the turn of one service, or of all', async () => {
    const desk = new Desk(service({ intervalMs: DAY }), service({ id: 'stock', intervalMs: DAY })).start();
    await desk.clock.advance(10 * SECOND);
    desk.prober.probes.length = 0;
    expect(desk.change({ type: 'probe-now', service: 'stock' })).toBeNull();
    await desk.clock.advance(SECOND);
    expect(desk.prober.probes.map(({ id }) => id)).toEqual(['stock']);
    desk.change({ type: 'probe-now' });
    await desk.clock.advance(SECOND);
    expect(desk.prober.probes.map(({ id }) => id)).toEqual(['stock', 'orders', 'stock']);
  });

  it('is answered by the probe that is under way, and skips no turn', async () => {
    const desk = new Desk(service());
    desk.prober.set('orders', 'hang');
    desk.start();
    await desk.clock.advance(SECOND);
    desk.change({ type: 'probe-now' });
    await desk.clock.advance(5 * SECOND);
    expect([desk.prober.probes.length, view(desk)?.skippedTurns]).toEqual([1, 0]);
  });
});

it('is not told of a rule that no longer applies to a service that was silenced untold', async () => {
  const desk = new Desk(service({ rules: [rule({ holdMs: 0 })] }));
  desk.prober.set('orders', 'refused');
  desk.start();
  desk.change({ type: 'silence', service: 'orders', until: desk.clock.wallNow() + DAY });
  await desk.clock.advance(20 * SECOND);
  desk.reload({ ok: true, value: config([service({ rules: [] })]) });
  await desk.clock.advance(20 * SECOND);
  expect(desk.told).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import type { Way } from '../../../shared/domain/way.ts';
import { config, Desk } from '../../builders/engine.ts';
import { network } from '../../builders/network.ts';
import { rule, service } from '../../builders/service.ts';
import type { Outcome } from '../../builders/story.ts';

const SECOND = 1000;
const MINUTE = 60_000;

const outside = (id: string) => service({ id, loopback: false, address: `http://${id}.example/` });
const LAN = { lo: '127.0.0.1/8', eth0: '192.168.1.5/24' };
const OUT = '192.168.1.5';
const HOME = network(LAN, OUT);
const WITH_VPN = network({ ...LAN, tun0: '10.8.0.7/16' }, OUT);

function views(desk: Desk, ...ids: readonly string[]) {
  const { services } = desk.engine.dashboard.snapshot();
  return ids.map((id) => {
    const { status, cause, message } = services.find((view) => view.id === id) ?? {};
    return `${status} ${cause}: ${message}`;
  });
}

function all(desk: Desk, outcome: Outcome | 'hang', ...ids: readonly string[]): void {
  for (const id of ids) desk.prober.set(id, outcome);
}

function notices(desk: Desk): readonly string[] {
  return desk.engine.dashboard.snapshot().notices.map(({ message }) => message);
}

const untold = (desk: Desk) =>
  desk.engine.dashboard.snapshot().alerts.map(({ service: id, suppressed }) => `${id}: ${suppressed}`);

describe('a fleet beyond this machine', () => {
  it('whose names do not exist is an alarm for each', async () => {
    const desk = new Desk(outside('orders'), outside('stock')).start();
    await desk.clock.advance(5 * SECOND);
    all(desk, 'name-not-found', 'orders', 'stock');
    await desk.clock.advance(2 * MINUTE);
    expect(desk.toldTitles().toSorted()).toEqual(['orders is down (fired)', 'stock is down (fired)']);
    expect(desk.engine.dashboard.snapshot().overview.overall).toBe('down');
  });

  it('whose name server is silent cannot be seen; loopback is judged as ever', async () => {
    const desk = new Desk(outside('orders'), outside('stock'), service({ id: 'local' })).start();
    await desk.clock.advance(5 * SECOND);
    all(desk, 'dns', 'orders', 'stock');
    desk.prober.set('local', 'refused');
    await desk.clock.advance(2 * MINUTE);
    expect(desk.toldTitles()).toEqual(['local is down (fired)']);
    expect(views(desk, 'orders', 'stock')).toEqual([
      'unknown cut-off: this machine cannot see beyond itself',
      'unknown cut-off: this machine cannot see beyond itself',
    ]);
    all(desk, 'up', 'orders', 'stock');
    await desk.clock.advance(40 * SECOND);
    expect([desk.status('orders'), desk.status('stock')]).toEqual(['up', 'up']);
    expect(desk.told).toHaveLength(1);
  });

  it.each<['dns' | 'timeout' | 'unreachable']>([['dns'], ['timeout'], ['unreachable']])(
    'of which none answers (%s) for five minutes is one alarm, and each that fails on is told afterwards',
    async (cause) => {
      const ids = Array.from({ length: 20 }, (_, index) => `service-${index}`);
      const desk = new Desk(...ids.map(outside)).start();
      await desk.clock.advance(40 * SECOND);
      all(desk, cause, ...ids);
      await desk.clock.advance(4 * MINUTE);
      expect(desk.told).toEqual([]);
      await desk.clock.advance(6 * MINUTE);
      expect(desk.toldTitles()).toEqual([
        expect.stringMatching(
          /^None of 20 services beyond this machine answers, since \d\d:\d\d \(notice\)$/,
        ),
      ]);
      expect(views(desk, 'service-7')[0]).toMatch(/^down/);
      expect(untold(desk)).toHaveLength(20);
      expect(new Set(untold(desk).map((text) => text.replace(/^.*?: /, '')))).toEqual(
        new Set(['not told: nobody beyond this machine has answered since it began to fail']),
      );
      await desk.crash(SECOND);
      await desk.clock.advance(2 * MINUTE);
      expect(desk.told).toHaveLength(1);
      all(desk, 'up', ...ids.slice(1));
      await desk.clock.advance(3 * MINUTE);
      expect(desk.toldTitles().slice(1)).toEqual(['service-0 is down (cut-off-over)']);
      expect(notices(desk)).toEqual([]);
    },
  );

  it('of a single service is judged by it', async () => {
    const desk = new Desk(outside('orders'), service({ id: 'local' }));
    desk.prober.set('orders', 'dns');
    desk.start();
    await desk.clock.advance(40 * SECOND);
    expect(desk.toldTitles()).toEqual(['orders is down (fired)']);
  });

  it('is not held for cut off while one of it answers', async () => {
    const desk = new Desk(outside('orders'), outside('stock'));
    desk.prober.set('orders', 'dns');
    desk.start();
    await desk.clock.advance(40 * SECOND);
    expect(desk.status('orders')).toBe('down');
    expect(desk.toldTitles()).toEqual(['orders is down (fired)']);
  });

  it('keeps its pace when it is only the name of one service, which is told in time', async () => {
    const desk = new Desk(
      service({ id: 'orders', loopback: false, intervalMs: 300_000 }),
      service({ id: 'stock', loopback: false, intervalMs: 300_000 }),
    );
    desk.prober.set('orders', 'dns');
    const begun = desk.clock.wallNow();
    desk.start();
    await desk.clock.advance(290 * SECOND);
    expect(desk.told.map(({ at }) => Math.round((at - begun) / 1000))).toEqual([30]);
    expect(desk.prober.probes.filter(({ id }) => id === 'stock').length).toBeLessThanOrEqual(3);
  });

  it('is quiet: nothing is published while nothing changes', async () => {
    const desk = new Desk(service({ loopback: false, intervalMs: 60_000 })).start();
    await desk.clock.advance(5 * SECOND);
    const before = desk.engine.dashboard.snapshot().revision;
    await desk.clock.advance(20 * SECOND);
    expect(desk.engine.dashboard.snapshot().revision).toBe(before);
  });
});

describe('a machine without a way beyond itself', () => {
  it('is cut off at once, is told once, and says nothing of what it cannot see', async () => {
    const desk = new Desk(outside('orders'), outside('stock')).start();
    await desk.clock.advance(5 * SECOND);
    desk.outside = false;
    await desk.clock.advance(3 * SECOND);
    expect(desk.engine.dashboard.snapshot().overview.overall).toBe('offline');
    await desk.clock.advance(20 * MINUTE);
    expect(desk.toldTitles()).toEqual(['This machine is cut off from the network (notice)']);
    expect(views(desk, 'stock')).toEqual(['unknown cut-off: this machine cannot see beyond itself']);
    desk.outside = true;
    await desk.clock.advance(5 * SECOND);
    expect([desk.status('orders'), notices(desk)]).toEqual(['up', []]);
  });

  it('alarms of nothing that has its way back a moment later than others', async () => {
    const desk = new Desk(outside('orders'), outside('stock')).start();
    await desk.clock.advance(5 * SECOND);
    desk.outside = false;
    await desk.clock.advance(4 * MINUTE);
    desk.outside = true;
    desk.prober.set('stock', 'network');
    desk.prober.ways.set('stock', [{ remote: '2001:db8::1', local: null }]);
    await desk.clock.advance(10 * SECOND);
    expect(desk.toldTitles()).toEqual(['This machine is cut off from the network (notice)']);
    await desk.clock.advance(MINUTE);
    expect(desk.toldTitles().slice(1)).toEqual(['stock is down (fired)']);
  });

  it.each([[1], [2], [3]])('ends no hold across %i restarts', async (times) => {
    const desk = new Desk(outside('orders'), outside('stock'), service({ id: 'local' })).start();
    await desk.clock.advance(25 * SECOND);
    desk.prober.set('orders', 'refused');
    await desk.clock.advance(12 * SECOND);
    desk.outside = false;
    await desk.clock.advance(60 * SECOND);
    for (let time = 0; time < times; time += 1) {
      await desk.crash(10 * SECOND);
      await desk.clock.advance(5 * MINUTE);
    }
    expect(desk.toldTitles()).toEqual(['This machine is cut off from the network (notice)']);
  });

  it('tells no recovery across restarts that it did not see', async () => {
    const desk = new Desk(outside('orders'), outside('stock'), service({ id: 'local' })).start();
    await desk.clock.advance(5 * SECOND);
    desk.prober.set('orders', 'refused');
    await desk.clock.advance(2 * MINUTE);
    desk.prober.set('orders', 'up');
    desk.change({ type: 'probe-now', service: 'orders' });
    await desk.clock.advance(5 * SECOND);
    desk.change({ type: 'probe-now', service: 'orders' });
    await desk.clock.advance(SECOND);
    desk.outside = false;
    await desk.clock.advance(60 * SECOND);
    for (let time = 0; time < 2; time += 1) {
      await desk.crash(10 * SECOND);
      await desk.clock.advance(MINUTE);
    }
    expect(desk.toldTitles()).toEqual([
      'orders is down (fired)',
      'This machine is cut off from the network (notice)',
    ]);
    desk.outside = true;
    await desk.clock.advance(2 * MINUTE);
    expect(desk.toldTitles().slice(2)).toEqual(['orders is up again (resolved)']);
  });

  it('judges what is on it by the address that was connected to, however it is spelled', async () => {
    const desk = new Desk(outside('own-name')).start();
    desk.prober.ways.set('own-name', [{ remote: OUT, local: OUT }]);
    await desk.clock.advance(5 * SECOND);
    desk.machine = network({ lo: '127.0.0.1/8' });
    await desk.clock.advance(40 * SECOND);
    expect(desk.status('own-name')).toBe('up');
    desk.prober.set('own-name', 'timeout');
    await desk.clock.advance(2 * MINUTE);
    expect(desk.toldTitles()).toEqual(['own-name is down (fired)']);
  });

  it('judges a container on it also when the network of the container went with it', async () => {
    const desk = new Desk(outside('container')).start();
    desk.machine = network({ ...LAN, 'br-1f': '172.18.0.1/16' }, OUT);
    desk.prober.ways.set('container', [{ remote: '172.18.0.2', local: '172.18.0.1' }]);
    await desk.clock.advance(40 * SECOND);
    desk.machine = network({ lo: '127.0.0.1/8' });
    desk.prober.set('container', 'network');
    desk.prober.ways.set('container', [{ remote: '172.18.0.2', local: null }]);
    await desk.clock.advance(2 * MINUTE);
    expect(desk.toldTitles()).toEqual(['container is down (fired)']);
  });

  it('is nothing to a fleet that is all on it', async () => {
    const desk = new Desk(service());
    desk.outside = false;
    desk.start();
    await desk.clock.advance(5 * SECOND);
    expect(desk.engine.dashboard.snapshot().overview.overall).toBe('up');
  });
});

describe('services behind a VPN', () => {
  const BEHIND = ['wiki', 'git', 'build'];
  const byVpn: Way = { remote: '10.8.99.1', local: '10.8.0.7' };

  async function running(): Promise<Desk> {
    const desk = new Desk(...[...BEHIND, 'public'].map(outside));
    desk.machine = WITH_VPN;
    for (const id of BEHIND) desk.prober.ways.set(id, [byVpn]);
    desk.prober.ways.set('public', [{ remote: '203.0.113.9', local: OUT }]);
    desk.start();
    await desk.clock.advance(70 * SECOND);
    return desk;
  }

  function leave(desk: Desk, cause: 'timeout' | 'name-not-found' | 'dns' | 'http-status'): void {
    desk.machine = HOME;
    all(desk, cause, ...BEHIND);
    for (const id of BEHIND) desk.prober.ways.set(id, [{ remote: '10.8.99.1', local: OUT }]);
  }

  it.each<['timeout' | 'name-not-found' | 'dns' | 'http-status']>([
    ['timeout'],
    ['name-not-found'],
    ['dns'],
    ['http-status'],
  ])('that fail (%s) while it is off are unknown, and one notice that is told twice', async (cause) => {
    const desk = await running();
    leave(desk, cause);
    await desk.clock.advance(20 * SECOND);
    expect(desk.told).toEqual([]);
    await desk.clock.advance(MINUTE);
    expect(views(desk, ...BEHIND)).toEqual(
      BEHIND.map(() => 'unknown path-gone: VPN 10.8/16 is off, by which it is reached'),
    );
    expect(notices(desk)).toEqual([
      'VPN 10.8/16 is off: 3 services behind it. wiki, git, build cannot be judged until it is back.',
    ]);
    const title = 'VPN 10.8/16 is off: 3 services behind it (notice)';
    expect(desk.toldTitles()).toEqual([title]);
    expect(desk.status('public')).toBe('up');
    await desk.clock.advance(57 * MINUTE);
    expect(desk.toldTitles()).toEqual([title]);
    await desk.clock.advance(180 * MINUTE);
    expect(desk.toldTitles()).toEqual([title, title]);
  });

  it('are said when no probe brings a result after it is back', async () => {
    const desk = await running();
    leave(desk, 'timeout');
    await desk.clock.advance(2 * MINUTE);
    desk.machine = WITH_VPN;
    for (const id of BEHIND) desk.prober.set(id, 'void');
    await desk.clock.advance(3 * MINUTE);
    expect(desk.toldTitles().slice(1)).toEqual(['3 services cannot be judged (notice)']);
  });

  it('are not held for cut off any more when they are all, and it goes', async () => {
    const desk = await running();
    desk.reload({ ok: true, value: config(BEHIND.map(outside)) });
    all(desk, 'timeout', ...BEHIND);
    await desk.clock.advance(7 * MINUTE);
    leave(desk, 'timeout');
    await desk.clock.advance(2 * MINUTE);
    expect(notices(desk)).toEqual([expect.stringMatching(/^VPN 10.8\/16 is off: 3 services/)]);
    expect(desk.toldTitles()).toEqual([
      expect.stringMatching(/^None of 3 services beyond this machine answers/),
      'VPN 10.8/16 is off: 3 services behind it (notice)',
    ]);
  });

  it('are unknown also when nothing else is watched', async () => {
    const desk = await running();
    desk.reload({ ok: true, value: config(BEHIND.map(outside)) });
    leave(desk, 'timeout');
    await desk.clock.advance(20 * MINUTE);
    expect(desk.toldTitles()).toEqual(['VPN 10.8/16 is off: 3 services behind it (notice)']);
  });

  it('make no other the only one while they are about to come back', async () => {
    const desk = await running();
    all(desk, 'dns', ...BEHIND, 'public');
    await desk.clock.advance(7 * MINUTE);
    desk.machine = network({ lo: '127.0.0.1/8' });
    desk.prober.cutOff = true;
    await desk.clock.advance(MINUTE);
    const before = desk.told.length;
    desk.machine = WITH_VPN;
    desk.prober.cutOff = false;
    await desk.clock.advance(4 * SECOND);
    all(desk, 'up', ...BEHIND, 'public');
    await desk.clock.advance(2 * MINUTE);
    expect(desk.toldTitles().slice(before)).toEqual([]);
  });

  it('are judged half a minute after it is back under another name', async () => {
    const desk = await running();
    leave(desk, 'timeout');
    await desk.clock.advance(5 * MINUTE);
    desk.machine = network({ ...LAN, tun5: '10.8.0.99/16' }, OUT);
    all(desk, 'up', 'wiki', 'git');
    await desk.clock.advance(25 * SECOND);
    expect(views(desk, 'build')[0]).toMatch('unknown path-gone');
    await desk.clock.advance(2 * MINUTE);
    expect(desk.toldTitles().slice(1)).toEqual(['build is down (fired)']);
    expect([desk.status('wiki'), desk.status('git'), notices(desk)]).toEqual(['up', 'up', []]);
  });

  it('that answer without it are judged without it', async () => {
    const desk = await running();
    leave(desk, 'timeout');
    await desk.clock.advance(MINUTE);
    all(desk, 'up', 'wiki');
    await desk.clock.advance(2 * MINUTE);
    all(desk, 'timeout', 'wiki');
    await desk.clock.advance(2 * MINUTE);
    expect(desk.toldTitles().slice(1)).toEqual(['wiki is down (fired)']);
    expect(notices(desk)).toEqual([
      'VPN 10.8/16 is off: 2 services behind it. git, build cannot be judged until it is back.',
    ]);
  });

  it('are remembered over a restart: a desk is started before its VPN', async () => {
    const desk = await running();
    leave(desk, 'name-not-found');
    await desk.crash(3_600_000);
    await desk.clock.advance(5 * MINUTE);
    expect(desk.toldTitles()).toEqual(['VPN 10.8/16 is off: 3 services behind it (notice)']);
  });

  it('are told of twice in all while it is off, whatever restarts come in between, and anew when it goes again', async () => {
    const title = 'VPN 10.8/16 is off: 3 services behind it (notice)';
    const desk = await running();
    leave(desk, 'timeout');
    for (let run = 0; run < 3; run += 1) {
      await desk.clock.advance(18 * MINUTE);
      await desk.crash(MINUTE);
    }
    expect(desk.toldTitles()).toEqual([title]);
    await desk.clock.advance(5 * MINUTE);
    expect(desk.toldTitles()).toEqual([title, title]);
    for (let run = 0; run < 3; run += 1) {
      await desk.crash(2 * MINUTE);
      await desk.clock.advance(65 * MINUTE);
    }
    desk.change({ type: 'pause', until: null });
    await desk.crash(MINUTE);
    await desk.clock.advance(150 * MINUTE);
    desk.change({ type: 'resume' });
    await desk.clock.advance(65 * MINUTE);
    expect(desk.toldTitles()).toEqual([title, title]);
    desk.machine = WITH_VPN;
    all(desk, 'up', ...BEHIND);
    for (const id of BEHIND) desk.prober.ways.set(id, [byVpn]);
    await desk.clock.advance(15 * MINUTE);
    leave(desk, 'timeout');
    await desk.clock.advance(2 * MINUTE);
    expect(desk.toldTitles()).toEqual([title, title, title]);
  });

  it('are not remembered where they no longer are', async () => {
    const desk = await running();
    const moved = service({
      id: 'wiki',
      loopback: false,
      address: 'http://wiki.test/',
      probe: { kind: 'tcp', host: 'wiki.test', port: 80 },
      rules: [rule()],
    });
    leave(desk, 'timeout');
    desk.reload({ ok: true, value: config([moved, ...['git', 'build', 'public'].map(outside)]) });
    await desk.clock.advance(2 * MINUTE);
    expect(desk.toldTitles().filter((title) => title.includes('down'))).toEqual(['wiki is down (fired)']);
  });

  it('leave the others to be judged by those that are not behind it', async () => {
    const desk = await running();
    leave(desk, 'timeout');
    await desk.clock.advance(MINUTE);
    desk.prober.set('public', 'timeout');
    await desk.clock.advance(2 * MINUTE);
    expect(desk.toldTitles().slice(1)).toEqual(['public is down (fired)']);
  });
});

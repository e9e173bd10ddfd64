import { describe, expect, it } from 'vitest';
import type { Service } from '../../../shared/domain/service.ts';
import { config, Desk } from '../../builders/engine.ts';
import { NOTHING_KEPT } from '../../builders/kept-state.ts';
import { network } from '../../builders/network.ts';
import { service } from '../../builders/service.ts';

const SECOND = 1000;
const MINUTE = 60_000;
const LAN = { lo: '127.0.0.1/8', eth0: '192.168.1.5/24' };
const OUT = '192.168.1.5';
const OFF = 'VPN 10.8/16 is off: 1 service behind it. wiki cannot be judged until it is back.';

function at(id: string, url: string): Service {
  const probe = {
    kind: 'http',
    url,
    method: 'GET',
    headers: {},
    expectStatus: [],
    expectBody: null,
    expectJson: null,
    followRedirects: 0,
    reuseConnection: false,
    tls: { verify: true, caFile: null },
  } as const;
  return service({ id, loopback: false, address: url, probe });
}

const WIKI = at('wiki', 'http://wiki.example/');
const LOCAL = service({ id: 'local' });

const notices = (desk: Desk) => desk.engine.dashboard.snapshot().notices.map(({ message }) => message);

/** Watches these, of which each that is not local is reached by the VPN. */
async function behindVpn(...services: readonly Service[]): Promise<Desk> {
  const desk = new Desk(...services);
  desk.machine = network({ ...LAN, tun0: '10.8.0.7/16' }, OUT);
  for (const { id, loopback } of services)
    if (!loopback) desk.prober.ways.set(id, [{ remote: '10.8.99.1', local: '10.8.0.7' }]);
  desk.start();
  await desk.clock.advance(70 * SECOND);
  return desk;
}

async function switchOff(desk: Desk): Promise<void> {
  desk.machine = network(LAN, OUT);
  desk.prober.set('wiki', 'timeout');
  desk.prober.ways.set('wiki', [{ remote: '10.8.99.1', local: OUT }]);
  await desk.clock.advance(MINUTE);
}

describe('the notice of a VPN that is off', () => {
  it('goes with the last service behind it, also when nothing else is beyond this machine', async () => {
    const desk = await behindVpn(WIKI, LOCAL);
    await switchOff(desk);
    expect(notices(desk)).toEqual([OFF]);
    desk.reload({ ok: true, value: config([LOCAL]) });
    await desk.clock.advance(5 * SECOND);
    expect(notices(desk)).toEqual([]);
  });

  it('goes when it is on again, also in a pause', async () => {
    const desk = await behindVpn(WIKI, LOCAL);
    await switchOff(desk);
    expect(desk.change({ type: 'pause', until: null })).toBe(null);
    desk.machine = network({ ...LAN, tun0: '10.8.0.7/16' }, OUT);
    const probes = desk.prober.probes.length;
    await desk.clock.advance(5 * MINUTE);
    expect([notices(desk), desk.prober.probes.length]).toEqual([[], probes]);
  });
});

it('a service that is asked for something else at the same place is reached by the same VPN', async () => {
  const desk = await behindVpn(WIKI, LOCAL);
  await switchOff(desk);
  desk.reload({ ok: true, value: config([at('wiki', 'http://wiki.example/health?key=2'), LOCAL]) });
  await desk.clock.advance(10 * MINUTE);
  expect([desk.status('wiki'), notices(desk)]).toEqual(['unknown', [OFF]]);
});

it('a round of all services behind a VPN does not write the state once a service', async () => {
  const many = Array.from({ length: 60 }, (_, index) => at(`wiki-${index}`, 'http://wiki.example/'));
  const desk = await behindVpn(...many);
  await desk.clock.advance(MINUTE);
  expect(desk.state.kept?.paths[0]?.services).toHaveLength(60);
  expect(desk.state.saves).toBeLessThan(20);
});

it('a machine that was cut off at a time that is still to come, by its clock now, has been so since the start', async () => {
  const desk = new Desk(WIKI);
  const start = desk.clock.wallNow();
  desk.state.save({ ...NOTHING_KEPT, offlineSince: start + 86_400_000 });
  desk.prober.set('wiki', 'void');
  desk.start();
  await desk.clock.advance(MINUTE);
  desk.prober.set('wiki', 'up');
  await desk.clock.advance(MINUTE);
  expect(desk.gaps(start)).toEqual(['offline 0..90']);
});

it('a fleet of this machine that is down asks for no addresses', async () => {
  const local = Array.from({ length: 20 }, (_, index) => service({ id: `s${index}`, loopback: true }));
  const desk = new Desk(...local);
  for (const { id } of local) desk.prober.set(id, 'refused');
  let asked = 0;
  const { addresses } = desk.machine;
  Object.defineProperty(desk.machine, 'addresses', {
    get: () => {
      asked += 1;
      return addresses;
    },
  });
  desk.start();
  await desk.clock.advance(5 * MINUTE);
  expect(desk.prober.probes.length).toBeGreaterThan(200);
  expect(asked).toBeLessThan(10);
});

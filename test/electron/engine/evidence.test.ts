import { expect, it } from 'vitest';
import type { IncidentDetail } from '../../../shared/protocol/views.ts';
import type { Role } from '../../../shared/protocol/access.ts';
import { Desk } from '../../builders/engine.ts';
import { service } from '../../builders/service.ts';

function latest(desk: Desk, role?: Role): IncidentDetail {
  const { dashboard } = desk.engine;
  const list = dashboard.ask({ type: 'incidents' });
  const id = list.ok ? list.value.incidents[0]?.id : undefined;
  const detail = dashboard.ask({ type: 'incident', id: id ?? 'none' }, role);
  if (!detail.ok) throw new Error(detail.error.message);
  return detail.value;
}

/** Of the body that the fake prober numbers. */
const bodies = ({ evidence }: IncidentDetail) => [
  evidence?.lastGood?.content?.body?.text,
  evidence?.firstBad.content?.body?.text,
];

it('an incident keeps the last good and the first bad exchange, whatever comes after', async () => {
  const desk = new Desk(service()).start();
  await desk.clock.advance(60_000);
  desk.prober.set('orders', 'slow');
  await desk.clock.advance(30_000);
  const good = desk.prober.probes.length;
  desk.prober.set('orders', 'http-status');
  await desk.clock.advance(120_000);
  desk.prober.set('orders', 'up');
  await desk.clock.advance(60_000);
  const detail = latest(desk, 'operator');
  expect(detail.incident.alerts).toEqual(['service-down']);
  expect(bodies(detail)).toEqual([`answer ${good}`, `answer ${good + 1}`]);
  const { lastGood, firstBad } = detail.evidence ?? {};
  expect(lastGood).toMatchObject({ status: 'degraded', latencyMs: 2000 });
  expect(firstBad).toMatchObject({ cause: 'http-status', at: detail.incident.startedAt });
});

it('survives a restart; what was good before it is not known after it', async () => {
  const desk = new Desk(service()).start();
  await desk.clock.advance(65_000);
  const good = desk.prober.probes.length;
  desk.prober.set('orders', 'refused');
  await desk.clock.advance(30_000);
  await desk.crash(5000);
  await desk.clock.advance(60_000);
  expect(bodies(latest(desk, 'operator'))).toEqual([`answer ${good}`, `answer ${good + 1}`]);

  desk.prober.set('orders', 'up');
  await desk.clock.advance(120_000);
  await desk.crash(5000);
  desk.prober.set('orders', 'refused');
  await desk.clock.advance(60_000);
  const detail = latest(desk, 'operator');
  expect(detail.evidence?.lastGood).toBeNull();
  expect(detail.evidence?.firstBad.at).toBe(detail.incident.startedAt);
});

it('is that of the first bad sample also when its verdict had to wait for others', async () => {
  const remote = { loopback: false, rules: [] };
  const desk = new Desk(service({ id: 'a', ...remote }), service({ id: 'b', ...remote })).start();
  await desk.clock.advance(60_000);
  desk.prober.set('a', 'unreachable');
  await desk.clock.advance(60_000);
  const { incident, evidence } = latest(desk, 'operator');
  expect(incident.service).toBe('a');
  expect(evidence?.firstBad.at).toBe(incident.startedAt);
  expect(evidence?.lastGood).toMatchObject({ status: 'up' });
});

it('shows a viewer that and how a service fails, not what it says', async () => {
  const desk = new Desk(service()).start();
  await desk.clock.advance(30_000);
  desk.prober.set('orders', 'http-status');
  await desk.clock.advance(60_000);
  for (const role of [undefined, 'viewer'] as const) {
    const { evidence } = latest(desk, role);
    expect(evidence?.lastGood).toMatchObject({ status: 'up', latencyMs: 20, content: null });
    expect(evidence?.firstBad).toMatchObject({ message: 'it was http-status', content: null });
  }
});

it('asks in vain for an incident that is not on record', () => {
  const desk = new Desk(service()).start();
  expect(desk.engine.dashboard.ask({ type: 'incident', id: 'orders@1' })).toEqual({
    ok: false,
    error: { code: 'not-found', message: 'no incident on record has the id orders@1' },
  });
});

import { describe, expect, it } from 'vitest';
import { applyEvent } from '../../../renderer/store/apply-event.ts';
import type { Changes } from '../../../shared/protocol/protocol.ts';
import { alertView, downService, overviewOf, serviceView, snapshot } from '../../fixtures/page-fleet.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const orders = serviceView(AT, { id: 'orders' });
const billing = serviceView(AT, { id: 'billing' });
const known = snapshot(AT, [orders, billing], { revision: 7 });

function changes(overrides: Partial<Changes> = {}): { readonly type: 'changes'; readonly changes: Changes } {
  return {
    type: 'changes',
    changes: { revision: 8, at: AT + 5000, overview: known.overview, services: [], ...overrides },
  };
}

describe('applyEvent', () => {
  it('takes a snapshot as it is, whatever was known', () => {
    const other = snapshot(AT, [billing], { revision: 2 });
    expect(applyEvent(known, { type: 'snapshot', snapshot: other })).toEqual({ snapshot: other, gap: false });
  });

  it('replaces the services that changed and leaves the others the same objects', () => {
    const down = downService(AT + 5000, { id: 'orders', at: AT + 5000 });
    const overview = overviewOf([down, billing]);
    const { snapshot: next, gap } = applyEvent(known, changes({ overview, services: [down] }));
    expect(gap).toBe(false);
    expect(next).toMatchObject({ revision: 8, at: AT + 5000, overview, services: [down, billing] });
    expect(next?.services[1]).toBe(known.services[1]);
    expect(next?.recent['billing']).toBe(known.recent['billing']);
  });

  it('keeps the alerts of services that are not named and replaces those of the others', () => {
    const orders1 = alertView(AT);
    const billing1 = alertView(AT, { service: 'billing' });
    const first = applyEvent(known, changes({ alerts: { orders: [orders1], billing: [billing1] } })).snapshot;
    const second = applyEvent(first, changes({ revision: 9 })).snapshot;
    const third = applyEvent(second, changes({ revision: 10, alerts: { orders: [] } })).snapshot;
    expect([first?.alerts, second?.alerts, third?.alerts]).toEqual([
      [orders1, billing1],
      [orders1, billing1],
      [billing1],
    ]);
  });

  it('appends the sample that a changed service brings, once', () => {
    const slower = { ...orders, at: AT + 5000, latencyMs: 77 };
    const first = applyEvent(known, changes({ services: [slower] })).snapshot;
    expect(first?.recent['orders']?.slice(-2)).toEqual([
      known.recent['orders']?.at(-1),
      { at: AT + 5000, status: 'up', latencyMs: 77 },
    ]);
    const again = applyEvent(
      first,
      changes({ revision: 9, services: [{ ...slower, suspect: true }] }),
    ).snapshot;
    expect(again?.recent['orders']).toEqual(first?.recent['orders']);
  });

  it('appends nothing for a service that nobody observed', () => {
    const unseen = { ...orders, status: 'unknown' as const, at: AT + 5000 };
    const next = applyEvent(known, changes({ services: [unseen] })).snapshot;
    expect(next?.recent['orders']).toEqual(known.recent['orders']);
  });

  it('keeps a bounded number of samples', () => {
    let state = applyEvent(null, {
      type: 'snapshot',
      snapshot: snapshot(AT, [orders], { revision: 0 }),
    }).snapshot;
    for (let turn = 1; turn <= 300; turn++) {
      const service = { ...orders, at: AT + turn * 1000 };
      state = applyEvent(state, changes({ revision: turn, services: [service] })).snapshot;
    }
    expect(state?.recent['orders']).toHaveLength(240);
    expect(state?.recent['orders']?.at(-1)?.at).toBe(AT + 300_000);
  });

  it('shows a service that it did not know', () => {
    const added = serviceView(AT, { id: 'mail' });
    expect(applyEvent(known, changes({ services: [added] })).snapshot?.services.map(({ id }) => id)).toEqual([
      'orders',
      'billing',
      'mail',
    ]);
  });

  it.each([
    ['changes after a hole', changes({ revision: 9 }), true],
    ['changes that are known', changes({ revision: 7 }), false],
    ['a heartbeat at the known revision', { type: 'heartbeat' as const, revision: 7, at: AT }, false],
    ['a heartbeat at a later revision', { type: 'heartbeat' as const, revision: 8, at: AT }, true],
  ])('leaves what is known alone on %s', (_, event, gap) => {
    expect(applyEvent(known, event)).toEqual({ snapshot: known, gap });
  });

  it('asks for a snapshot when changes come first', () => {
    expect(applyEvent(null, changes())).toEqual({ snapshot: null, gap: true });
  });
});

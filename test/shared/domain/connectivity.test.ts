import { describe, expect, it } from 'vitest';
import { CONNECTED, nextConnectivity, type Connectivity } from '../../../shared/domain/connectivity.ts';
import type { Cause } from '../../../shared/domain/probe-result.ts';
import { sample } from '../../builders/record.ts';
import { serviceId } from '../../builders/service.ts';

const outside = ['orders', 'stock'].map(serviceId);

function failed(service: string, at: number, cause: Cause | null) {
  return {
    kind: 'sample',
    sample: sample(at, { service, cause, status: cause === null ? 'up' : 'down' }),
  } as const;
}

function play(...facts: Parameters<typeof nextConnectivity>[1][]) {
  let state: Connectivity = CONNECTED;
  const released: string[] = [];
  let probeOthers = 0;
  for (const fact of facts) {
    const step = nextConnectivity(state, fact, outside, 99);
    state = step.next;
    released.push(...step.released.map(({ serviceId: id, at }) => `${id}@${at}`));
    if (step.probeOthers) probeOthers += 1;
  }
  return { offlineSince: state.offlineSince, released, probeOthers };
}

describe('the machine', () => {
  it('is cut off when every service beyond it fails by a local cause, since the first of them', () => {
    expect(play(failed('orders', 5, 'dns'), failed('stock', 6, 'network'))).toEqual({
      offlineSince: 5,
      released: [],
      probeOthers: 1,
    });
  });

  it('is not when another one answers: then the failure stands', () => {
    expect(play(failed('orders', 5, 'dns'), failed('stock', 6, null))).toMatchObject({
      offlineSince: null,
      released: ['orders@5', 'stock@6'],
    });
  });

  it('is not for a refusal, which says that somebody was there', () => {
    expect(play(failed('orders', 5, 'refused'), failed('stock', 6, 'refused'))).toMatchObject({
      offlineSince: null,
      released: ['orders@5', 'stock@6'],
    });
  });

  it('is not for one name that does not exist', () => {
    const step = nextConnectivity(CONNECTED, failed('orders', 5, 'name-not-found'), [serviceId('orders')], 9);
    expect([step.next.offlineSince, step.released.length]).toEqual([null, 1]);
  });

  it('is back with the first answer', () => {
    const back = play(failed('orders', 5, 'dns'), failed('stock', 6, 'dns'), failed('stock', 40, null));
    expect(back).toMatchObject({ offlineSince: null, released: ['stock@40'] });
  });

  it('is cut off without an interface, and stays so until a service answers', () => {
    const gone = { kind: 'interfaces', outside: false } as const;
    const there = { kind: 'interfaces', outside: true } as const;
    expect(play(gone).offlineSince).toBe(99);
    expect(play(gone, there)).toEqual({ offlineSince: 99, released: [], probeOthers: 1 });
    expect(play(gone, there, failed('orders', 120, null)).offlineSince).toBeNull();
  });
});

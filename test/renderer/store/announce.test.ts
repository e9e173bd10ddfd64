import { expect, it } from 'vitest';
import { announce } from '../../../renderer/store/announce.ts';
import { downService, serviceView } from '../../fixtures/page-fleet.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const up = (id: string) => serviceView(AT, { id });
const down = (id: string) => downService(AT, { id });

it('interrupts for a service that has just gone down, with its cause', () => {
  expect(announce([up('orders')], [down('orders')])).toEqual({
    polite: '',
    urgent: 'orders is down: nothing is listening on 127.0.0.1:8000.',
  });
});

it('tells every other change politely', () => {
  expect(announce([down('orders')], [up('orders')])).toEqual({ polite: 'orders is up.', urgent: '' });
});

it('says nothing when no status changed', () => {
  expect(announce([down('orders')], [{ ...down('orders'), at: AT }])).toBeNull();
});

it('does not announce services that were not there before', () => {
  expect(announce([], [down('orders')])).toBeNull();
});

it.each([
  [2, 'a, b are down.'],
  [4, '4 services are down.'],
])('sums %i services up', (amount, text) => {
  const ids = ['a', 'b', 'c', 'd'].slice(0, amount);
  expect(announce(ids.map(up), ids.map(down))?.urgent).toBe(text);
});

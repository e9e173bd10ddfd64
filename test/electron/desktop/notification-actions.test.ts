import { describe, expect, it } from 'vitest';
import {
  placeOf,
  requestOf,
  systemIdIn,
  systemIdOf,
  TEST_CARD,
} from '../../../electron/desktop/notification-actions.ts';
import {
  GROUP_CARD,
  MONITOR_CARD,
  noticeCard,
  serviceCard,
} from '../../../electron/desktop/notification-cards.ts';

const NOW = 1_767_603_600_000;
/** The longest id that a service may have. */
const LONG = 's'.repeat(64);

describe('a click on a card', () => {
  it.each(['orders', 'monitor', 'group', LONG])('of the service %s opens its page', (id) => {
    expect(placeOf(systemIdOf(serviceCard(id)))).toEqual({ kind: 'service', id });
  });

  it.each([MONITOR_CARD, noticeCard('unjudged'), GROUP_CARD, TEST_CARD])(
    'of the kind %s opens the list',
    (card) => {
      expect(placeOf(systemIdOf(card))).toEqual({ kind: 'services' });
    },
  );
});

it('no card has an id that Windows refuses', () => {
  expect(systemIdOf(serviceCard(LONG)).length).toBeLessThanOrEqual(64);
});

describe('a button', () => {
  it.each([
    [serviceCard('orders'), 0, { type: 'acknowledge', service: 'orders' }],
    [serviceCard('orders'), 1, { type: 'silence', service: 'orders', until: NOW + 3_600_000 }],
    [serviceCard('orders'), 2, null],
    [serviceCard('orders'), -1, null],
    [GROUP_CARD, 0, null],
  ])('of %s, the one at %i', (card, index, request) => {
    expect(requestOf(systemIdOf(card), index, NOW)).toEqual(request);
  });
});

describe('an activation by Windows', () => {
  it.each([
    ['type=click&tag=service:orders', 'service:orders'],
    ['type=action&action=1&group=bellwether&tag=service:orders', 'service:orders'],
    [`type=click&tag=${LONG}`, LONG],
    ['type=click', null],
    ['type=click&tag=', null],
    ['type=click&tag=service:<b>', null],
    [`type=click&tag=${LONG}s`, null],
    ['', null],
  ])('%j is about %j', (activation, id) => {
    expect(systemIdIn(activation)).toBe(id);
  });
});

import { describe, expect, it } from 'vitest';
import { placeOfAlerts } from '../../../electron/desktop/place-of-alerts.ts';
import type { AlertView } from '../../../shared/protocol/views.ts';

function alert(service: string, more: Partial<AlertView> = {}): AlertView {
  return {
    rule: 'service-down',
    service,
    severity: 'critical',
    state: 'firing',
    since: 1,
    firingAt: 2,
    message: 'down',
    leads: true,
    suppressed: null,
    ...more,
  };
}

describe('a click that does not say on which card leads', () => {
  it.each([
    ['to the service that alone has an alert', [alert('orders')]],
    ['past its milder alerts', [alert('orders'), alert('orders', { rule: 'slow', leads: false })]],
    ['past an alert that is still held', [alert('orders'), alert('stock', { state: 'pending' })]],
    ['past those whom it explains', [alert('orders'), alert('stock', { suppressed: 'orders is down' })]],
    ['to one that nobody is told of, where there is no other', [alert('orders', { suppressed: 'silenced' })]],
  ])('%s', (_, alerts) => {
    expect(placeOfAlerts(alerts)).toEqual({ kind: 'service', id: 'orders' });
    expect(placeOfAlerts(alerts.toReversed())).toEqual({ kind: 'service', id: 'orders' });
  });

  it.each([
    ['nothing is wrong', []],
    ['several services have one', [alert('orders'), alert('stock')]],
    ['alerts are only held', [alert('orders', { state: 'pending' })]],
    [
      'several are silenced',
      [alert('orders', { suppressed: 'silenced' }), alert('stock', { suppressed: 'silenced' })],
    ],
  ])('to the list when %s', (_, alerts) => {
    expect(placeOfAlerts(alerts)).toEqual({ kind: 'services' });
  });
});

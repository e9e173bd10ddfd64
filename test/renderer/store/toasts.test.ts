import { describe, expect, it } from 'vitest';
import { nextToasts, type Toast } from '../../../renderer/store/toasts.ts';
import type { NotificationView } from '../../../shared/protocol/views.ts';

function told(overrides: Partial<NotificationView> = {}): NotificationView {
  return {
    id: 'n1',
    at: 1000,
    rule: 'service-down',
    service: 'orders',
    severity: 'critical',
    reason: 'fired',
    title: 'Orders is down',
    body: 'nothing is listening',
    notifier: 'desktop',
    delivered: false,
    clockWrong: false,
    ...overrides,
  };
}

const titles = (toasts: readonly Toast[]) => toasts.map(({ title }) => title);

describe('what the system could not show', () => {
  it.each([
    [true, null, 0],
    [true, 'no notification daemon', 0],
    [false, null, 1],
    ['unknown' as const, null, 0],
    ['unknown' as const, 'no notification daemon', 1],
  ])('delivered: %s, fault: %s makes %i toasts', (delivered, fault, amount) => {
    expect(nextToasts([], [told({ delivered })], fault)).toHaveLength(amount);
  });

  it('interrupts only for what is critical and not over', () => {
    const toasts = nextToasts(
      [],
      [
        told(),
        told({ service: 'mail', severity: 'warning', title: 'Mail is slow' }),
        told({ service: 'search', reason: 'resolved', title: 'Search is up again' }),
      ],
      null,
    );
    expect(toasts.map(({ title, status, urgent }) => [title, status, urgent])).toEqual([
      ['Orders is down', 'down', true],
      ['Mail is slow', 'degraded', false],
      ['Search is up again', 'up', false],
    ]);
  });

  it('is one toast a service: the recovery replaces the alarm and comes last', () => {
    const alarms = nextToasts([], [told(), told({ service: 'mail', title: 'Mail is down' })], null);
    const after = nextToasts(alarms, [told({ id: 'n2', reason: 'resolved', title: 'Orders is up' })], null);
    expect(titles(after)).toEqual(['Mail is down', 'Orders is up']);
  });

  it('keeps the newest three', () => {
    const many = ['a', 'b', 'c', 'd'].map((service) => told({ service, title: service }));
    expect(titles(nextToasts([], many, null))).toEqual(['b', 'c', 'd']);
  });

  it('keeps notices of the monitor apart', () => {
    const notices = ['n1', 'n2'].map((id) => told({ id, service: null, severity: 'info', title: id }));
    expect(titles(nextToasts([], notices, null))).toEqual(['n1', 'n2']);
  });
});

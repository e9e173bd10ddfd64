import { describe, expect, it } from 'vitest';
import { createDashboardStore } from '../../../renderer/store/dashboard-store.ts';
import { concernsOf, faceOf, sectionsOf, viewOf } from '../../../renderer/store/selectors.ts';
import { ok } from '../../../shared/lib/result.ts';
import { desktopView } from '../../fixtures/page-bridge.ts';
import { alertView, downService, serviceView, snapshot } from '../../fixtures/page-fleet.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const groups = [
  { id: 'core', name: 'Core' },
  { id: 'frontend', name: 'Frontend' },
];
const orders = serviceView(AT, { id: 'orders', group: 'core' });
const billing = downService(AT, { id: 'billing', group: 'core' });
const shop = serviceView(AT, { id: 'shop', group: 'frontend' });
const stray = serviceView(AT, { id: 'stray' });

describe('sectionsOf', () => {
  const shape = (...of: Parameters<typeof sectionsOf>) =>
    sectionsOf(...of).map(({ name, services, up, total }) => [name, services.map(({ id }) => id), up, total]);

  it('keeps the configured order, services without a group last', () => {
    expect(shape([stray, shop, billing, orders], groups, null)).toEqual([
      ['Core', ['billing', 'orders'], 1, 2],
      ['Frontend', ['shop'], 1, 1],
      ['Other services', ['stray'], 1, 1],
    ]);
  });

  it('needs no heading without groups', () => {
    expect(shape([stray], [], null)).toEqual([[null, ['stray'], 1, 1]]);
  });

  it('leaves groups out in which the filter finds nothing, and counts the whole group', () => {
    expect(shape([orders, billing, shop], groups, 'down')).toEqual([['Core', ['billing'], 1, 2]]);
  });

  it('shows a service whose group is not configured', () => {
    expect(shape([{ ...stray, group: 'gone' }], groups, null)).toEqual([['Other services', ['stray'], 1, 1]]);
  });
});

describe('concernsOf', () => {
  it('puts firing before pending, critical before warning, older before newer, one row per service', () => {
    const alerts = [
      alertView(AT, { service: 'shop', state: 'pending', firingAt: null }),
      alertView(AT, { service: 'orders', rule: 'slow', severity: 'warning', since: AT - 90_000 }),
      alertView(AT, { service: 'billing', since: AT - 10_000 }),
      alertView(AT, { service: 'stray', since: AT - 20_000 }),
      alertView(AT, {
        service: 'billing',
        rule: 'slow',
        severity: 'warning',
        state: 'pending',
        firingAt: null,
      }),
    ];
    const rows = concernsOf(alerts, [orders, billing, shop, stray]);
    expect(rows.map(({ serviceId, alerts: own }) => [serviceId, own.map(({ rule }) => rule)])).toEqual([
      ['stray', ['service-down']],
      ['billing', ['service-down', 'slow']],
      ['orders', ['slow']],
      ['shop', ['service-down']],
    ]);
  });

  it('names an alert whose service is gone by its id', () => {
    expect(concernsOf([alertView(AT, { service: 'gone' })], [])).toMatchObject([
      { serviceName: 'gone', status: 'unknown' },
    ]);
  });
});

describe('faceOf', () => {
  const state = createDashboardStore(AT).getState();
  const facts = snapshot(AT, [orders, billing]);

  it.each([
    ['connecting', { ...state }, { status: 'unknown', headline: 'Connecting' }],
    [
      'never answered',
      { ...state, connection: { state: 'reconnecting' as const, refusal: null } },
      { status: 'unknown', headline: 'No connection' },
    ],
    [
      'live',
      { ...state, connection: { state: 'live' as const }, snapshot: facts },
      { status: 'down', headline: '1 of 2 services down' },
    ],
    [
      'lost: not seeing outranks what was seen',
      { ...state, connection: { state: 'reconnecting' as const, refusal: null }, snapshot: facts },
      { status: 'unknown', headline: 'Connection lost' },
    ],
  ])('%s', (_, given, face) => {
    expect(faceOf(given)).toEqual(face);
  });
});

describe('viewOf', () => {
  const done = () => Promise.resolve(ok(undefined));
  const hand = { change: done, desktop: done, lookAgain: () => () => {} };
  const begun = createDashboardStore(AT).getState();
  const known = { ...begun, connection: { state: 'live' as const }, snapshot: snapshot(AT, [orders]) };
  const inWindow = { ...known, hand, windowHand: hand, desktop: desktopView() };

  it.each([
    ['waiting', begun],
    ['no-connection', { ...begun, connection: { state: 'reconnecting' as const, refusal: null } }],
    ['services', known],
    ['services', { ...known, pageOpen: 'settings' as const }],
    ['about', { ...known, pageOpen: 'about' as const }],
    ['about', { ...inWindow, pageOpen: 'about' as const }],
    ['waiting', { ...begun, pageOpen: 'about' as const }],
    ['waiting', { ...known, windowHand: hand }],
    ['sign-in', { ...begun, session: { role: null, name: null } }],
    ['waiting', { ...begun, session: { role: 'viewer' as const, name: null } }],
    ['services', inWindow],
    ['settings', { ...inWindow, pageOpen: 'settings' as const }],
    ['first-run', { ...inWindow, desktop: desktopView({ firstRun: true }), pageOpen: 'settings' as const }],
  ])('%s (case %#)', (view, state) => {
    expect(viewOf(state)).toBe(view);
  });
});

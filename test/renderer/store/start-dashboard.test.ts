import { beforeEach, describe, expect, it } from 'vitest';
import type { ClientEvent, DashboardClient } from '../../../renderer/client/dashboard-client.ts';
import { createDashboardStore } from '../../../renderer/store/dashboard-store.ts';
import type { Face, Page } from '../../../renderer/store/page.ts';
import { startDashboard } from '../../../renderer/store/start-dashboard.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import type { Place } from '../../../shared/protocol/desktop.ts';
import type { ServerEvent } from '../../../shared/protocol/protocol.ts';
import { desktopView } from '../../fixtures/page-bridge.ts';
import {
  downService,
  incidentDetail,
  overviewOf,
  serviceDetail,
  serviceView,
  snapshot,
} from '../../fixtures/page-fleet.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const orders = serviceView(AT, { id: 'orders' });

/** A client that says what a test says, and a browser that writes down what it is told. */
function scene() {
  let tell: (event: ClientEvent) => void = () => undefined;
  let tick = () => undefined as void;
  let go: (place: Place) => void = () => undefined;
  const told = {
    asked: [] as string[],
    resyncs: 0,
    notices: 0,
    reloads: 0,
    faces: [] as Face[],
    places: [] as Place[],
  };
  let now = AT - 60_000;
  const client: DashboardClient = {
    subscribe: (listener) => {
      tell = listener;
      return () => (tell = () => undefined);
    },
    window: null,
    browser: null,
    resync: () => (told.resyncs += 1),
    request: (request) => {
      if (request.type === 'incident') {
        told.asked.push(request.id);
        return Promise.resolve(ok(incidentDetail(AT) as never));
      }
      if (request.type !== 'service') throw new Error(`nobody answers ${request.type} here`);
      told.asked.push(request.id);
      return Promise.resolve(ok(serviceDetail(serviceView(AT, { id: request.id })) as never));
    },
  };
  const page: Page = {
    now: () => now,
    onTick: (listener) => {
      tick = listener;
      return () => (tick = () => undefined);
    },
    onRoute: (listener) => {
      go = listener;
      listener({ kind: 'services' });
      return () => (go = () => undefined);
    },
    open: (place) => told.places.push(place),
    leaveService: () => told.places.push({ kind: 'services' }),
    show: (face) => told.faces.push(face),
    reload: () => (told.reloads += 1),
    readNotices: () => {
      told.notices += 1;
      return Promise.resolve(
        told.notices === 1 ? err({ code: 'unavailable', message: 'not now' }) : ok('react@19'),
      );
    },
    copy: () => {
      return Promise.resolve(ok(undefined));
    },
  };
  const store = createDashboardStore(now);
  const stop = startDashboard(client, page, store);
  return {
    store,
    told,
    stop,
    server: (event: ServerEvent) => tell({ type: 'server', event }),
    connection: (state: 'connecting' | 'live' | 'reconnecting') =>
      tell({
        type: 'connection',
        connection: state === 'reconnecting' ? { state, refusal: null } : { state },
      }),
    open: (serviceId: string | null) =>
      go(serviceId === null ? { kind: 'services' } : { kind: 'service', id: serviceId }),
    go: (place: Place) => go(place),
    tell: (event: ClientEvent) => tell(event),
    pass: (ms: number) => {
      now += ms;
      tick();
    },
  };
}

describe('a dashboard', () => {
  let dashboard: ReturnType<typeof scene>;
  beforeEach(() => {
    dashboard = scene();
  });
  const begin = () => {
    dashboard.connection('live');
    dashboard.server({ type: 'snapshot', snapshot: snapshot(AT, [orders], { revision: 4 }) });
  };

  it("tells time by the server's clock, wherever the viewer's stands", () => {
    begin();
    dashboard.pass(5000);
    expect(dashboard.store.getState().now).toBe(AT + 5000);
  });

  it('asks for a snapshot when something was missed, and keeps what it knows', () => {
    begin();
    dashboard.server({ type: 'heartbeat', revision: 6, at: AT + 1000 });
    expect(dashboard.told.resyncs).toBe(1);
    expect(dashboard.store.getState()).toMatchObject({ snapshot: { revision: 4 }, heardAt: AT + 1000 });
  });

  it('announces a service that goes down, but not the first sight of one', () => {
    begin();
    expect(dashboard.store.getState().announcement).toEqual({ polite: '', urgent: '' });
    const down = downService(AT + 5000, { id: 'orders' });
    dashboard.server({
      type: 'changes',
      changes: { revision: 5, at: AT + 5000, overview: overviewOf([down]), services: [down] },
    });
    expect(dashboard.store.getState().announcement.urgent).toContain('orders is down');
    expect(dashboard.told.faces.at(-1)).toEqual({ status: 'down', headline: '1 of 1 services down' });
  });

  it('reloads once when another version answers', () => {
    begin();
    const other = snapshot(AT, [orders]);
    dashboard.server({
      type: 'snapshot',
      snapshot: { ...other, instance: { ...other.instance, version: '9.9.9' } },
    });
    expect(dashboard.told.reloads).toBe(1);
  });

  it('asks for the open service, and again with each of its samples', async () => {
    begin();
    dashboard.open('orders');
    await Promise.resolve();
    await Promise.resolve();
    expect(dashboard.store.getState().detail).toMatchObject({
      serviceId: 'orders',
      facts: { service: { id: 'orders' } },
    });
    const next = { ...orders, at: AT + 5000 };
    dashboard.server({
      type: 'changes',
      changes: { revision: 5, at: AT + 5000, overview: overviewOf([next]), services: [next] },
    });
    dashboard.pass(1000);
    expect(dashboard.told.asked).toEqual(['orders', 'orders']);
  });

  it('opens the evidence of one incident at a time, and closes it with its service', async () => {
    begin();
    dashboard.open('orders');
    const { toggleIncident } = dashboard.store.getState();
    toggleIncident('orders@1');
    expect(dashboard.store.getState().incident).toEqual({ id: 'orders@1', facts: null, fault: null });
    toggleIncident('orders@2');
    await Promise.resolve();
    await Promise.resolve();
    expect(dashboard.store.getState().incident).toEqual({
      id: 'orders@2',
      facts: incidentDetail(AT),
      fault: null,
    });
    toggleIncident('orders@2');
    expect(dashboard.store.getState().incident).toBeNull();
    toggleIncident('orders@1');
    dashboard.open(null);
    await Promise.resolve();
    await Promise.resolve();
    expect(dashboard.store.getState().incident).toBeNull();
  });

  it('asks for a linked service as soon as it is known, and never for one that is not there', () => {
    dashboard.open('orders');
    expect(dashboard.told.asked).toEqual([]);
    begin();
    expect(dashboard.told.asked).toEqual(['orders']);
    dashboard.open('gone');
    expect(dashboard.told.asked).toEqual(['orders']);
  });

  it('drops an answer that comes after the panel was closed', async () => {
    begin();
    dashboard.open('orders');
    dashboard.open(null);
    await Promise.resolve();
    await Promise.resolve();
    expect(dashboard.store.getState().detail).toBeNull();
  });

  it('is deaf after the stop', () => {
    begin();
    dashboard.stop();
    dashboard.server({ type: 'snapshot', snapshot: snapshot(AT, []) });
    dashboard.open('orders');
    dashboard.pass(9000);
    expect(dashboard.store.getState()).toMatchObject({
      now: AT,
      detail: null,
      snapshot: { services: [orders] },
    });
  });
});

it('reads the notices when About is opened first, and again only after a failure', async () => {
  const { told, go, store } = scene();
  go({ kind: 'about' });
  await Promise.resolve();
  expect(store.getState()).toMatchObject({ pageOpen: 'about', notices: { ok: false } });
  for (const kind of ['services', 'about', 'services', 'about'] as const) {
    go({ kind });
    await Promise.resolve();
  }
  expect([told.notices, store.getState().notices]).toEqual([2, ok('react@19')]);
});

describe('in the window of the desktop', () => {
  it('opens the place that a click elsewhere asks for, and knows when the settings are open', () => {
    const { tell, told, go, store } = scene();
    tell({ type: 'open', place: { kind: 'service', id: 'orders' } });
    expect(told.places).toEqual([{ kind: 'service', id: 'orders' }]);
    go({ kind: 'settings' });
    expect(store.getState()).toMatchObject({ pageOpen: 'settings', detail: null });
    go({ kind: 'services' });
    expect(store.getState().pageOpen).toBe('services');
  });

  it('shows what the system could not show, until it is dismissed; a browser leaves that to the desktop', () => {
    const told = {
      id: 'n1',
      at: AT,
      rule: 'service-down',
      service: 'orders',
      severity: 'critical',
      reason: 'fired',
      title: 'Orders is down',
      body: '',
      notifier: 'desktop',
      delivered: false,
      clockWrong: false,
    } as const;
    const { tell, server, store } = scene();
    const happens = (revision: number) =>
      server({
        type: 'changes',
        changes: { revision, at: AT, overview: overviewOf([]), services: [], notifications: [told] },
      });
    server({ type: 'snapshot', snapshot: snapshot(AT, [orders], { revision: 4 }) });
    happens(5);
    expect(store.getState().toasts).toEqual([]);
    tell({ type: 'desktop', desktop: desktopView() });
    happens(6);
    expect(store.getState().toasts).toMatchObject([{ key: 'orders', title: 'Orders is down' }]);
    store.getState().dismissToast('orders');
    expect(store.getState().toasts).toEqual([]);
  });
});

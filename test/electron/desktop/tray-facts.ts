import type { TrayFacts } from '../../../electron/desktop/tray-facts.ts';
import { overview, type Hindrance } from '../../../shared/domain/overview.ts';
import type { Pause } from '../../../shared/domain/quiet.ts';
import type { AlertView, ServiceView } from '../../../shared/protocol/views.ts';
import { FakeDashboard, serviceView } from '../../fakes/fake-dashboard.ts';

/** Half past two in the afternoon, where the test runs. */
const NOW = localTime(14, 30);

export function localTime(hours: number, minutes: number, day = 5): number {
  return new Date(2026, 0, day, hours, minutes, 21).getTime();
}

interface Situation extends Partial<Omit<TrayFacts, 'snapshot'>> {
  readonly groups?: TrayFacts['snapshot']['groups'];
  readonly services?: readonly ServiceView[];
  readonly alerts?: readonly AlertView[];
  readonly pause?: Pause | null;
  readonly hindrance?: Hindrance;
}

/** One service that is up, seen on Linux. */
export function trayFacts(situation: Situation = {}): TrayFacts {
  const {
    services = [service('orders')],
    groups = [],
    alerts = [],
    pause = null,
    hindrance = null,
    ...rest
  } = situation;
  const dashboard = new FakeDashboard();
  const statuses = services.map(({ status }) => status);
  const truth = { ...overview(statuses, hindrance), firing: alerts.length, pending: 0, pause };
  return {
    snapshot: { ...dashboard.snapshot(), at: NOW, services, groups, alerts, overview: truth },
    stale: false,
    url: 'http://localhost:9999/',
    platform: 'linux',
    share: { on: false, given: false },
    startAtLogin: false,
    style: 'light',
    update: null,
    ...rest,
  };
}

export function service(id: string, changes: Partial<ServiceView> = {}): ServiceView {
  return serviceView({ id, at: localTime(14, 3), silence: null, acknowledgement: null, ...changes });
}

export function firing(id: string): AlertView {
  return {
    rule: 'service-down',
    service: id,
    severity: 'critical',
    state: 'firing',
    since: localTime(14, 0),
    firingAt: localTime(14, 1),
    message: `${id} is down`,
    leads: true,
    suppressed: null,
  };
}

export const measure = { at: localTime(14, 10), author: 'ann', comment: '' };

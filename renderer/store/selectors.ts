import type { Status } from '../../shared/domain/sample.ts';
import type { Snapshot } from '../../shared/protocol/protocol.ts';
import type { AlertView, ServiceView } from '../../shared/protocol/views.ts';
import type { DashboardState } from './dashboard-store.ts';
import type { Face } from './page.ts';

/** What is shown was true once, and nobody says that it still is. */
export function isStale(state: DashboardState): boolean {
  return state.snapshot !== null && state.connection.state !== 'live';
}

/**
 * The moment of which the page tells, epoch ms by the server's clock. Once the connection is lost nobody knows how long a
 * status has gone on: spans stand still then.
 */
export function presentOf(state: DashboardState): number {
  return isStale(state) ? (state.heardAt ?? state.now) : state.now;
}

/**
 * Until when the last sample of a service may be drawn as the present, epoch ms: not beyond the moment from which on
 * nobody observed it, nor beyond the last result of a monitor that brings none any more.
 */
export function observedUntil({ snapshot }: DashboardState, service: ServiceView): number {
  if (service.status === 'unknown') return service.since ?? 0;
  if (snapshot?.overview.overall !== 'stale') return Infinity;
  return Math.max(...snapshot.services.map(({ at }) => at ?? 0));
}

/** What was answered instead of facts, in words; `null` when nobody answers, or all is well. */
export function refusalOf({ connection }: DashboardState): string | null {
  return connection.state === 'reconnecting' ? connection.refusal : null;
}

/** What fills the page. Settings and first run are the desktop's, which has to have said so. */
export function viewOf({
  snapshot,
  connection,
  session,
  windowHand,
  desktop,
  pageOpen,
}: DashboardState):
  'waiting' | 'sign-in' | 'no-connection' | 'first-run' | 'settings' | 'about' | 'services' {
  if (snapshot === null || (windowHand !== null && desktop === null)) {
    if (session?.role === null && connection.state === 'connecting') return 'sign-in';
    return connection.state === 'reconnecting' ? 'no-connection' : 'waiting';
  }
  if (desktop?.firstRun === true) return 'first-run';
  return pageOpen === 'settings' && desktop === null ? 'services' : pageOpen;
}

/** While nothing is known yet. */
const HEADLINES: Readonly<Partial<Record<ReturnType<typeof viewOf>, string>>> = {
  'no-connection': 'No connection',
  'sign-in': 'A token is needed',
};

/** Not seeing outranks whatever was seen last. */
export function faceOf(state: DashboardState): Face {
  if (state.snapshot === null) {
    return { status: 'unknown', headline: HEADLINES[viewOf(state)] ?? 'Connecting' };
  }
  if (isStale(state)) return { status: 'unknown', headline: 'Connection lost' };
  const { overall, headline } = state.snapshot.overview;
  return { status: overall, headline };
}

export function serviceOf(state: DashboardState, id: string): ServiceView | null {
  return state.snapshot?.services.find((service) => service.id === id) ?? null;
}

export interface Section {
  readonly id: string;
  /** `null` when there are no groups at all, so no heading is needed. */
  readonly name: string | null;
  readonly services: readonly ServiceView[];
  /** Of the whole group, whatever the filter leaves. */
  readonly total: number;
  readonly up: number;
  readonly unknown: number;
}

/** Services by group in configured order; those without a group come last. */
export function sectionsOf(
  services: readonly ServiceView[],
  groups: Snapshot['groups'],
  filter: Status | null,
): readonly Section[] {
  const known = new Set(groups.map((group) => group.id));
  const section = (id: string, name: string | null, members: readonly ServiceView[]): Section => ({
    id,
    name,
    services: members.filter((service) => filter === null || service.status === filter),
    total: members.length,
    up: members.filter((service) => service.status === 'up').length,
    unknown: members.filter((service) => service.status === 'unknown').length,
  });
  const byGroup = Map.groupBy(services, ({ group }) => (group !== null && known.has(group) ? group : null));
  const named = groups.map((group) => section(`group ${group.id}`, group.name, byGroup.get(group.id) ?? []));
  const rest = section('rest', known.size === 0 ? null : 'Other services', byGroup.get(null) ?? []);
  return [...named, rest].filter((candidate) => candidate.services.length > 0);
}

/** All alerts of one service: one thing to look at, however many rules see it. */
export interface Concern {
  readonly serviceId: string;
  readonly serviceName: string;
  readonly status: Status;
  /** One sentence: how the service is now. */
  readonly message: string;
  /** The one that stands for the service comes first. */
  readonly alerts: readonly AlertView[];
  /** `null` when it is watched no more. */
  readonly service: ServiceView | null;
}

/** Firing before pending, critical before warning, older before newer; what stands for each service says where it belongs. */
export function concernsOf(
  alerts: readonly AlertView[],
  services: readonly ServiceView[],
): readonly Concern[] {
  const byId = new Map(services.map((service) => [service.id, service]));
  const sorted = alerts.toSorted(
    (a, b) => Number(b.leads) - Number(a.leads) || urgency(a) - urgency(b) || a.since - b.since,
  );
  return [...Map.groupBy(sorted, (alert) => alert.service)].map(([serviceId, own]) => ({
    serviceId,
    serviceName: byId.get(serviceId)?.name ?? serviceId,
    status: byId.get(serviceId)?.status ?? 'unknown',
    message: byId.get(serviceId)?.message ?? own[0]?.message ?? '',
    alerts: own,
    service: byId.get(serviceId) ?? null,
  }));
}

function urgency(alert: AlertView): number {
  return (alert.state === 'firing' ? 0 : 2) + (alert.severity === 'critical' ? 0 : 1);
}

import { serviceIdOf, type Group, type ServiceId } from '../../shared/domain/service.ts';
import { statusAt } from '../../shared/domain/service-state.ts';
import type { Status } from '../../shared/domain/sample.ts';
import type { NotificationRecord } from '../../shared/domain/notification.ts';
import type { EngineHealth } from '../../shared/domain/engine-health.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { Role } from '../../shared/protocol/access.ts';
import {
  alertViews,
  notificationView,
  overviewOf,
  recentSample,
  serviceView,
} from '../../shared/protocol/build-views.ts';
import {
  HEARTBEAT_MS,
  type ClientRequest,
  type ClientResponses,
  type GroupView,
  type RequestFault,
  type ServerEvent,
  type Snapshot,
  RECENT_SAMPLES,
} from '../../shared/protocol/protocol.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import type { AlertView, Overview, RecentSample, ServiceView } from '../../shared/protocol/views.ts';
import type { Cancel, Dashboard } from '../ports.ts';
import { Alarm } from './alarm.ts';
import { answerRequest } from './answer-request.ts';
import type { DashboardParts, Views } from './dashboard-parts.ts';

/** Samples that only say again what is known go out together: an eye sees no difference. */
const ROUTINE_MS = 200;
/** News goes out with what comes along with it. */
const NEWS_MS = 10;

/** Turns what the monitor knows into a snapshot and changes with rising revisions, the same for every client. */
export class DashboardService implements Dashboard, Views {
  readonly #parts: DashboardParts;
  readonly #listeners = new Set<(event: ServerEvent) => void>();
  readonly #recent = new Map<ServiceId, readonly RecentSample[]>();
  readonly #changed = new Set<ServiceId>();
  #groups: readonly Group[];
  #told: NotificationRecord[] = [];
  #revision = 1;
  #fleetChanged = false;
  /** Of each service that has alerts: what clients know of them. */
  readonly #publishedAlerts = new Map<ServiceId, string>();
  #publishedNotices = '';
  readonly #telling: Alarm;
  #cancelHeartbeat: Cancel = () => {};

  constructor(parts: DashboardParts, groups: readonly Group[]) {
    this.#parts = parts;
    this.#groups = groups;
    this.#telling = new Alarm(parts.clock, () => {
      this.#flush();
    });
    for (const id of parts.monitor.fleet.keys()) {
      this.#recent.set(id, parts.history.lastSamples(id, RECENT_SAMPLES, parts.now()).map(recentSample));
    }
    this.#beat();
  }

  snapshot(): Snapshot {
    const { instance, notices, now } = this.#parts;
    return {
      revision: this.#revision,
      at: now(),
      instance,
      overview: this.overview(),
      services: this.services(),
      groups: this.groups(),
      alerts: this.alerts(),
      notices: notices.list(),
      recent: Object.fromEntries(this.#recent),
    };
  }

  now(): number {
    return this.#parts.now();
  }

  statusOf(service: string): Status | null {
    const watched = this.#parts.monitor.fleet.get(serviceIdOf(service));
    return watched === undefined ? null : statusAt(watched.state, this.now());
  }

  subscribe(listener: (event: ServerEvent) => void): Cancel {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  ask<Request extends ClientRequest>(
    request: Request,
    role: Role = 'viewer',
  ): Result<ClientResponses[Request['type']], RequestFault> {
    return answerRequest(this.#parts, this, request, role);
  }

  change(request: OperatorRequest, author: string): Result<void, RequestFault> {
    return this.#parts.change(request, author);
  }

  health(): EngineHealth {
    return this.#parts.health();
  }

  overview(): Overview {
    const { monitor, now } = this.#parts;
    return overviewOf([...monitor.fleet.values()], this.#parts.hindrance(), monitor.pause, now());
  }

  services(): readonly ServiceView[] {
    return [...this.#parts.monitor.fleet.keys()].flatMap((id) => this.service(id) ?? []);
  }

  groups(): readonly GroupView[] {
    return this.#groups;
  }

  service(id: ServiceId): ServiceView | null {
    const { monitor, now } = this.#parts;
    const watched = monitor.fleet.get(id);
    if (watched === undefined) return null;
    return serviceView(watched, this.#parts.hindrance(), this.#parts.skippedTurns(id), now());
  }

  alerts(): readonly AlertView[] {
    return [...this.#parts.monitor.fleet.values()].flatMap((watched) =>
      alertViews(watched, this.#parts.now()),
    );
  }

  /** Something is new about these services; clients hear of them together, a moment later, a longer one when it is `routine`. */
  publish(ids: readonly ServiceId[], told: readonly NotificationRecord[], routine = false): void {
    for (const id of ids) {
      this.#changed.add(id);
      this.#remember(id);
    }
    this.#told.push(...told);
    this.#telling.within(routine ? ROUTINE_MS : NEWS_MS);
  }

  /** The fleet itself changed: everyone starts from a new snapshot. */
  replaceFleet(groups: readonly Group[]): void {
    this.#groups = groups;
    for (const id of this.#recent.keys()) {
      if (!this.#parts.monitor.fleet.has(id)) this.#recent.delete(id);
    }
    this.#fleetChanged = true;
    this.publish([], []);
  }

  stop(): void {
    this.#cancelHeartbeat();
    this.#telling.stop();
    this.#listeners.clear();
  }

  #remember(id: ServiceId): void {
    const sample = this.#parts.monitor.fleet.get(id)?.state.sample;
    if (sample === null || sample === undefined) return;
    const known = this.#recent.get(id) ?? [];
    if ((known.at(-1)?.at ?? -1) >= sample.at) return;
    this.#recent.set(id, [...known, recentSample(sample)].slice(-RECENT_SAMPLES));
  }

  #flush(): void {
    this.#revision += 1;
    const now = this.#parts.now();
    const told = this.#told.map((record) => notificationView(record, now));
    const changed = [...this.#changed];
    this.#told = [];
    this.#changed.clear();
    const alerts = this.#changedAlerts(changed);
    const notices = this.#parts.notices.list();
    const noticesText = JSON.stringify(notices);
    if (this.#fleetChanged) {
      this.#fleetChanged = false;
      this.#send({ type: 'snapshot', snapshot: this.snapshot() });
    } else {
      const changes = {
        revision: this.#revision,
        at: this.#parts.now(),
        overview: this.overview(),
        services: changed.flatMap((id) => this.service(id) ?? []),
        ...(Object.keys(alerts).length === 0 ? {} : { alerts }),
        ...(noticesText === this.#publishedNotices ? {} : { notices }),
        ...(told.length === 0 ? {} : { notifications: told }),
      };
      this.#send({ type: 'changes', changes });
    }
    this.#publishedNotices = noticesText;
  }

  /**
   * The alerts of those of these services whose alerts are others than clients know. What was measured is no news: a
   * service that stays slow has another latency in its message after each probe, and the view of the service says it.
   */
  #changedAlerts(ids: readonly ServiceId[]): Readonly<Record<string, readonly AlertView[]>> {
    const { monitor, now } = this.#parts;
    const changed: Record<string, readonly AlertView[]> = {};
    for (const id of ids) {
      const watched = monitor.fleet.get(id);
      const views = watched === undefined ? [] : alertViews(watched, now());
      const cause = watched?.state.sample?.cause ?? null;
      const text = JSON.stringify(views.map((view) => ({ ...view, message: cause })));
      if ((this.#publishedAlerts.get(id) ?? '[]') === text) continue;
      if (views.length === 0) this.#publishedAlerts.delete(id);
      else this.#publishedAlerts.set(id, text);
      changed[id] = views;
    }
    return changed;
  }

  #beat(): void {
    this.#cancelHeartbeat = this.#parts.clock.after(HEARTBEAT_MS, () => {
      this.#send({ type: 'heartbeat', revision: this.#revision, at: this.#parts.now() });
      this.#beat();
    });
  }

  #send(event: ServerEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

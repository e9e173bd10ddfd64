import type { Status } from '../../shared/domain/sample.ts';
import type { Cancel, Dashboard, KeptIncident } from '../../electron/ports.ts';
import type { EngineHealth } from '../../shared/domain/engine-health.ts';
import { emptyRollup } from '../../shared/domain/rollup.ts';
import { serviceIdOf } from '../../shared/domain/service.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Role } from '../../shared/protocol/access.ts';
import { historyPoint, incidentDetail } from '../../shared/protocol/build-views.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import type {
  Changes,
  ClientRequest,
  ClientResponses,
  GroupView,
  RequestFault,
  ServerEvent,
  Snapshot,
} from '../../shared/protocol/protocol.ts';
import type { AlertView, Overview, ServiceView } from '../../shared/protocol/views.ts';

export function serviceView(overrides: Partial<ServiceView> = {}): ServiceView {
  const id = overrides.id ?? 'orders';
  return {
    name: id,
    group: null,
    tags: [],
    kind: 'http',
    address: 'http://localhost:8000/health',
    links: {},
    dependsOn: [],
    intervalMs: 30_000,
    timeoutMs: 10_000,
    status: 'up',
    since: 1_767_603_600_000,
    unobservedMs: 0,
    cause: null,
    message: null,
    latencyMs: 42,
    httpStatus: 200,
    at: 1_767_603_600_000,
    suspect: false,
    certificateExpiresAt: null,
    skippedTurns: 0,
    silence: null,
    acknowledgement: null,
    ...overrides,
    id,
  };
}

/** An engine in which all is well. */
export function engineHealth(overrides: Partial<EngineHealth> = {}): EngineHealth {
  const lateness = { windowMs: 300_000, total: 300, late: 0, worstMs: 12 };
  return {
    status: 'pass',
    concerns: [],
    probing: {
      lastResultAt: 1_767_603_600_000,
      silentMs: 400,
      longestSilenceMs: 70_000,
      starts: lateness,
      unjudged: null,
    },
    loop: lateness,
    storage: { historyFailingSince: null, stateFailingSince: null, waiting: 3, dropped: 0 },
    notifiers: [{ name: 'log', waiting: 0, failing: false, lastFailure: null }],
    ...overrides,
  };
}

/** A dashboard whose truth a test sets by hand; questions that came are kept in `asked`. */
export class FakeDashboard implements Dashboard {
  revision = 1;
  at = 1_767_603_600_000;
  services: readonly ServiceView[] = [serviceView()];
  groups: readonly GroupView[] = [];
  alerts: readonly AlertView[] = [];
  overview: Overview = {
    overall: 'up',
    headline: 'all services up',
    counts: { up: 1, degraded: 0, down: 0, unknown: 0 },
    firing: 0,
    pending: 0,
    pause: null,
  };
  engine: EngineHealth = engineHealth();
  /** When set, every question and every request is answered with it. */
  fault: RequestFault | null = null;
  /** What is on record. */
  incident: KeptIncident | null = null;
  readonly asked: ClientRequest[] = [];
  /** What a person wanted done. */
  readonly requested: { readonly request: OperatorRequest; readonly author: string }[] = [];
  readonly #listeners = new Set<(event: ServerEvent) => void>();
  readonly #instance = { id: 'test-instance', version: '1.2.3', pid: 4711, startedAt: this.at, demo: false };

  get listeners(): number {
    return this.#listeners.size;
  }

  snapshot(): Snapshot {
    const { revision, at, overview, services, alerts } = this;
    const recent = Object.fromEntries(services.map(({ id }) => [id, []]));
    return {
      revision,
      at,
      instance: this.#instance,
      overview,
      services,
      groups: this.groups,
      alerts,
      notices: [],
      recent,
    };
  }

  now(): number {
    return this.at;
  }

  statusOf(service: string): Status | null {
    return this.services.find(({ id }) => id === service)?.status ?? null;
  }

  health(): EngineHealth {
    return this.engine;
  }

  subscribe(listener: (event: ServerEvent) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(request: OperatorRequest, author: string): Result<void, RequestFault> {
    this.requested.push({ request, author });
    return this.fault === null ? ok(undefined) : err(this.fault);
  }

  /** The service is as given from now on, and whoever listens hears of it. */
  become(service: ServiceView): void {
    this.services = [...this.services.filter(({ id }) => id !== service.id), service];
    this.revision += 1;
    this.emitChanges({ revision: this.revision, at: this.at, overview: this.overview, services: [service] });
  }

  emitChanges(changes: Changes): void {
    this.#emit({ type: 'changes', changes });
  }

  /** As after a change of the configuration. */
  emitSnapshot(): void {
    this.#emit({ type: 'snapshot', snapshot: this.snapshot() });
  }

  emitHeartbeat(): void {
    this.#emit({ type: 'heartbeat', revision: this.revision, at: this.at });
  }

  ask<Request extends ClientRequest>(
    request: Request,
    role: Role = 'viewer',
  ): Result<ClientResponses[Request['type']], RequestFault> {
    this.asked.push(request);
    if (this.fault !== null) return err(this.fault);
    // The compiler cannot tie the case of a union to the type of its answer.
    return this.#answer(request, role) as Result<ClientResponses[Request['type']], RequestFault>;
  }

  #answer(request: ClientRequest, role: Role): Result<ClientResponses[ClientRequest['type']], RequestFault> {
    const { overview, services, alerts, at } = this;
    switch (request.type) {
      case 'services':
        return ok({ services, groups: this.groups });
      case 'overview':
        return ok({ overview, instance: this.#instance, notices: [], at });
      case 'alerts':
        return ok({ alerts });
      case 'incidents':
        return ok({ incidents: [], next: null });
      case 'incident':
        return this.incident?.incident.id === request.id
          ? ok(incidentDetail(this.incident.incident, this.incident.evidence, role, at))
          : err({ code: 'not-found', message: `no incident on record has the id ${request.id}` });
      case 'notifications':
        return ok({ notifications: [], next: null });
      case 'service':
      case 'history':
        return this.#answerAbout(request);
    }
  }

  #answerAbout(
    request: Extract<ClientRequest, { type: 'service' | 'history' }>,
  ): Result<ClientResponses['service' | 'history'], RequestFault> {
    const service = this.services.find(({ id }) => id === request.id);
    if (service === undefined)
      return err({ code: 'not-found', message: `there is no service ${request.id}` });
    if (request.type === 'history') {
      const { from = 0, to = this.at } = request;
      const total = historyPoint(emptyRollup(serviceIdOf(service.id), from), to - from, to);
      return ok({ service: service.id, from, to, stepMs: null, samples: [], points: [], total, gaps: [] });
    }
    return ok({
      service,
      timings: null,
      recent: [],
      alerts: [],
      incidents: [],
      uptime: { uptimeRatio: null, coverageRatio: 0 },
      latency: { p50Ms: null, p95Ms: null, p99Ms: null },
      explanation: { service: service.id, status: service.status, why: '', probing: '', rules: [] },
    });
  }

  #emit(event: ServerEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

import type { Config } from '../../shared/config/config.ts';
import { nextDeadline } from '../../shared/domain/judge.ts';
import type { KeptService } from '../../shared/domain/kept-state.ts';
import { nextTellingAt, type Watched } from '../../shared/domain/plan-notifications.ts';
import { adoptRules } from '../../shared/domain/record-sample.ts';
import type { ServiceId } from '../../shared/domain/service.ts';
import {
  keptService,
  unobserved,
  type Change,
  type ServiceState,
  type Step,
} from '../../shared/domain/service-state.ts';

export interface FleetParts {
  /** The verdict on the service is in: it is probed at its normal interval again. */
  relax(serviceId: ServiceId): void;
  /** The service turned suspect by a sample that had waited: it is probed sooner from now on. */
  hasten(serviceId: ServiceId, state: ServiceState): void;
}

/** Each service that is watched, with all that is known of it, in the order of the configuration. */
export class Fleet {
  readonly #parts: FleetParts;
  readonly #watched = new Map<ServiceId, Watched>();

  constructor(parts: FleetParts, config: Config, states: ReadonlyMap<ServiceId, ServiceState>, now: number) {
    this.#parts = parts;
    for (const service of config.services) {
      const state = states.get(service.id) ?? unobserved(service.id, now);
      this.#watched.set(service.id, { service, state });
    }
  }

  get watched(): ReadonlyMap<ServiceId, Watched> {
    return this.#watched;
  }

  get ids(): readonly ServiceId[] {
    return [...this.#watched.keys()];
  }

  /** The services that are not on this machine. */
  get outside(): readonly ServiceId[] {
    return [...this.#watched.values()]
      .filter(({ service }) => !service.loopback)
      .map(({ service }) => service.id);
  }

  /** The next moment at which time alone decides something about a service. */
  get nextDeadline(): number {
    return Math.min(
      ...[...this.#watched.values()].flatMap((watched) => [
        nextDeadline(watched.state, watched.service) ?? Infinity,
        nextTellingAt(watched) ?? Infinity,
      ]),
    );
  }

  /** About which time alone decides something by `now`. */
  due(now: number): readonly ServiceId[] {
    return [...this.#watched.values()]
      .filter(({ state, service }) => (nextDeadline(state, service) ?? Infinity) <= now)
      .map(({ service }) => service.id);
  }

  step(ids: readonly ServiceId[], decide: (watched: Watched) => Step): Change[] {
    return ids.flatMap((id) => {
      const watched = this.#watched.get(id);
      if (watched === undefined) return [];
      const { state, changes } = decide(watched);
      this.#watched.set(id, { service: watched.service, state });
      if (watched.state.suspect && !state.suspect) this.#parts.relax(id);
      if (!watched.state.suspect && state.suspect) this.#parts.hasten(id, state);
      return changes;
    });
  }

  replace(state: ServiceState): void {
    const watched = this.#watched.get(state.serviceId);
    if (watched !== undefined && watched.state !== state)
      this.#watched.set(state.serviceId, { ...watched, state });
  }

  /** Services keep what is known of them. Those that are gone stay, without alerts and incident, until they are dropped. */
  adopt(
    config: Config,
    now: number,
  ): { readonly changes: readonly Change[]; readonly gone: readonly ServiceId[] } {
    const gone = [...this.#watched.values()].filter(
      ({ service }) => !config.services.some(({ id }) => id === service.id),
    );
    const changes = this.step(
      gone.map(({ service }) => service.id),
      ({ state, service }) => adoptRules(state, { ...service, rules: [] }, now),
    );
    for (const { service, state } of gone) {
      if (state.incident === null) continue;
      changes.push({ kind: 'incident', incident: { ...state.incident.incident, resolvedAt: now } });
      this.#watched.set(service.id, { service, state: { ...state, incident: null, alerts: [] } });
    }
    for (const service of config.services) {
      const state = this.#watched.get(service.id)?.state ?? unobserved(service.id, now);
      this.#watched.delete(service.id);
      this.#watched.set(service.id, { service, state });
      changes.push(...this.step([service.id], (watched) => adoptRules(watched.state, service, now)));
    }
    return { changes, gone: gone.map(({ service }) => service.id) };
  }

  drop(ids: readonly ServiceId[]): void {
    for (const id of ids) this.#watched.delete(id);
  }

  kept(): readonly KeptService[] {
    return [...this.#watched.values()].flatMap(({ state }) => keptService(state) ?? []);
  }
}

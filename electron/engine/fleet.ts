import type { Config } from '../../shared/config/config.ts';
import { delayService, isCounting, standUntil } from '../../shared/domain/delay.ts';
import { nextDeadline } from '../../shared/domain/judge.ts';
import type { KeptService, Run } from '../../shared/domain/kept-state.ts';
import { nextTellingAt } from '../../shared/domain/plan-notifications.ts';
import type { Watched } from '../../shared/domain/watched.ts';
import { adoptRules } from '../../shared/domain/record-sample.ts';
import type { ProbeSettings, Service, ServiceId } from '../../shared/domain/service.ts';
import {
  keptService,
  unobserved,
  type Change,
  type ServiceState,
  type Step,
} from '../../shared/domain/service-state.ts';
import { DueQueue } from './due-queue.ts';

export interface FleetParts {
  /** The verdict on the service is in: it is probed at its normal interval again. */
  relax(serviceId: ServiceId): void;
  /** The service turned suspect by a sample that had waited: it is probed sooner from now on. */
  hasten(serviceId: ServiceId, state: ServiceState): void;
  /** The open probe of the service has a result by then at the latest; `null` when none is open. */
  probeEndsBy(serviceId: ServiceId): number | null;
}

/** Each service that is watched, with all that is known of it, in the order of the configuration. */
export class Fleet {
  readonly #parts: FleetParts;
  readonly #watched = new Map<ServiceId, Watched>();
  /** When time alone decides something about a service. */
  readonly #deadlines = new DueQueue<ServiceId>();
  /** Who depends on whom, seen from the other end. */
  #dependents: ReadonlyMap<ServiceId, readonly ServiceId[]>;
  /** Of the services about which there is something to remember: usually few. */
  readonly #kept = new Map<ServiceId, KeptService>();
  /** Of `runs`, until one of them changes. */
  #runs: Readonly<Record<ServiceId, Run>> | null = null;
  /** Whether each is on this machine, as its last probe told: its address only lets one guess. */
  readonly #here = new Map<ServiceId, boolean>();
  /** Of `outside`, until the services are others. */
  #outside: readonly ServiceId[] | null = null;
  /** Of `kept`, until one of them changes. */
  #keptList: readonly KeptService[] | null = null;
  /** Holds were only moved to a later time since that list was made. */
  #delayed = false;

  constructor(parts: FleetParts, config: Config, states: ReadonlyMap<ServiceId, ServiceState>, now: number) {
    this.#parts = parts;
    this.#dependents = dependentsIn(config);
    for (const service of config.services) {
      const state = states.get(service.id) ?? unobserved(service.id, now);
      this.#put({ service, state });
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
    this.#outside ??= [...this.#watched.values()].flatMap(({ service }) =>
      this.isHere(service) ? [] : [service.id],
    );
    return this.#outside;
  }

  isHere({ id, loopback }: Service): boolean {
    return this.#here.get(id) ?? loopback;
  }

  place(id: ServiceId, here: boolean): void {
    if (this.#here.get(id) === here) return;
    this.#here.set(id, here);
    this.#outside = null;
  }

  /** The next moment at which time alone decides something about a service. */
  get nextDeadline(): number {
    return this.#deadlines.nextAt;
  }

  /** These and the services that depend on them, as far as there is something to remember about them. */
  affectedBy(ids: Iterable<ServiceId>): readonly Watched[] {
    const affected = new Set<ServiceId>();
    for (const id of ids) {
      affected.add(id);
      for (const dependent of this.#dependents.get(id) ?? []) affected.add(dependent);
    }
    return [...affected].flatMap((id) => (this.#kept.has(id) ? (this.#watched.get(id) ?? []) : []));
  }

  /** A hold or a recovery of any of them is being counted. */
  get isCounting(): boolean {
    for (const kept of this.#kept.values()) if (isCounting(kept)) return true;
    return false;
  }

  /** About which time alone decides something by `now`. */
  due(now: number): readonly ServiceId[] {
    return this.#deadlines.dueBy(now);
  }

  step(ids: readonly ServiceId[], decide: (watched: Watched) => Step): Change[] {
    return ids.flatMap((id) => {
      const watched = this.#watched.get(id);
      if (watched === undefined) return [];
      const { state, changes } = decide(watched);
      this.#put({ service: watched.service, state });
      if (watched.state.suspect && !state.suspect) this.#parts.relax(id);
      if (!watched.state.suspect && state.suspect) this.#parts.hasten(id, state);
      return changes;
    });
  }

  replace(state: ServiceState): void {
    const watched = this.#watched.get(state.serviceId);
    if (watched !== undefined && watched.state !== state) this.#put({ ...watched, state });
  }

  /** The monitor itself could not act for as long. That alone is no reason to write: a busy machine delays ten times a second. */
  delay(lateMs: number): void {
    const list = this.#keptList;
    for (const { state } of this.#watched.values()) this.replace(delayService(state, lateMs));
    if (list === null || this.#keptList === list) return;
    this.#keptList = list;
    this.#delayed = true;
  }

  /** The next list of `kept` has the holds at their later times. */
  keepDelays(): void {
    if (this.#delayed) this.#keptList = null;
    this.#delayed = false;
  }

  /** What is known stands until what comes next is known, which may take as long as a deadline: no moment lies in between. */
  letStand(ids: readonly ServiceId[], now: number): void {
    for (const id of ids) {
      const state = this.#watched.get(id)?.state;
      if (state === undefined || state.spanFrom === null || now < state.standsUntil) continue;
      const until = this.#parts.probeEndsBy(id);
      if (until !== null) this.replace(standUntil(state, until));
    }
  }

  /** Services keep what is known of them. Those that are gone stay, without alerts and incident, until they are dropped; of those that moved, it is open where they are. */
  adopt(
    config: Config,
    now: number,
  ): {
    readonly changes: readonly Change[];
    readonly gone: readonly ServiceId[];
    readonly moved: readonly ServiceId[];
  } {
    this.#dependents = dependentsIn(config);
    this.#outside = null;
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
      this.#put({ service, state: { ...state, incident: null, alerts: [] } });
    }
    const moved = config.services.flatMap(({ id, probe }) => {
      const known = this.#watched.get(id);
      return known === undefined || placeIn(known.service.probe) === placeIn(probe) ? [] : [id];
    });
    for (const id of moved) this.#here.delete(id);
    for (const service of config.services) {
      const state = this.#watched.get(service.id)?.state ?? unobserved(service.id, now);
      this.#watched.delete(service.id);
      this.#put({ service, state });
      changes.push(...this.step([service.id], (watched) => adoptRules(watched.state, service, now)));
    }
    return { changes, gone: gone.map(({ service }) => service.id), moved };
  }

  drop(ids: readonly ServiceId[]): void {
    this.#runs = null;
    for (const id of ids) {
      this.#here.delete(id);
      this.#watched.delete(id);
      this.#deadlines.set(id, null);
      if (this.#kept.delete(id)) this.#keptList = null;
    }
    this.#outside = null;
  }

  /** What has to survive a restart: the same list until something in it changes. */
  kept(): readonly KeptService[] {
    if (this.#keptList === null) this.#delayed = false;
    this.#keptList ??= [...this.#kept.values()];
    return this.#keptList;
  }

  /** Since when each has its status: the same record until one of them has another. */
  runs(): Readonly<Record<ServiceId, Run>> {
    this.#runs ??= Object.fromEntries(
      [...this.#watched.values()].flatMap(({ state: { serviceId, run } }) =>
        run === null ? [] : [[serviceId, run] as const],
      ),
    );
    return this.#runs;
  }

  #put(watched: Watched): void {
    const { service, state } = watched;
    if (this.#watched.get(service.id)?.state.run !== state.run) this.#runs = null;
    this.#watched.set(service.id, watched);
    const deadline = Math.min(nextDeadline(state, service) ?? Infinity, nextTellingAt(watched) ?? Infinity);
    this.#deadlines.set(service.id, deadline === Infinity ? null : deadline);
    this.#keep(service.id, keptService(state));
  }

  #keep(id: ServiceId, kept: KeptService | null): void {
    const before = this.#kept.get(id) ?? null;
    // Every sample makes a new state, in which mostly nothing is new that has to be kept.
    if (before === kept || JSON.stringify(before) === JSON.stringify(kept)) return;
    this.#keptList = null;
    if (kept === null) this.#kept.delete(id);
    else this.#kept.set(id, kept);
  }
}

/** What is asked for there may change, and a secret in it is exchanged now and then. */
function placeIn(probe: ProbeSettings): string {
  return probe.kind === 'tcp' ? `${probe.host} ${probe.port}` : new URL(probe.url).origin;
}

function dependentsIn({ services }: Config): ReadonlyMap<ServiceId, readonly ServiceId[]> {
  const dependents = new Map<ServiceId, ServiceId[]>();
  for (const { id, dependsOn } of services)
    for (const other of dependsOn) dependents.set(other, [...(dependents.get(other) ?? []), id]);
  return dependents;
}

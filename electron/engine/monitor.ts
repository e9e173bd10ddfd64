import type { Config } from '../../shared/config/config.ts';
import {
  CONNECTED,
  nextConnectivity,
  type Connectivity,
  type ConnectivityFact,
} from '../../shared/domain/connectivity.ts';
import { advanceService, nextDeadline } from '../../shared/domain/judge.ts';
import type { NotificationRecord } from '../../shared/domain/notification.ts';
import {
  forgetCooldowns,
  nextTellingAt,
  offlineNotice,
  planNotifications,
  type Draft,
  type Watched,
} from '../../shared/domain/plan-notifications.ts';
import type { ProbeResult } from '../../shared/domain/probe-result.ts';
import { adoptRules, recordGap, recordSample } from '../../shared/domain/record-sample.ts';
import { classify, type Sample } from '../../shared/domain/sample.ts';
import type { Service, ServiceId } from '../../shared/domain/service.ts';
import {
  keptService,
  unobserved,
  type Change,
  type ServiceState,
  type Step,
} from '../../shared/domain/service-state.ts';
import type { Cancel, Clock, Logger } from '../ports.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { HistoryWriter } from './history-writer.ts';
import { logChange } from './log-change.ts';
import type { StateKeeper } from './state-keeper.ts';

/** What the monitor calls when a turn is over; each is direct, in the order in which they stand in `#finish`. */
export interface MonitorParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly keeper: StateKeeper;
  readonly writer: HistoryWriter;
  readonly dispatcher: Dispatcher;
  readonly now: () => number;
  /** Time has come for `judge`; the caller first makes sure that no time was missed. */
  wake(): void;
  /** The services whose view changed and what was told of. */
  publish(serviceIds: readonly ServiceId[], told: readonly NotificationRecord[]): void;
  /** The verdict on these services is in: they are probed at their normal interval again. */
  relax(serviceId: ServiceId): void;
  /** A service turned suspect by a sample that had waited: it is probed sooner from now on. */
  hasten(serviceId: ServiceId, state: ServiceState): void;
  /** These services are to be probed at once. */
  probeSoon(serviceIds: readonly ServiceId[]): void;
}

/** Holds what is known of the fleet; takes facts, asks the pure rules what follows, and carries it out. */
export class Monitor {
  readonly #parts: MonitorParts;
  readonly #fleet = new Map<ServiceId, Watched>();
  #connectivity: Connectivity = CONNECTED;
  #outbox: readonly NotificationRecord[] = [];
  #sequence = 0;
  #cancelDeadline: Cancel = () => {};

  constructor(
    parts: MonitorParts,
    config: Config,
    states: ReadonlyMap<ServiceId, ServiceState>,
    offlineSince: number | null,
  ) {
    this.#parts = parts;
    for (const service of config.services) {
      this.#fleet.set(service.id, {
        service,
        state: states.get(service.id) ?? unobserved(service.id, parts.now()),
      });
    }
    this.#connectivity = { ...CONNECTED, offlineSince: this.#outside().length === 0 ? null : offlineSince };
  }

  get fleet(): ReadonlyMap<ServiceId, Watched> {
    return this.#fleet;
  }

  get offlineSince(): number | null {
    return this.#connectivity.offlineSince;
  }

  /** Carries out what taking up after a restart brought about. */
  begin(changes: readonly Change[]): void {
    this.#finish(changes, [...this.#fleet.keys()]);
  }

  /** `null` when the service is watched no more. A void result is no fact: nothing was observed. */
  record(service: Service, result: ProbeResult): ServiceState | null {
    const watched = this.#fleet.get(service.id);
    if (watched === undefined) return null;
    if (result.outcome === 'void') {
      this.#parts.logger.warn('probe void', { service: service.id, message: result.message });
      return watched.state;
    }
    const sample = classify(result, watched.service, this.#parts.now());
    if (watched.service.loopback) this.#finish(this.#apply([sample]), [service.id]);
    else this.#connect({ kind: 'sample', sample });
    return this.#fleet.get(service.id)?.state ?? null;
  }

  /** Whether any interface beyond loopback is up. */
  seeInterfaces(outside: boolean): void {
    if (this.#outside().length > 0) this.#connect({ kind: 'interfaces', outside });
  }

  /** Nobody observed from `from` on. */
  recordGap(from: number, to: number): void {
    this.#parts.logger.warn('unobserved gap', { from, to, lengthMs: to - from });
    this.#parts.writer.add({ gaps: [{ from, to, reason: 'frozen' }] });
    // A verdict that waits for others would come from before the gap.
    this.#connectivity = { ...this.#connectivity, withheld: [] };
    const changes = this.#step([...this.#fleet.keys()], ({ state, service }) =>
      recordGap(state, service, from),
    );
    this.#finish(changes, [...this.#fleet.keys()]);
  }

  /** Judges what time alone decides. */
  judge(): void {
    const now = this.#parts.now();
    const due = [...this.#fleet.values()].filter(
      ({ state, service }) => (nextDeadline(state, service) ?? Infinity) <= now,
    );
    const ids = due.map(({ service }) => service.id);
    this.#finish(
      this.#step(ids, ({ state, service }) => advanceService(state, service, now)),
      ids,
    );
  }

  /** New settings for the same fleet: services keep what is known of them. */
  adopt(config: Config): void {
    const now = this.#parts.now();
    const gone = [...this.#fleet.values()].filter(
      ({ service }) => !config.services.some(({ id }) => id === service.id),
    );
    const changes = this.#step(
      gone.map(({ service }) => service.id),
      ({ state, service }) => adoptRules(state, { ...service, rules: [] }, now),
    );
    for (const { service, state } of gone) {
      if (state.incident === null) continue;
      changes.push({ kind: 'incident', incident: { ...state.incident.incident, resolvedAt: now } });
      this.#fleet.set(service.id, { service, state: { ...state, incident: null, alerts: [] } });
    }
    for (const service of config.services) {
      const state = this.#fleet.get(service.id)?.state ?? unobserved(service.id, now);
      this.#fleet.delete(service.id);
      this.#fleet.set(service.id, { service, state });
      changes.push(...this.#step([service.id], (watched) => adoptRules(watched.state, service, now)));
    }
    this.#finish(changes, []);
    for (const { service } of gone) this.#fleet.delete(service.id);
    if (this.#outside().length === 0) this.#connectivity = CONNECTED;
    this.#save();
    this.#arm();
  }

  /** A delivery has an outcome. */
  recordDelivery(record: NotificationRecord): void {
    this.#outbox = this.#outbox.filter(
      (other) => other.id !== record.id || other.notifier !== record.notifier,
    );
    this.#parts.writer.add({ notifications: [record] });
    // First the record, then the state that no longer holds it: a crash in between must not lose what was told.
    this.#parts.writer.flush();
    this.#save();
    this.#parts.publish([], [record]);
  }

  stop(): void {
    this.#cancelDeadline();
    this.#save();
  }

  #outside(): readonly ServiceId[] {
    return [...this.#fleet.values()]
      .filter(({ service }) => !service.loopback)
      .map(({ service }) => service.id);
  }

  #connect(fact: ConnectivityFact): void {
    const now = this.#parts.now();
    const before = this.#connectivity;
    const outside = this.#outside();
    const { next, released, probeOthers } = nextConnectivity(before, fact, outside, now);
    if (next === before && released.length === 0) return;
    this.#connectivity = next;
    const changes: Change[] = [];
    const drafts: Draft[] = [];
    if (before.offlineSince === null && next.offlineSince !== null) {
      const since = next.offlineSince;
      changes.push(...this.#step(outside, ({ state, service }) => recordGap(state, service, since)));
      drafts.push(offlineNotice(now, outside.length));
    }
    if (before.offlineSince !== null && next.offlineSince === null) {
      this.#parts.writer.add({ gaps: [{ from: before.offlineSince, to: now, reason: 'offline' }] });
    }
    if (before.offlineSince !== next.offlineSince) {
      this.#parts.logger.warn(next.offlineSince === null ? 'network is back' : 'cut off from the network');
    }
    changes.push(...this.#apply(released));
    this.#finish(changes, before.offlineSince === next.offlineSince ? [] : outside, drafts);
    const others = fact.kind === 'sample' ? outside.filter((id) => id !== fact.sample.serviceId) : outside;
    if (probeOthers) this.#parts.probeSoon(others);
  }

  #apply(samples: readonly Sample[]): Change[] {
    return samples.flatMap((sample) =>
      this.#step([sample.serviceId], ({ state, service }) => recordSample(state, service, sample)),
    );
  }

  #step(ids: readonly ServiceId[], decide: (watched: Watched) => Step): Change[] {
    return ids.flatMap((id) => {
      const watched = this.#fleet.get(id);
      if (watched === undefined) return [];
      const { state, changes } = decide(watched);
      this.#fleet.set(id, { service: watched.service, state });
      if (watched.state.suspect && !state.suspect) this.#parts.relax(id);
      if (!watched.state.suspect && state.suspect) this.#parts.hasten(id, state);
      return changes;
    });
  }

  /** The end of every turn: remember, then tell, then show. */
  #finish(changes: readonly Change[], touched: readonly ServiceId[], notices: readonly Draft[] = []): void {
    const now = this.#parts.now();
    const incidents = changes.flatMap((change) => (change.kind === 'incident' ? [change.incident] : []));
    for (const change of changes) logChange(this.#parts.logger, change);
    this.#parts.writer.add({
      samples: changes.flatMap((change) => (change.kind === 'sample' ? [change.sample] : [])),
      spans: changes.flatMap((change) => (change.kind === 'span' ? [change.span] : [])),
      incidents,
    });
    // An end is on record before the state forgets it; a beginning is in the state before it is on record.
    if (incidents.some(({ resolvedAt }) => resolvedAt !== null)) this.#parts.writer.flush();
    const plan = planNotifications(this.#fleet, changes, now);
    for (const decision of plan.decisions) this.#parts.logger.info('notification decision', { ...decision });
    for (const state of plan.states) this.#setState(state);
    for (const watched of this.#fleet.values()) this.#setState(forgetCooldowns(watched, now));
    const intents = [...notices, ...plan.drafts].flatMap((draft) =>
      this.#parts.dispatcher.intents({ ...draft, id: this.#nextId(now) }),
    );
    this.#outbox = [...this.#outbox, ...intents];
    this.#save();
    this.#parts.writer.add({ notifications: intents });
    if (intents.length > 0 || incidents.length > 0) this.#parts.writer.flush();
    for (const intent of intents) this.#parts.dispatcher.deliver(intent);
    const changed = new Set([...touched, ...plan.states.map((state) => state.serviceId)]);
    for (const change of changes) {
      if (change.kind === 'alert' || change.kind === 'status') changed.add(change.serviceId);
      if (change.kind === 'sample') changed.add(change.sample.serviceId);
    }
    this.#parts.publish([...changed], []);
    this.#arm();
  }

  #setState(state: ServiceState): void {
    const watched = this.#fleet.get(state.serviceId);
    if (watched !== undefined && watched.state !== state)
      this.#fleet.set(state.serviceId, { ...watched, state });
  }

  #arm(): void {
    this.#cancelDeadline();
    const next = Math.min(
      ...[...this.#fleet.values()].flatMap((watched) => [
        nextDeadline(watched.state, watched.service) ?? Infinity,
        nextTellingAt(watched) ?? Infinity,
      ]),
    );
    if (next === Infinity) return;
    this.#cancelDeadline = this.#parts.clock.after(Math.max(0, next - this.#parts.now()), () => {
      this.#parts.wake();
    });
  }

  #save(): void {
    this.#parts.keeper.save({
      version: 1,
      services: [...this.#fleet.values()].flatMap((watched) => keptService(watched.state) ?? []),
      outbox: this.#outbox,
      offlineSince: this.#connectivity.offlineSince,
    });
  }

  #nextId(now: number): string {
    this.#sequence += 1;
    return `${String(now).padStart(14, '0')}-${String(this.#sequence).padStart(6, '0')}`;
  }
}

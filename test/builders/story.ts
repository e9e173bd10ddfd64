import { parseDuration } from '../../shared/lib/duration.ts';
import { delayService } from '../../shared/domain/delay.ts';
import { advanceService, nextDeadline } from '../../shared/domain/judge.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import {
  acknowledge,
  measureOf,
  pauseUntil,
  silence,
  type MeasureFault,
} from '../../shared/domain/measures.ts';
import { forgetCooldowns, nextTellingAt, planNotifications } from '../../shared/domain/plan-notifications.ts';
import type { Watched } from '../../shared/domain/watched.ts';
import type { Measure, Pause } from '../../shared/domain/quiet.ts';
import { adoptRules, recordGap, recordSample } from '../../shared/domain/record-sample.ts';
import { classify } from '../../shared/domain/sample.ts';
import { NO_TIMINGS, type Cause, type ProbeResult } from '../../shared/domain/probe-result.ts';
import type { Service, ServiceId } from '../../shared/domain/service.ts';
import {
  keptService,
  restoreService,
  statusAt,
  unobserved,
  type Change,
  type ServiceState,
  type Step,
} from '../../shared/domain/service-state.ts';
import { exchangeContent } from './record.ts';
import { ok, type Result } from '../../shared/lib/result.ts';

export type Outcome = 'up' | 'slow' | 'crawling' | Exclude<Cause, 'slow'>;

const LATENCIES = { up: 20, slow: 2000, crawling: 6000 };

const START = Date.UTC(2026, 0, 5, 9);

/** One answer of a service, in the words of a story: `slow` is degraded, `crawling` is down by slowness. */
export function result(
  outcome: Outcome,
  body = '{}',
  latencyMs?: number,
): Exclude<ProbeResult, { outcome: 'void' }> {
  const facts = {
    httpStatus: null,
    timings: NO_TIMINGS,
    certificateExpiresAt: null,
    exchange: () => exchangeContent({ body: { text: body, cut: false, compression: null } }),
  };
  if (outcome === 'up' || outcome === 'slow' || outcome === 'crawling') {
    return { ...facts, outcome: 'response', latencyMs: latencyMs ?? LATENCIES[outcome] };
  }
  return { ...facts, outcome: 'failure', cause: outcome, message: `it was ${outcome}`, latencyMs: null };
}

/**
 * What happens to a fleet when its services answer as told, with time passing as in the engine: every deadline is
 * judged at its own moment. Times are durations since the beginning, such as `1m30s`.
 */
export class Story {
  readonly transitions: string[] = [];
  readonly told: string[] = [];
  /** Of what was told, in the same order. */
  readonly bodies: string[] = [];
  readonly decisions: string[] = [];
  readonly incidents = new Map<string, Incident>();
  /** What a person wanted and could not have. */
  readonly refused: string[] = [];
  /** Measures that ended by themselves. */
  readonly ended: string[] = [];
  readonly #fleet = new Map<ServiceId, Watched>();
  #pause: Pause | null = null;
  #now = START;

  constructor(...services: readonly Service[]) {
    for (const service of services)
      this.#fleet.set(service.id, { service, state: unobserved(service.id, START) });
  }

  /** The sample of a service (the first one unless named) is known at `time`. */
  sample(time: string, outcome: Outcome, id?: string): this {
    this.wait(time);
    if (this.#pause !== null) throw new Error(`nothing is probed at ${time}: the story is paused`);
    const { service, state } = this.#watched(id);
    this.#take(service, recordSample(state, service, classify(result(outcome), service, this.#now)));
    return this;
  }

  /** The same outcome again and again, from one time to another. */
  samples(from: string, to: string, every: string, outcome: Outcome, id?: string): this {
    for (let at = ms(from); at <= ms(to); at += ms(every)) this.sample(`${at}ms`, outcome, id);
    return this;
  }

  /** Nobody observed from the present until `time`. */
  freeze(time: string): this {
    const from = this.#now;
    this.#now = START + ms(time);
    for (const id of this.#fleet.keys()) {
      const { service, state } = this.#watched(id);
      this.#take(service, recordGap(state, service, from));
    }
    return this;
  }

  /** The monitor is late by as much, again and again until a time, with as much between that it is not. */
  late(until: string, by: string): this {
    const lateMs = ms(by);
    for (let at = this.#now - START + 2 * lateMs; at <= ms(until); at += 2 * lateMs) {
      this.wait(`${at - lateMs}ms`);
      this.#now = START + at;
      for (const { service, state } of this.#fleet.values())
        this.#take(service, { state: delayService(state, lateMs), changes: [] });
    }
    return this;
  }

  /** A person wants quiet until a time, or `recovery`. */
  silence(time: string, until: string, id?: string): this {
    const end = until === 'recovery' ? until : START + ms(until);
    return this.#measure(time, id, (watched, measure) => silence(watched, end, measure));
  }

  unsilence(time: string, id?: string): this {
    return this.#measure(time, id, ({ state }) => ok({ ...state, silence: null }));
  }

  acknowledge(time: string, id?: string): this {
    return this.#measure(time, id, acknowledge);
  }

  unacknowledge(time: string, id?: string): this {
    return this.#measure(time, id, ({ state }) => ok({ ...state, acknowledgement: null }));
  }

  /** Nothing is observed and nobody told until a time, or until somebody resumes. */
  pause(time: string, until: string | null = null): this {
    this.wait(time);
    const end = until === null ? null : START + ms(until);
    const pause = pauseUntil(end, measureOf('Ada', '', this.#now));
    if (!pause.ok) throw new Error(pause.error.message);
    this.#pause = pause.value;
    for (const { service, state } of this.#fleet.values())
      this.#take(service, recordGap(state, service, this.#now));
    return this;
  }

  resume(time: string): this {
    this.wait(time);
    this.#pause = null;
    this.#finish([]);
    return this;
  }

  /** The process is replaced: only what is kept survives. */
  restart(): this {
    for (const { service, state } of this.#fleet.values()) {
      const lapsedAt = state.sample !== null && state.spanFrom === null ? state.standsUntil : null;
      const restored = restoreService(
        service,
        keptService(state),
        state.sample,
        state.run,
        [],
        lapsedAt,
        this.#now,
      );
      this.#fleet.set(service.id, { service, state: restored });
    }
    return this;
  }

  /** The configuration now says this of a service. */
  adopt(time: string, service: Service): this {
    this.wait(time);
    this.#take(service, adoptRules(this.#watched(service.id).state, service, this.#now));
    return this;
  }

  wait(time: string): this {
    const end = START + ms(time);
    for (let next = this.#nextDeadline(); next <= end; next = this.#nextDeadline()) {
      this.#now = Math.max(this.#now, next);
      if ((this.#pause?.until ?? Infinity) <= this.#now) this.#pause = null;
      for (const id of this.#fleet.keys()) {
        const { service, state } = this.#watched(id);
        this.#take(service, advanceService(state, service, this.#now));
      }
    }
    this.#now = Math.max(this.#now, end);
    return this;
  }

  get now(): number {
    return this.#now;
  }

  status(id?: string) {
    return statusAt(this.#watched(id).state, this.#now);
  }

  state(id?: string): ServiceState {
    return this.#watched(id).state;
  }

  /** Spans of incidents as `cause from..to`, in the order in which they began. */
  incidentSpans(): readonly string[] {
    return [...this.incidents.values()].map(
      ({ cause, startedAt, resolvedAt }) =>
        `${cause} ${sinceStart(startedAt)}..${resolvedAt === null ? '' : sinceStart(resolvedAt)}`,
    );
  }

  #watched(id?: string): Watched {
    const watched = id === undefined ? [...this.#fleet.values()][0] : this.#fleet.get(id as ServiceId);
    if (watched === undefined) throw new Error(`the story has no service ${String(id)}`);
    return watched;
  }

  #nextDeadline(): number {
    return Math.min(
      this.#pause?.until ?? Infinity,
      ...[...this.#fleet.values()].flatMap((watched) => [
        nextDeadline(watched.state, watched.service) ?? Infinity,
        nextTellingAt(watched) ?? Infinity,
      ]),
    );
  }

  #measure(
    time: string,
    id: string | undefined,
    decide: (watched: Watched, measure: Measure) => Result<ServiceState, MeasureFault>,
  ): this {
    this.wait(time);
    const decided = decide(this.#watched(id), measureOf('Ada', '', this.#now));
    if (decided.ok) this.#replace(decided.value);
    else this.refused.push(decided.error.message);
    this.#finish([]);
    return this;
  }

  #take(service: Service, { state, changes }: Step): void {
    this.#fleet.set(service.id, { service, state });
    this.#finish(changes);
  }

  #finish(changes: readonly Change[]): void {
    for (const change of changes) this.#note(change);
    const plan = planNotifications(
      this.#fleet,
      [...this.#fleet.values()],
      changes,
      this.#pause !== null,
      this.#now,
    );
    for (const { serviceId, ruleId, decision } of plan.decisions) {
      this.decisions.push(`${sinceStart(this.#now)} ${serviceId} ${ruleId}: ${decision}`);
    }
    for (const draft of plan.drafts) {
      this.bodies.push(draft.body);
      this.told.push(`${sinceStart(this.#now)} ${draft.title} (${String(draft.ruleId)}, ${draft.reason})`);
    }
    for (const planned of plan.states) this.#replace(planned);
    for (const watched of this.#fleet.values()) this.#replace(forgetCooldowns(watched, this.#now));
  }

  #replace(state: ServiceState): void {
    const watched = this.#fleet.get(state.serviceId);
    if (watched !== undefined) this.#fleet.set(state.serviceId, { ...watched, state });
  }

  #note(change: Change): void {
    if (change.kind === 'incident') this.incidents.set(change.incident.id, change.incident);
    if (change.kind === 'measure-over') this.ended.push(`${sinceStart(change.at)} ${change.measure}`);
    if (change.kind !== 'alert') return;
    this.transitions.push(
      `${sinceStart(change.at)} ${change.serviceId} ${change.alert.ruleId} ${change.transition}`,
    );
  }
}

function ms(time: string): number {
  const parsed = parseDuration(time);
  if (parsed === null) throw new Error(`not a time of a story: ${time}`);
  return parsed;
}

/** `95 s` since the beginning as `1m35s`. */
function sinceStart(at: number): string {
  const seconds = (at - START) / 1000;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round((seconds - minutes * 60) * 1000) / 1000;
  if (minutes === 0) return `${rest}s`;
  return rest === 0 ? `${minutes}m` : `${minutes}m${rest}s`;
}

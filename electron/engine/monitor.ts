import type { Config } from '../../shared/config/config.ts';
import type { Connectivity } from '../../shared/domain/connectivity.ts';
import { dependenciesToProbe } from '../../shared/domain/awaiting-dependency.ts';
import { advanceService } from '../../shared/domain/judge.ts';
import type { MeasureFault } from '../../shared/domain/measures.ts';
import type { KeptPath } from '../../shared/domain/kept-state.ts';
import type { Draft, NotificationRecord } from '../../shared/domain/notification.ts';
import type { Watched } from '../../shared/domain/watched.ts';
import type { ProbeResult } from '../../shared/domain/probe-result.ts';
import type { Pause } from '../../shared/domain/quiet.ts';
import { recordGap } from '../../shared/domain/record-sample.ts';
import { classify } from '../../shared/domain/sample.ts';
import type { Service, ServiceId } from '../../shared/domain/service.ts';
import type { Change, ServiceState } from '../../shared/domain/service-state.ts';
import { ok, type Result } from '../../shared/lib/result.ts';
import type { Clock } from '../ports.ts';
import { Alarm } from './alarm.ts';
import { Fleet, type FleetParts } from './fleet.ts';
import type { CutOffsParts } from './cut-offs.ts';
import type { NetworkWatchParts } from './network-watch.ts';
import { Reach, type Reached } from './reach.ts';
import { TurnEnd, type TurnEndParts } from './turn-end.ts';

/** The whole document is written for them, and since when all is well matters little. */
const RUNS_EVERY_MS = 10_000;

/** What is further away is looked at again on the way; no clock has to wait longer. */
const LONGEST_WAIT_MS = 86_400_000;

export interface MonitorParts extends FleetParts, TurnEndParts, NetworkWatchParts, CutOffsParts {
  readonly clock: Clock;
  /** Time has come for `judge`; the caller first makes sure that no time was missed. */
  wake(): void;
  /** These services are to be probed at once. */
  probeSoon(serviceIds: readonly ServiceId[]): void;
  /** A probe came to nothing through no fault of its service. */
  noteVoid(service: ServiceId, result: Extract<ProbeResult, { outcome: 'void' }>): void;
  /** Open probes are void and none starts until `startRound`. */
  holdProbing(): void;
  startRound(): void;
}

/** What the last run left. */
export interface Remembered {
  readonly states: ReadonlyMap<ServiceId, ServiceState>;
  readonly offlineSince: number | null;
  readonly offlineBy: Connectivity['offlineBy'];
  readonly paths: readonly KeptPath[];
  readonly pause: Pause | null;
}

/** Holds what is known of the fleet; takes facts, asks the pure rules what follows, and carries it out. */
export class Monitor {
  readonly #parts: MonitorParts;
  readonly #fleet: Fleet;
  readonly #turnEnd: TurnEnd;
  readonly #reach: Reach;
  #pause: Pause | null;
  #savedAt = 0;
  readonly #alarm: Alarm;

  constructor(parts: MonitorParts, config: Config, remembered: Remembered) {
    const { states, offlineSince, offlineBy, paths, pause } = remembered;
    this.#parts = parts;
    this.#fleet = new Fleet(parts, config, states, parts.now());
    this.#reach = new Reach(parts, this.#fleet, { offlineSince, offlineBy });
    this.#reach.begin(paths);
    this.#pause = pause;
    this.#turnEnd = new TurnEnd(parts, this.#fleet, this);
    this.#alarm = new Alarm(parts.clock, () => {
      parts.wake();
      this.#arm();
    });
  }

  get fleet(): ReadonlyMap<ServiceId, Watched> {
    return this.#fleet.watched;
  }

  get offlineSince(): number | null {
    return this.#reach.connectivity.offlineSince;
  }

  get offlineBy(): Connectivity['offlineBy'] {
    return this.#reach.connectivity.offlineBy;
  }

  get paths(): readonly KeptPath[] {
    return this.#reach.paths;
  }

  get pause(): Pause | null {
    return this.#pause;
  }

  /** Carries out what taking up after a restart brought about. */
  begin(changes: readonly Change[]): void {
    if (this.#pause !== null) this.#parts.holdProbing();
    this.#finish(changes, this.#fleet.ids);
  }

  /** `null` when the service is watched no more. Its probe began at `begunAt`. A void result is no fact: nothing was observed. */
  record(service: Service, result: ProbeResult, begunAt: number): ServiceState | null {
    const watched = this.fleet.get(service.id);
    if (watched === undefined) return null;
    if (result.outcome === 'void') {
      this.#parts.noteVoid(service.id, result);
      return watched.state;
    }
    this.#fleet.letStand([service.id], this.#parts.now());
    const sample = classify(result, watched.service, this.#parts.now());
    this.#parts.evidence.note(sample, result.exchange);
    this.#carryOut(this.#reach.take(watched.service, sample, result, begunAt));
    return this.fleet.get(service.id)?.state ?? null;
  }

  /** Once a second, also in a pause: a VPN that is on again is said to be. What the network does is nothing to a fleet on this machine. */
  seeNetwork(): void {
    if (this.#fleet.outside.length > 0) this.#carryOut(this.#reach.look());
  }

  /** It cannot be judged, and people are told why: by the network of this machine. */
  isUnseen(service: Service): boolean {
    return this.#reach.isUnseen(service);
  }

  /** Nobody observed from `from` on. A pause goes on, or has ended in between. */
  recordGap(from: number, to: number): void {
    // The clock may have stood still meanwhile: it would call by as much too late.
    this.#alarm.cancel();
    this.#arm();
    const pausedUntil = this.#pause === null ? from : (this.#pause.until ?? Infinity);
    if (pausedUntil >= to) return;
    this.#endPauseAt(pausedUntil);
    const missed = { from: Math.max(from, pausedUntil), to, reason: 'frozen' } as const;
    this.#parts.logger.warn('unobserved gap', { ...missed, lengthMs: to - missed.from });
    this.#parts.writer.add({ gaps: [missed] });
    this.#lapse(missed.from);
  }

  /** About the monitor itself; nobody is told of anything new in a pause. */
  tell(untold: () => readonly Draft[]): void {
    const drafts = this.#pause === null ? untold() : [];
    if (drafts.length > 0) this.#finish([], [], drafts);
  }

  /** The monitor itself could not act for as long. */
  delay(lateMs: number): void {
    this.#fleet.delay(lateMs);
    this.#arm();
  }

  /** A hold or a recovery is being counted. */
  get isCounting(): boolean {
    return this.#fleet.isCounting;
  }

  /** Judges what time alone decides. */
  judge(): void {
    const now = this.#parts.now();
    const { until } = this.#pause ?? { until: null };
    if (until !== null && until <= now) this.#endPauseAt(until);
    this.#fleet.letStand(this.#fleet.due(now), now);
    const ids = this.#fleet.due(now);
    if (ids.length === 0) return;
    this.#finish(
      this.#fleet.step(ids, ({ state, service }) => advanceService(state, service, now)),
      ids,
    );
  }

  /** New settings for the same fleet: services keep what is known of them. */
  adopt(config: Config): void {
    const { changes, gone, moved } = this.#fleet.adopt(config, this.#parts.now());
    this.#finish(changes, this.#fleet.ids);
    this.#fleet.drop(gone);
    this.#parts.evidence.forget(gone);
    this.#reach.forget([...gone, ...moved]);
    this.save();
    this.#arm();
  }

  /** A person did something about one service that is watched. */
  measure(
    watched: Watched,
    decide: (watched: Watched) => Result<ServiceState, MeasureFault>,
  ): Result<void, MeasureFault> {
    const decided = decide(watched);
    if (!decided.ok) return decided;
    this.#fleet.replace(decided.value);
    this.#finish([], [watched.service.id]);
    return ok(undefined);
  }

  /** A person did something about all of them: one turn. */
  measureAll(change: (state: ServiceState) => ServiceState): void {
    for (const { state } of this.fleet.values()) this.#fleet.replace(change(state));
    this.#finish([], this.#fleet.ids);
  }

  /** In place of a pause that lasts already. */
  beginPause(pause: Pause): void {
    this.#notePauseUntil(pause.at);
    this.#pause = pause;
    this.#parts.holdProbing();
    this.#lapse(pause.at);
    // After a restart a pause that is on says that what came before it is on record.
    this.#parts.writer.flush();
  }

  endPause(): void {
    this.#endPauseAt(this.#parts.now());
  }

  recordDelivery(record: NotificationRecord): void {
    this.#turnEnd.recordDelivery(record);
  }

  /** Once a second; a crash loses no more of them than is said here. */
  saveRuns(): void {
    const now = this.#parts.now();
    if (now - this.#savedAt < RUNS_EVERY_MS || this.#parts.keeper.failingSince !== null) return;
    this.#savedAt = now;
    this.save();
  }

  save(): void {
    this.#fleet.keepDelays();
    this.#turnEnd.save();
  }

  stop(): void {
    this.#alarm.stop();
    this.save();
  }

  #endPauseAt(at: number): void {
    if (this.#pause === null) return;
    this.#notePauseUntil(at);
    this.#pause = null;
    this.#finish([], this.#fleet.ids);
    this.#parts.startRound();
  }

  /** On record before the state forgets it. */
  #notePauseUntil(to: number): void {
    if (this.#pause === null) return;
    this.#parts.logger.info('end of a pause', { from: this.#pause.at, to });
    this.#parts.writer.add({ gaps: [{ from: this.#pause.at, to, reason: 'paused' }] });
    this.#parts.writer.flush();
  }

  /** Nothing that is known stands longer than `at`. */
  #lapse(at: number): void {
    this.#reach.lapse();
    const { ids } = this.#fleet;
    this.#finish(
      this.#fleet.step(ids, ({ state, service }) => recordGap(state, service, at)),
      ids,
    );
  }

  #carryOut({ changes, touched, ask }: Reached): void {
    if (changes.length + touched.length > 0) this.#finish(changes, touched);
    if (ask.length > 0) this.#parts.probeSoon(ask);
  }

  #finish(changes: readonly Change[], touched: readonly ServiceId[], notices: readonly Draft[] = []): void {
    this.#turnEnd.finish(changes, touched, notices);
    const unprobed = dependenciesToProbe(this.fleet, changes);
    if (unprobed.length > 0) this.#parts.probeSoon(unprobed);
    this.#arm();
  }

  /** With nearly every sample the next deadline moves away: called too early, nothing is due yet. */
  #arm(): void {
    const next = Math.min(this.#fleet.nextDeadline, this.#pause?.until ?? Infinity);
    if (next === Infinity) return;
    this.#alarm.within(Math.min(LONGEST_WAIT_MS, Math.max(0, next - this.#parts.now())));
  }
}

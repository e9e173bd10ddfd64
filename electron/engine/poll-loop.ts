import { endTurn, planRound, relaxTurn, takeTurn, type Turn } from '../../shared/domain/schedule.ts';
import type { ProbeResult } from '../../shared/domain/probe-result.ts';
import type { Service, ServiceId } from '../../shared/domain/service.ts';
import type { ServiceState } from '../../shared/domain/service-state.ts';
import type { Cancel, Clock, Prober } from '../ports.ts';
import { DueQueue } from './due-queue.ts';

/** Starts and ends of probes that are late by less than this are on time. */
const TOLERATED_LATE_MS = 1000;

export interface PollTarget {
  /** A probe starts, this long after its turn. */
  started(lateMs: number): void;
  /** Takes a result; the state it returns decides when the service is probed next. `null` when it is watched no more. */
  record(service: Service, result: ProbeResult, begunAt: number): ServiceState | null;
  /** A defect in probing or recording: never swallowed. */
  onBug(bug: unknown): void;
}

/** Asks the schedule whose turn it is and keeps one probe a service, and not too many overall, in flight. */
export class PollLoop {
  readonly #clock: Clock;
  readonly #prober: Prober;
  readonly #now: () => number;
  readonly #target: PollTarget;
  #services: ReadonlyMap<ServiceId, Service> = new Map();
  #turns = new Map<ServiceId, Turn>();
  /** When the turns come. */
  readonly #due = new DueQueue<ServiceId>();
  #open = new Set<Promise<void>>();
  /** Of the open probe of each service. */
  readonly #aborters = new Map<ServiceId, AbortController>();
  #cancel: Cancel = () => {};
  /** No probe starts until `restart`. */
  #held = false;

  constructor(
    ports: { readonly clock: Clock; readonly prober: Prober },
    now: () => number,
    target: PollTarget,
  ) {
    this.#clock = ports.clock;
    this.#prober = ports.prober;
    this.#now = now;
    this.#target = target;
  }

  /** Takes over a new set of services; those whose interval did not change keep their turns. */
  setServices(services: readonly Service[]): void {
    const before = this.#services;
    this.#services = new Map(services.map((service) => [service.id, service]));
    // What a probe of other settings answers says nothing about the service as it is now.
    for (const [id, service] of before) if (!sameProbe(service, this.#services.get(id))) this.#abort(id);
    const fresh = services.filter((service) => {
      const known = before.get(service.id);
      return !sameProbe(service, known) || known?.intervalMs !== service.intervalMs;
    });
    const planned = planRound(fresh, this.#now());
    const known = this.#turns;
    this.#turns = new Map();
    this.#due.clear();
    for (const { id } of services) {
      const next = planned.get(id) ?? known.get(id);
      if (next === undefined) continue;
      const inFlight = this.#aborters.has(id);
      this.#setTurn(id, { ...next, inFlight, skipped: known.get(id)?.skipped ?? 0 });
    }
    this.#arm();
  }

  /** Open probes are void, and none starts until `restart`. */
  hold(): void {
    this.#held = true;
    this.#cancel();
    for (const id of this.#services.keys()) this.#abort(id);
  }

  /** Open probes are void; after `delayMs` a round of all services starts gently. */
  restart(delayMs: number): void {
    this.hold();
    this.#held = false;
    for (const [id, turn] of planRound([...this.#services.values()], this.#now() + delayMs)) {
      this.#setTurn(id, { ...turn, skipped: this.#turns.get(id)?.skipped ?? 0 });
    }
    this.#arm();
  }

  /** Brings the turns of these services forward to now, at the pace of a first round. */
  probeSoon(ids: readonly ServiceId[]): void {
    const services = ids.flatMap((id) => this.#services.get(id) ?? []);
    for (const [id, planned] of planRound(services, this.#now())) {
      const turn = this.#turns.get(id);
      // The answer that is under way is as good.
      if (turn !== undefined && !turn.inFlight)
        this.#setTurn(id, { ...turn, dueAt: Math.min(turn.dueAt, planned.dueAt) });
    }
    this.#arm();
  }

  relax(id: ServiceId): void {
    const turn = this.#turns.get(id);
    const service = this.#services.get(id);
    if (turn === undefined || service === undefined) return;
    this.#setTurn(id, relaxTurn(turn, service, this.#now()));
  }

  /** The service turned suspect by something other than its own probe's end. */
  hasten(id: ServiceId, state: ServiceState): void {
    const turn = this.#turns.get(id);
    const service = this.#services.get(id);
    if (turn === undefined || service === undefined || turn.inFlight) return;
    this.#setTurn(id, endTurn(turn, service, state, this.#now()));
    this.#arm();
  }

  /** By when the open probe of the service has a result, its deadline being moved as far as may be; `null` when none is open. */
  endsBy(id: ServiceId): number | null {
    const turn = this.#turns.get(id);
    const service = this.#services.get(id);
    if (turn === undefined || service === undefined || !turn.inFlight || turn.startedAt === null) return null;
    return turn.startedAt + 2 * service.timeoutMs + TOLERATED_LATE_MS;
  }

  skippedTurns(id: ServiceId): number {
    return this.#turns.get(id)?.skipped ?? 0;
  }

  /** Aborts what is open and waits until it has ended. */
  async stop(): Promise<void> {
    this.hold();
    await Promise.all(this.#open);
  }

  #arm(): void {
    this.#cancel();
    if (this.#held || this.#turns.size === 0 || this.#open.size >= this.#prober.capacity) return;
    this.#cancel = this.#clock.after(Math.max(0, this.#due.nextAt - this.#now()), () => {
      this.#startDue();
    });
  }

  #startDue(): void {
    const now = this.#now();
    for (const id of this.#due.dueBy(now)) {
      const before = this.#turns.get(id);
      const service = this.#services.get(id);
      if (before === undefined || service === undefined) continue;
      if (!before.inFlight && this.#open.size >= this.#prober.capacity) break;
      const { turn, start } = takeTurn(before, service, now);
      this.#setTurn(id, turn);
      if (!start) continue;
      this.#target.started(now - before.dueAt);
      this.#start(service);
    }
    this.#arm();
  }

  #start(service: Service): void {
    const aborter = new AbortController();
    this.#aborters.set(service.id, aborter);
    const probe = this.#probe(service, aborter.signal).finally(() => {
      this.#open.delete(probe);
      if (this.#aborters.get(service.id) === aborter) this.#aborters.delete(service.id);
      // Also when it was aborted: a new round may wait for its place.
      this.#arm();
    });
    this.#open.add(probe);
  }

  /** Never rejects: one service's trouble must not end its polling, nor anybody else's. */
  async #probe(service: Service, signal: AbortSignal): Promise<void> {
    let state: ServiceState | null = null;
    try {
      const begunAt = this.#now();
      const result = await this.#prober.probe(service, signal);
      if (signal.aborted) return;
      state = this.#target.record(service, result, begunAt);
    } catch (bug) {
      this.#target.onBug(bug);
    }
    // Recording may have noticed missed time and begun a new round.
    if (!signal.aborted) this.#end(service.id, state);
  }

  #end(id: ServiceId, state: ServiceState | null): void {
    const turn = this.#turns.get(id);
    const service = this.#services.get(id);
    if (turn === undefined || service === undefined) return;
    this.#setTurn(
      id,
      state === null ? { ...turn, inFlight: false } : endTurn(turn, service, state, this.#now()),
    );
  }

  #setTurn(id: ServiceId, turn: Turn): void {
    this.#turns.set(id, turn);
    this.#due.set(id, turn.dueAt);
  }

  #abort(id: ServiceId): void {
    this.#aborters.get(id)?.abort();
    this.#aborters.delete(id);
  }
}

/** Whether both are probed alike, so that an answer to one says the same of the other. */
export function sameProbe(left: Service, right: Service | undefined): boolean {
  return (
    right !== undefined &&
    left.timeoutMs === right.timeoutMs &&
    JSON.stringify(left.probe) === JSON.stringify(right.probe)
  );
}

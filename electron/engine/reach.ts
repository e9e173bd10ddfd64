import {
  CONNECTED,
  forgetService,
  mayBeTheMachine,
  nextConnectivity,
  saysNothing,
  type Connectivity,
  type ConnectivityFact,
} from '../../shared/domain/connectivity.ts';
import type { KeptPath } from '../../shared/domain/kept-state.ts';
import type { Path } from '../../shared/domain/paths.ts';
import type { ProbeResult } from '../../shared/domain/probe-result.ts';
import { recordSample, recordUnseen } from '../../shared/domain/record-sample.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import type { Service, ServiceId } from '../../shared/domain/service.ts';
import type { Change } from '../../shared/domain/service-state.ts';
import { silenceOf } from '../../shared/domain/silence.ts';
import { CutOffs, whyUnseen, type CutOffsParts } from './cut-offs.ts';
import type { Fleet } from './fleet.ts';
import { NetworkWatch, type NetworkWatchParts } from './network-watch.ts';

type ReachParts = NetworkWatchParts & CutOffsParts;

type Seen = Exclude<ProbeResult, { outcome: 'void' }>;

/** What came of a fact. */
export interface Reached {
  readonly changes: readonly Change[];
  /** The services that are not as they were, beside those that `changes` name. */
  readonly touched: readonly ServiceId[];
  /** Services to probe at once. */
  readonly ask: readonly ServiceId[];
}

/**
 * Says which results count and which say nothing of their service, by what the network of this machine does: takes facts, asks
 * the pure rules of decision 0005 and lets the fleet know.
 */
export class Reach {
  readonly #parts: ReachParts;
  readonly #fleet: Fleet;
  readonly #network: NetworkWatch;
  readonly #cutOffs: CutOffs;
  #connectivity: Connectivity;

  constructor(parts: ReachParts, fleet: Fleet, before: Pick<Connectivity, 'offlineSince' | 'offlineBy'>) {
    this.#parts = parts;
    this.#fleet = fleet;
    this.#network = new NetworkWatch(parts);
    this.#cutOffs = new CutOffs(parts);
    this.#connectivity = { ...CONNECTED, ...before };
    if (fleet.outside.length === 0) this.#turnTo(CONNECTED);
  }

  get connectivity(): Connectivity {
    return this.#connectivity;
  }

  get paths(): readonly KeptPath[] {
    return this.#network.kept();
  }

  /** Takes up what the last run left. */
  begin(paths: readonly KeptPath[]): void {
    this.#network.restore(
      paths,
      [...this.#fleet.watched.values()].map(({ service }) => service),
    );
    this.#cutOffs.show(this.#connectivity, this.#fleet.outside.length);
  }

  /** A service was probed from `begunAt` on. */
  take(service: Service, sample: Sample, result: Seen, begunAt: number): Reached {
    const { id } = service;
    // What is on this machine fails without the network: a fleet that is down there asks the system for nothing.
    if (result.outcome === 'failure' && !this.#fleet.isHere(service)) this.#network.look();
    const gone = result.outcome === 'failure' ? this.#network.goneFor(id) : null;
    const { ways = [] } = result;
    // Only an answer shows that it is elsewhere now: a container that is removed takes its network along.
    if (ways.length > 0 && gone === null) {
      const here = this.#network.staysHere(ways);
      if (here || result.outcome === 'response') this.#fleet.place(id, here);
    }
    if (this.#fleet.isHere(service)) {
      this.forget([id]);
      return { changes: this.#count([sample]), touched: [id], ask: [] };
    }
    if (gone !== null) {
      this.#connectivity = forgetService(this.#connectivity, id);
      return { ...this.#notSeen([{ id, from: sample.at, gone }]), ask: [] };
    }
    if (result.outcome === 'response') this.#network.reached(service, ways);
    const silence = result.outcome === 'response' ? null : silenceOf(result, this.#network.facts);
    return this.#next({ kind: 'sample', sample, silence, begunAt });
  }

  /** Once a second. */
  look(): Reached {
    const changed = this.#network.turn();
    this.#tellPaths();
    const reached = this.#next({ kind: 'time' });
    if (!changed) return reached;
    this.#parts.logger.info('the network of this machine changed');
    return { ...reached, ask: this.#fleet.outside };
  }

  /** It cannot be judged, and people are told why: by the network of this machine. */
  isUnseen(service: Service): boolean {
    const isCutOff = this.#connectivity.offlineSince !== null && !this.#fleet.isHere(service);
    return isCutOff || this.#network.isGone(service.id) || saysNothing(this.#connectivity, service.id);
  }

  /** What was seen before says nothing of the time to come: a verdict that waits for others would come from then. */
  lapse(): void {
    this.#connectivity = { ...this.#connectivity, failing: new Map() };
  }

  /** They are watched no more, or are not what they were. */
  forget(ids: readonly ServiceId[]): void {
    for (const id of ids) this.#connectivity = forgetService(this.#connectivity, id);
    this.#network.forget(ids);
    // Where nothing beyond this machine is left, nobody looks any more.
    this.#tellPaths();
    if (this.#fleet.outside.length === 0) this.#turnTo(CONNECTED);
  }

  #tellPaths(): void {
    const nameOf = (id: ServiceId) => this.#fleet.watched.get(id)?.service.name ?? id;
    this.#network.tell(nameOf, this.#connectivity.offlineSince !== null);
  }

  #next(fact: ConnectivityFact): Reached {
    const before = this.#connectivity;
    const { next, released, unseen, ask } = nextConnectivity(
      before,
      fact,
      this.#considered(),
      this.#parts.now(),
    );
    const lost = unseen.map((id) => ({ id, from: next.failing.get(id)?.since ?? 0, gone: null }));
    const { changes, touched } = this.#notSeen(lost);
    this.#turnTo(next);
    const all = before.offlineSince === next.offlineSince ? touched : this.#fleet.outside;
    return { changes: [...changes, ...this.#count(released)], touched: all, ask };
  }

  /** Those whose way is there; one that has just come back makes none of the others the only one. */
  #considered(): readonly ServiceId[] {
    const { outside } = this.#fleet;
    return this.#network.isAnyGone ? outside.filter((id) => !this.#network.isAway(id)) : outside;
  }

  #turnTo(next: Connectivity): void {
    const before = this.#connectivity;
    this.#connectivity = next;
    if (before.offlineSince === next.offlineSince && before.offlineBy === next.offlineBy) return;
    this.#cutOffs.note(before, next, this.#considered().length);
  }

  #notSeen(
    lost: readonly { readonly id: ServiceId; readonly from: number; readonly gone: Path | null }[],
  ): Pick<Reached, 'changes' | 'touched'> {
    const known = lost.map(({ id }) => this.#fleet.watched.get(id)?.state);
    const changes = lost.flatMap(({ id, from, gone }) =>
      this.#fleet.step([id], ({ state, service }) => recordUnseen(state, service, from, whyUnseen(gone))),
    );
    const touched = lost.flatMap(({ id }, index) =>
      this.#fleet.watched.get(id)?.state === known[index] ? [] : [id],
    );
    return { changes, touched };
  }

  #count(samples: readonly Sample[]): readonly Change[] {
    return samples.flatMap((sample) =>
      this.#fleet.step([sample.serviceId], ({ state, service }) => {
        const maybeCutOff = mayBeTheMachine(this.#connectivity, service.id);
        return recordSample({ ...state, maybeCutOff }, service, sample);
      }),
    );
  }
}

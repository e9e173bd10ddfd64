import type { KeptPath } from '../../shared/domain/kept-state.ts';
import {
  forgetPaths,
  gonePathOf,
  lookAtPaths,
  NO_PATHS,
  pathsOf,
  rememberPaths,
  type KnownPaths,
  type Path,
  type Paths,
} from '../../shared/domain/paths.ts';
import type { Service, ServiceId } from '../../shared/domain/service.ts';
import {
  interfacesIn,
  isLinkLocal,
  NO_NETWORK_FACTS,
  staysHere,
  type NetworkFacts,
  type Way,
} from '../../shared/domain/way.ts';
import type { Network } from '../ports.ts';
import type { NoticeBoard } from './notice-board.ts';
import { PathNotices, type Telling } from './path-notices.ts';

const MAX_VERDICTS = 5000;
/** The routes of an interface that has just come up may come after it. */
const ROUTES_SETTLE_MS = 10_000;
/** Otherwise hardly anything changes which way leads out. */
const ASK_EVERY_MS = 30_000;

export interface NetworkWatchParts {
  readonly network: Network;
  readonly notices: NoticeBoard;
  readonly now: () => number;
}

/** Looks at the network of this machine, and remembers by which of its parts services are reached. */
export class NetworkWatch {
  readonly #parts: NetworkWatchParts;
  readonly #addresses = new Map<ServiceId, string>();
  readonly #pathNotices: PathNotices;
  #facts: NetworkFacts = NO_NETWORK_FACTS;
  #paths: Paths = NO_PATHS;
  #asking = false;
  #askedAt = -Infinity;
  #addressesSince = -Infinity;
  /** At the last turn. */
  #outward: string | null = null;
  /** Of these facts, by local address and remote one. */
  #verdicts = new Map<string, { readonly here: boolean; readonly paths: readonly Path[] | null }>();
  /** Made of the other two. */
  #kept: {
    readonly known: Paths['known'];
    readonly tellings: PathNotices['tellings'];
    readonly paths: readonly KeptPath[];
  } = { known: NO_PATHS.known, tellings: new Map(), paths: [] };

  constructor(parts: NetworkWatchParts) {
    this.#parts = parts;
    this.#pathNotices = new PathNotices(parts);
  }

  get facts(): NetworkFacts {
    return this.#facts;
  }

  /** Takes up what the last run knew of services that are still where they were. */
  restore(kept: readonly KeptPath[], services: readonly Service[]): void {
    const known = new Map<ServiceId, KnownPaths>();
    for (const { services: behind, told: _, ...path } of kept) {
      for (const { serviceId, address } of behind) {
        if (!services.some((service) => service.id === serviceId && service.address === address)) continue;
        this.#addresses.set(serviceId, address);
        known.set(serviceId, { paths: [...(known.get(serviceId)?.paths ?? []), path], seenOnce: null });
      }
    }
    this.#paths = { ...this.#paths, known };
    this.#pathNotices.restore(kept);
  }

  /** Once a second. Whether the ways beyond this machine may be others than at the last turn. */
  turn(): boolean {
    this.look();
    void this.#askWaysOut();
    if (this.#facts.addresses === null) return false;
    const before = this.#outward;
    this.#outward = outward(this.#facts);
    return before !== null && before !== this.#outward;
  }

  /** At each turn, and before a failure is judged: a path may just have gone. */
  look(): void {
    const addresses = this.#parts.network.addresses();
    // Which of them leads out is another question, and asked anew.
    if (JSON.stringify(addresses) !== JSON.stringify(this.#facts.addresses)) {
      this.#addressesSince = this.#parts.now();
      this.#learn({ addresses, waysOut: null });
    }
    this.#paths = lookAtPaths(this.#paths, this.#facts, this.#parts.now());
  }

  /** Never rejects, and is not asked twice at a time. */
  async #askWaysOut(): Promise<void> {
    const now = this.#parts.now();
    const isSettled = now - this.#addressesSince >= ROUTES_SETTLE_MS;
    if (this.#asking || (isSettled && this.#facts.waysOut !== null && now - this.#askedAt < ASK_EVERY_MS))
      return;
    this.#asking = true;
    const { addresses } = this.#facts;
    const waysOut = await this.#parts.network.waysOut();
    this.#asking = false;
    // Of addresses that are no more.
    if (addresses !== this.#facts.addresses) return;
    this.#askedAt = now;
    if (JSON.stringify(waysOut) !== JSON.stringify(this.#facts.waysOut))
      this.#learn({ ...this.#facts, waysOut });
  }

  staysHere(ways: readonly Way[]): boolean {
    return ways.every((way) => this.#verdictOn(way).here);
  }

  /** A service answered well by these ways. */
  reached({ id, address }: Service, ways: readonly Way[]): void {
    const verdicts = ways.map((way) => this.#verdictOn(way).paths);
    const paths = verdicts.flatMap((verdict) => verdict ?? []);
    if (ways.length === 0 || verdicts.includes(null)) return;
    this.#addresses.set(id, address);
    this.#paths = rememberPaths(this.#paths, id, paths);
  }

  /** The path that a service takes and that was not there at the last look. */
  goneFor(id: ServiceId): Path | null {
    if ((this.#paths.known.get(id)?.paths.length ?? 0) === 0) return null;
    const gone = gonePathOf(this.#paths, id);
    if (gone !== null) this.#pathNotices.missed(gone.network);
    return gone;
  }

  get isAnyGone(): boolean {
    return this.#paths.gone.size > 0;
  }

  isGone(id: ServiceId): boolean {
    return gonePathOf(this.#paths, id) !== null;
  }

  /** Nor has it just come back. */
  isAway(id: ServiceId): boolean {
    const { known, gone } = this.#paths;
    return known.get(id)?.paths.some(({ network }) => gone.get(network)?.backAt === null) ?? false;
  }

  /** Posts a notice for each path that is missed. */
  tell(nameOf: (id: ServiceId) => string, isCutOff: boolean): void {
    this.#pathNotices.tell(this.#paths, nameOf, isCutOff);
  }

  /** What the next run has to know: the same list until something in it changes. */
  kept(): readonly KeptPath[] {
    const { known } = this.#paths;
    const { tellings } = this.#pathNotices;
    if (known === this.#kept.known && tellings === this.#kept.tellings) return this.#kept.paths;
    const paths = keptPaths(known, tellings, this.#addresses);
    const same = JSON.stringify(paths) === JSON.stringify(this.#kept.paths);
    this.#kept = { known, tellings, paths: same ? this.#kept.paths : paths };
    return this.#kept.paths;
  }

  forget(ids: readonly ServiceId[]): void {
    this.#paths = forgetPaths(this.#paths, ids);
    for (const id of ids) this.#addresses.delete(id);
  }

  #learn(facts: NetworkFacts): void {
    this.#facts = facts;
    this.#verdicts = new Map();
  }

  #verdictOn(way: Way): { readonly here: boolean; readonly paths: readonly Path[] | null } {
    // Addresses of large services change all the time.
    if (this.#verdicts.size > MAX_VERDICTS) this.#verdicts.clear();
    const key = `${way.remote} ${way.local ?? ''}`;
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known;
    const verdict = { here: staysHere(way, this.#facts), paths: pathsOf([way], this.#facts) };
    this.#verdicts.set(key, verdict);
    return verdict;
  }
}

/** The addresses by which something beyond this machine may be reached. */
function outward(facts: NetworkFacts): string {
  return interfacesIn(facts)
    .flatMap(({ isBridge, address }) => (isBridge || isLinkLocal(address) ? [] : [address]))
    .join(' ');
}

function keptPaths(
  knownPaths: Paths['known'],
  tellings: PathNotices['tellings'],
  addresses: ReadonlyMap<ServiceId, string>,
): readonly KeptPath[] {
  const behind = new Map<string, KeptPath['services'][number][]>();
  const paths = new Map<string, Path>();
  for (const [serviceId, known] of knownPaths) {
    for (const path of known.paths) {
      const services = behind.get(path.network) ?? [];
      services.push({ serviceId, address: addresses.get(serviceId) ?? '' });
      behind.set(path.network, services);
      paths.set(path.network, path);
    }
  }
  return [...paths].map(([network, path]) => ({
    ...path,
    services: behind.get(network) ?? [],
    told: toldOf(tellings.get(network)),
  }));
}

function toldOf(telling: Telling | undefined): KeptPath['told'] {
  if (telling === undefined || telling.times === 0) return null;
  return { at: telling.at, times: telling.times };
}

import { networkHolds, networkOf, shortNetwork } from '../lib/ip-address.ts';
import type { ServiceId } from './service.ts';
import {
  interfaceOf,
  interfacesIn,
  isLinkLocal,
  NETWORK_SETTLES_MS,
  staysHere,
  type NetworkFacts,
  type Way,
} from './way.ts';

/* Which local network leads to a service, and whether it is there: decision 0005 says why. */

/**
 * A local network through which a service is reached and that may go while this machine stays in the world: a tunnel, or
 * one that is not the way of the default route. A machine that changes its default route loses nothing by that, and a
 * bridge of containers goes when its services go.
 */
export interface Path {
  /** Such as `10.8.0.0/16`. */
  readonly network: string;
  readonly isTunnel: boolean;
  /** Networks of the other tunnels that were up then: a further one may lead there, too, or be this one under another address. */
  readonly besides: readonly string[];
}

export interface KnownPaths {
  /** By two good samples in a row; of a service with redirects there may be several. */
  readonly paths: readonly Path[];
  /** By one good sample, when it was not by `paths`. */
  readonly seenOnce: readonly Path[] | null;
}

interface GonePath {
  readonly path: Path;
  /** From when on it is there again; `null` while it is not. */
  readonly backAt: number | null;
}

export interface Paths {
  /** Only of services beyond this machine. */
  readonly known: ReadonlyMap<ServiceId, KnownPaths>;
  /** By network. */
  readonly gone: ReadonlyMap<string, GonePath>;
}

export const NO_PATHS: Paths = { known: new Map(), gone: new Map() };

/** The paths that these ways take; `null` when it cannot be told. */
export function pathsOf(ways: readonly Way[], facts: NetworkFacts): readonly Path[] | null {
  if (facts.waysOut === null) return null;
  const paths = new Map<string, Path>();
  for (const way of ways) {
    if (staysHere(way, facts)) continue;
    const through = way.local === null ? null : interfaceOf(way.local, facts);
    const network = through === null ? null : networkOf(through.cidr);
    if (through === null || network === null) return null;
    const { isTunnel, isWayOut, address } = through;
    if (isLinkLocal(address) || (isWayOut && !isTunnel)) continue;
    const besides = tunnelsIn(facts).filter((other) => other !== network);
    paths.set(network, { network, isTunnel, besides });
  }
  return [...paths.values()];
}

/** The service was reached by these paths. */
export function rememberPaths(before: Paths, id: ServiceId, paths: readonly Path[]): Paths {
  const known = before.known.get(id) ?? { paths: [], seenOnce: null };
  const next = nextKnown(known, paths, before);
  if (next === known) return before;
  return { ...before, known: new Map(before.known).set(id, next) };
}

function nextKnown(known: KnownPaths, paths: readonly Path[], { gone }: Paths): KnownPaths {
  if (isSame(known.paths, paths))
    return known.seenOnce === null && areAlike(known.paths, paths) ? known : { paths, seenOnce: null };
  if (known.seenOnce !== null && isSame(known.seenOnce, paths)) return { paths, seenOnce: null };
  // It does without that path: whatever fails from now on does not fail for want of it.
  const stands = known.paths.filter(({ network }) => gone.get(network)?.backAt !== null);
  const needed = stands.length === known.paths.length ? known.paths : stands;
  return { paths: needed, seenOnce: paths };
}

/** What is there now, and what is not. Nothing follows when the system does not tell. */
export function lookAtPaths(before: Paths, facts: NetworkFacts, now: number): Paths {
  if (facts.addresses === null) return before;
  const gone = new Map<string, GonePath>();
  const verdicts = new Map<string, boolean>();
  for (const { paths } of before.known.values()) {
    for (const path of paths) {
      const { network } = path;
      const isUp = verdicts.get(network) ?? isThere(path, facts);
      if (verdicts.has(network)) continue;
      verdicts.set(network, isUp);
      const known = before.gone.get(network);
      if (!isUp) gone.set(network, known?.backAt === null ? known : { path, backAt: null });
      else if (known !== undefined) {
        const backAt = known.backAt ?? now;
        if (now - backAt < NETWORK_SETTLES_MS)
          gone.set(network, known.backAt === null ? { ...known, backAt } : known);
      }
    }
  }
  const same =
    gone.size === before.gone.size && [...gone].every(([network, path]) => before.gone.get(network) === path);
  return same ? before : { ...before, gone };
}

/** Why the service cannot be judged when it fails now: one of its paths is not there, or has only just come back. */
export function gonePathOf({ known, gone }: Paths, id: ServiceId): Path | null {
  return known.get(id)?.paths.find(({ network }) => gone.has(network)) ?? null;
}

/** In the order in which they became known. */
export function servicesBehind({ known }: Paths, network: string): readonly ServiceId[] {
  return [...known].flatMap(([id, { paths }]) =>
    paths.some((path) => path.network === network) ? [id] : [],
  );
}

export function forgetPaths(before: Paths, ids: readonly ServiceId[]): Paths {
  if (!ids.some((id) => before.known.has(id))) return before;
  return { ...before, known: new Map([...before.known].filter(([id]) => !ids.includes(id))) };
}

/** Such as `VPN 10.8/16 is off`. */
export function pathWords({ network, isTunnel }: Path): string {
  return isTunnel ? `VPN ${shortNetwork(network)} is off` : `network ${shortNetwork(network)} is gone`;
}

/** Under whatever name, or a tunnel that was not there then. */
function isThere({ network, besides }: Path, facts: NetworkFacts): boolean {
  if (interfacesIn(facts).some(({ address }) => networkHolds(network, address))) return true;
  return tunnelsIn(facts).some((other) => !besides.includes(other));
}

function tunnelsIn(facts: NetworkFacts): readonly string[] {
  const networks = interfacesIn(facts).flatMap(({ isTunnel, address, cidr }) =>
    isTunnel && !isLinkLocal(address) ? (networkOf(cidr) ?? []) : [],
  );
  return [...new Set(networks)].toSorted();
}

/** The same networks. */
function isSame(left: readonly Path[], right: readonly Path[]): boolean {
  return (
    left.length === right.length && left.every(({ network }, index) => network === right[index]?.network)
  );
}

function areAlike(left: readonly Path[], right: readonly Path[]): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

import type { Cause } from './probe-result.ts';
import type { Sample } from './sample.ts';
import type { ServiceId } from './service.ts';

/**
 * Whether this machine can see beyond itself. Failures that look like the machine's own network are withheld
 * until another service beyond the machine answers (then they stand) or all fail alike (then nobody could see).
 */
export interface Connectivity {
  /** Since when the machine is cut off; `null` when it is not. */
  readonly offlineSince: number | null;
  /** No interface but loopback has an address. */
  readonly noInterface: boolean;
  /** Samples whose verdict waits, oldest first; at most one a service. */
  readonly withheld: readonly Sample[];
  /** Services that failed so while others answered: that is their own trouble, and no more a reason to ask the others. */
  readonly lone: readonly ServiceId[];
}

export const CONNECTED: Connectivity = { offlineSince: null, noInterface: false, withheld: [], lone: [] };

export type ConnectivityFact =
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'interfaces'; readonly outside: boolean };

export interface ConnectivityStep {
  readonly next: Connectivity;
  /** Samples that stand after all, in the order in which they were taken. */
  readonly released: readonly Sample[];
  /** The verdict is open: the other services beyond this machine are to be probed at once. */
  readonly probeOthers: boolean;
}

/** `outside` are the services that are not on this machine; `sample` facts are about those only. */
export function nextConnectivity(
  before: Connectivity,
  fact: ConnectivityFact,
  outside: readonly ServiceId[],
  now: number,
): ConnectivityStep {
  switch (fact.kind) {
    case 'interfaces':
      return afterInterfaces(before, fact.outside, now);
    case 'sample':
      return afterSample(before, fact.sample, outside);
  }
}

function afterInterfaces(before: Connectivity, outsideUp: boolean, now: number): ConnectivityStep {
  const unchanged = { next: before, released: [], probeOthers: false };
  if (!outsideUp) {
    if (before.noInterface) return unchanged;
    const offlineSince = before.offlineSince ?? before.withheld[0]?.at ?? now;
    return {
      next: { ...before, offlineSince, noInterface: true, withheld: [] },
      released: [],
      probeOthers: false,
    };
  }
  if (!before.noInterface) return unchanged;
  // Whether the network is back with the interface is for the next samples to say.
  return { next: { ...before, noInterface: false }, released: [], probeOthers: true };
}

function afterSample(before: Connectivity, sample: Sample, outside: readonly ServiceId[]): ConnectivityStep {
  const unchanged = { next: before, released: [], probeOthers: false };
  if (before.noInterface) return unchanged;
  if (!looksLocal(sample.cause)) return afterAnswer(before, sample);
  if (before.offlineSince !== null) return unchanged;
  const isHeld = (id: ServiceId) => before.withheld.some((other) => other.serviceId === id);
  if (before.lone.includes(sample.serviceId)) return { ...unchanged, released: [sample] };
  const withheld = isHeld(sample.serviceId) ? before.withheld : [...before.withheld, sample];
  const all = outside.every(
    (id) => before.lone.includes(id) || withheld.some((other) => other.serviceId === id),
  );
  if (!all) return { next: { ...before, withheld }, released: [], probeOthers: before.withheld.length === 0 };
  if (!convincing(withheld))
    return { next: withLone(before, withheld), released: withheld, probeOthers: false };
  const offlineSince = withheld[0]?.at ?? sample.at;
  return { next: { ...before, offlineSince, withheld: [] }, released: [], probeOthers: false };
}

/** Somebody beyond the machine was there: what was withheld of others stands. */
function afterAnswer(before: Connectivity, sample: Sample): ConnectivityStep {
  const others = before.withheld.filter((other) => other.serviceId !== sample.serviceId);
  const lone = before.lone.filter((id) => id !== sample.serviceId);
  const next = withLone({ ...before, offlineSince: null, lone }, others);
  return { next, released: [...others, sample], probeOthers: false };
}

function withLone(before: Connectivity, released: readonly Sample[]): Connectivity {
  return { ...before, withheld: [], lone: [...before.lone, ...released.map(({ serviceId }) => serviceId)] };
}

function looksLocal(cause: Cause | null): boolean {
  return cause === 'network' || cause === 'dns' || cause === 'name-not-found';
}

/** One name that is not found is a typing error; several at once, or a missing route, is the network. */
function convincing(withheld: readonly Sample[]): boolean {
  return withheld.length > 1 || withheld.some((sample) => sample.cause !== 'name-not-found');
}

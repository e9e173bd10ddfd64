import type { Sample } from './sample.ts';
import type { ServiceId } from './service.ts';
import type { Silence } from './silence.ts';
import { NETWORK_SETTLES_MS } from './way.ts';

/* Whether this machine can see beyond itself: decision 0005 says why. */

interface Failing {
  readonly silence: Silence;
  /** Its first sample of this kind. */
  readonly since: number;
  /** When another service beyond this machine answered first after that. */
  readonly othersAnsweredAt: number | null;
  /** It failed while others answered, or there are no others: that is its own trouble. */
  readonly alone: boolean;
  /** The first sample, when it does not count yet. */
  readonly withheld: Sample | null;
  /** It was said that nothing is seen of it. */
  readonly said: boolean;
}

export interface Connectivity {
  /** Since when the machine is cut off; `null` when it is not. */
  readonly offlineSince: number | null;
  /** By what that is shown. */
  readonly offlineBy: 'route' | 'silence';
  /** The services beyond this machine whose last probe nobody answered. */
  readonly failing: ReadonlyMap<ServiceId, Failing>;
}

export const CONNECTED: Connectivity = { offlineSince: null, offlineBy: 'route', failing: new Map() };

/** With a route, nobody answers for so long before it is the machine that is cut off. */
const SILENCE_MS = 300_000;
/** Without a route, others that have not been heard of by then are waited for no longer. */
const HEARING_MS = 30_000;
/** Others that are asked at once whether they answer; when these do not, each asks as many again. */
const ASKED = 8;

export type ConnectivityFact =
  | {
      readonly kind: 'sample';
      readonly sample: Sample;
      /** `null`: somebody beyond this machine answered, however badly. */
      readonly silence: Silence | null;
      /** When its probe began. */
      readonly begunAt: number;
    }
  /** Time has passed. */
  | { readonly kind: 'time' };

export interface ConnectivityStep {
  readonly next: Connectivity;
  /** Samples that count, in the order in which they were taken. */
  readonly released: readonly Sample[];
  /** Services of which nothing was seen since the first sample that is withheld. */
  readonly unseen: readonly ServiceId[];
  /** Services to probe at once. */
  readonly ask: readonly ServiceId[];
}

/** `outside` are the services beyond this machine whose way is there. */
export function nextConnectivity(
  before: Connectivity,
  fact: ConnectivityFact,
  outside: readonly ServiceId[],
  now: number,
): ConnectivityStep {
  const step =
    fact.kind === 'time'
      ? { next: before, released: [], ask: unconfirmed(before, now) }
      : fact.silence === null
        ? afterAnswer(before, fact.sample)
        : fact.silence === 'not-there'
          ? afterNoName(before, fact.sample)
          : afterSilence(before, fact.sample, fact.silence, fact.begunAt, outside);
  return judged(step, outside, now);
}

/** The service is watched no more, or was found to be elsewhere. */
export function forgetService(before: Connectivity, id: ServiceId): Connectivity {
  if (!before.failing.has(id)) return before;
  return { ...before, failing: new Map([...before.failing].filter(([other]) => other !== id)) };
}

/** Whether nobody beyond this machine has answered since the service began to fail: it may be the machine. */
export function mayBeTheMachine({ failing }: Connectivity, id: ServiceId): boolean {
  return failing.get(id)?.alone === false;
}

/** Whether its failure is held for the machine's. */
export function saysNothing({ failing }: Connectivity, id: ServiceId): boolean {
  const { withheld = null, said = false } = failing.get(id) ?? {};
  return withheld !== null && said;
}

type Step = Omit<ConnectivityStep, 'unseen'>;

function afterAnswer(before: Connectivity, sample: Sample): Step {
  const released = [sample];
  const unheard = [...before.failing].filter(([, { othersAnsweredAt }]) => othersAnsweredAt === null);
  const isNews = unheard.length > 0 || before.failing.has(sample.serviceId) || before.offlineSince !== null;
  if (!isNews) return { next: before, released, ask: [] };
  const failing = new Map(before.failing);
  for (const [id, other] of unheard) failing.set(id, { ...other, othersAnsweredAt: sample.at });
  failing.delete(sample.serviceId);
  const ask = unheard.flatMap(([id, { alone }]) => (alone || id === sample.serviceId ? [] : [id]));
  return { next: { ...before, offlineSince: null, failing }, released, ask };
}

/** Others answered, and no probe that counts has ended since: they are asked again. */
function unconfirmed({ failing }: Connectivity, now: number): readonly ServiceId[] {
  return [...failing].flatMap(([id, one]) => (one.alone || now < ownTroubleFrom(one) ? [] : [id]));
}

/**
 * From when on a probe that begins, and fails, shows that it is the service and not the machine. What nobody answered for longer than a
 * network takes to settle was the network, which comes back piece by piece.
 */
function ownTroubleFrom({ since, othersAnsweredAt }: Failing): number {
  if (othersAnsweredAt === null) return Infinity;
  return othersAnsweredAt - since < NETWORK_SETTLES_MS
    ? othersAnsweredAt
    : othersAnsweredAt + NETWORK_SETTLES_MS;
}

/** A name server answered: those for which none does are alone with that. Nobody else was heard. */
function afterNoName(before: Connectivity, sample: Sample): Step {
  const failing = new Map(before.failing);
  const ask: ServiceId[] = [];
  for (const [id, other] of before.failing) {
    if (other.silence !== 'unseen' || other.othersAnsweredAt !== null || other.alone) continue;
    ask.push(id);
    failing.set(id, { ...other, othersAnsweredAt: sample.at });
  }
  failing.set(sample.serviceId, {
    silence: 'not-there',
    since: sample.at,
    othersAnsweredAt: null,
    alone: true,
    withheld: null,
    said: false,
  });
  // Who hears a name server has a way.
  const offlineSince = before.offlineBy === 'route' ? null : before.offlineSince;
  return { next: { ...before, offlineSince, failing }, released: [sample], ask };
}

function afterSilence(
  before: Connectivity,
  sample: Sample,
  silence: Exclude<Silence, 'not-there'>,
  begunAt: number,
  outside: readonly ServiceId[],
): Step {
  const id = sample.serviceId;
  const last = before.failing.get(id);
  const goesOn =
    last !== undefined &&
    last.silence !== 'not-there' &&
    (last.silence === 'no-route') === (silence === 'no-route');
  const known = goesOn ? last : null;
  const others = outside.filter(
    (other) => other !== id && before.failing.get(other)?.silence !== 'not-there',
  );
  const heardOthers = known !== null && begunAt >= ownTroubleFrom(known);
  const alone = (known?.alone ?? false) || heardOthers || (silence !== 'no-route' && others.length === 0);
  const provenSilent = before.offlineSince !== null && before.offlineBy === 'silence';
  const counts = alone || silence === 'silent' || (silence === 'unseen' && provenSilent);
  const withheld = known?.withheld ?? null;
  // That there was no way was shown: what it failed by then never says anything of it.
  const isOver = silence === 'no-route' && known?.said === true;
  const failing = new Map(before.failing).set(id, {
    silence,
    since: known?.since ?? sample.at,
    othersAnsweredAt: known?.othersAnsweredAt ?? null,
    alone,
    withheld: counts ? null : (withheld ?? sample),
    said: known?.said ?? false,
  });
  // What is judged by itself with a route is seen.
  const sees = alone && silence !== 'no-route' && before.offlineBy === 'route';
  return {
    next: { ...before, failing, offlineSince: sees ? null : before.offlineSince },
    released: counts ? [...(withheld === null || isOver ? [] : [withheld]), sample] : [],
    ask: known === null && !alone ? others.filter((other) => !before.failing.has(other)).slice(0, ASKED) : [],
  };
}

/** Whether the machine is cut off, with all that is known now. */
function judged(step: Step, outside: readonly ServiceId[], now: number): ConnectivityStep {
  const { next } = step;
  // Where a path is missed by all of them, that is what keeps them from being seen.
  if (outside.length === 0) return { ...step, next: { ...next, offlineSince: null }, unseen: [] };
  if (next.failing.size === 0) return { ...step, unseen: [] };
  const allFail = outside.every((id) => next.failing.has(id));
  const waiting = [...next.failing.values()].filter(({ alone }) => !alone);
  // What fails is judged service by service.
  if (waiting.length === 0)
    return { ...step, next: allFail ? { ...next, offlineSince: null } : next, unseen: [] };
  const unanswered = waiting.filter(({ othersAnsweredAt }) => othersAnsweredAt === null);
  const routed = unanswered.filter(({ silence }) => silence !== 'no-route');
  const routeless = unanswered.filter(({ silence }) => silence === 'no-route');
  const isProven = next.offlineSince !== null && next.offlineBy === 'silence';
  const silentSince = earliest(routed);
  if (!isProven && now - silentSince >= SILENCE_MS) return proveSilence(step, silentSince);
  if (isProven) return withUnseen(step, next, allFail);
  if (next.offlineSince !== null) {
    // As soon as there is a way again, what fails is judged as with any.
    const isBack = routeless.length === 0 && routed.length > 0;
    return withUnseen(step, isBack ? { ...next, offlineSince: null } : next, allFail);
  }
  const lostSince = earliest(routeless);
  const isLost = routeless.length > 0 && ((allFail && routed.length === 0) || now - lostSince >= HEARING_MS);
  return withUnseen(
    step,
    isLost ? { ...next, offlineSince: lostSince, offlineBy: 'route' } : next,
    allFail || isLost,
  );
}

/** What is withheld says nothing of its service, as soon as it is clear that nobody sees more. */
function withUnseen(step: Step, next: Connectivity, nobodySees: boolean): ConnectivityStep {
  if (!nobodySees && next.offlineSince === null) return { ...step, next, unseen: [] };
  const unseen = [...next.failing].flatMap(([id, { withheld, said, silence }]) => {
    const isCutOff = nobodySees || (silence === 'no-route' && next.offlineBy === 'route');
    return withheld === null || said || !isCutOff ? [] : [id];
  });
  if (unseen.length === 0) return { ...step, next, unseen };
  const failing = new Map(next.failing);
  for (const id of unseen) {
    const one = failing.get(id);
    if (one !== undefined) failing.set(id, { ...one, said: true });
  }
  return { ...step, next: { ...next, failing }, unseen };
}

/** What was withheld for want of a name server is on the books from here on. */
function proveSilence({ next, released, ask }: Step, since: number): ConnectivityStep {
  const failing = new Map(next.failing);
  const freed: Sample[] = [];
  for (const [id, one] of next.failing) {
    if (one.silence !== 'unseen' || one.withheld === null) continue;
    freed.push(one.withheld);
    failing.set(id, { ...one, withheld: null });
  }
  return {
    next: { offlineSince: since, offlineBy: 'silence', failing },
    released: [...freed, ...released],
    unseen: [],
    ask,
  };
}

function earliest(failing: readonly Failing[]): number {
  return Math.min(...failing.map(({ since }) => since));
}

import type { UnjudgedFacts } from '../../shared/domain/engine-health.ts';
import { listed } from '../../shared/domain/notification-words.ts';
import type { Service, ServiceId } from '../../shared/domain/service.ts';
import type { Fleet, Watched } from '../../shared/domain/watched.ts';
import { count } from '../../shared/lib/count.ts';
import type { NoticeBoard } from './notice-board.ts';
import { sameProbe } from './poll-loop.ts';

/** Of a service, or so many timeouts where those are longer: the turns that come while its probe is open are skipped. */
const INTERVALS = 3;
/** Whoever has waited for so many by then is in the same trouble: turns are spread over the interval. */
const INTERVALS_OF_OTHERS = 2;
/** A machine that was held, and has no time for probes yet, may need so much to be itself again: it is on the page until then. */
const TELL_AFTER_MS = 30_000;
/** Whom it is about may change with every second; what people read does not. */
const RENEWED_EVERY_MS = 60_000;
const MAX_REASONS = 3;

const HELD = 'this machine slept, or did not let Bellwether run';
const NO_RESULT = 'no probe has brought a result';

interface Waiting {
  readonly service: Service;
  /** Of the last usable sample, or from when on one has been expected. */
  readonly since: number;
  /** Of the time since then that the monitor could use. */
  readonly waitedMs: number;
  readonly reason: string | null;
  /** There was a usable sample in this run. */
  readonly heard: boolean;
}

interface UnjudgedWatchParts {
  fleet(this: void): Fleet;
  readonly notices: NoticeBoard;
  readonly now: () => number;
  /** Nobody wants samples: monitoring is paused, or the machine is about to sleep. */
  idle(this: void): boolean;
  /** People know already why there are none of this service, such as that the machine is cut off. */
  explained(this: void, service: Service): boolean;
}

/**
 * No silence by what is void: whatever keeps samples from coming, a service without a usable one for three of its intervals
 * is in a notice as one that cannot be judged, with the reason; one for all of them, told from half a minute on. Only time counts in which the monitor
 * was awake and wanted samples. A service that is new, or is probed in another way or at other times, begins to wait then.
 */
export class UnjudgedWatch {
  readonly #parts: UnjudgedWatchParts;
  readonly #waiting = new Map<ServiceId, Waiting>();
  #lookedAt: number;
  /** When the words were chosen that stand; `null` while there are none. */
  #wordsAt: number | null = null;
  #isTold = false;
  /** Whether what the last run told stands is known. */
  #isSettled = false;

  constructor(parts: UnjudgedWatchParts) {
    this.#parts = parts;
    this.#lookedAt = parts.now();
  }

  /** A probe came to nothing through no fault of its service. */
  cameToNothing(id: ServiceId, reason: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) this.#waiting.set(id, { ...waiting, reason });
  }

  /** Nobody ran for a while, and so nobody waited. */
  missed(): void {
    this.#lookedAt = this.#parts.now();
    for (const [id, waiting] of this.#waiting)
      this.#waiting.set(id, { ...waiting, reason: waiting.reason ?? HELD });
  }

  get facts(): UnjudgedFacts | null {
    const overdue = this.#overdue();
    if (overdue.length === 0) return null;
    return {
      services: overdue.length,
      since: Math.min(...overdue.map(({ since }) => since)),
      reasons: reasonsOf(overdue),
    };
  }

  /** Once a second. */
  tick(): void {
    const { fleet, now, idle } = this.#parts;
    const passedMs = now() - this.#lookedAt;
    this.#lookedAt = now();
    if (idle()) this.#waiting.clear();
    else for (const watched of fleet().values()) this.#wait(watched, passedMs);
    for (const id of this.#waiting.keys()) if (!fleet().has(id)) this.#waiting.delete(id);
    const overdue = this.#overdue();
    if (overdue.length > 0) this.#post(overdue);
    else if (this.#wordsAt !== null || (!this.#isSettled && this.#isEverybodyHeard())) this.#settle();
  }

  #wait({ service, state }: Watched, passedMs: number): void {
    const known = this.#waiting.get(service.id);
    const sampleAt = state.sample?.at ?? -Infinity;
    const { explained, now } = this.#parts;
    if (known === undefined || !isProbedAlike(known.service, service) || explained(service)) {
      const heard = known?.heard ?? false;
      this.#waiting.set(service.id, { service, since: now(), waitedMs: 0, reason: null, heard });
    } else if (sampleAt > known.since) {
      this.#waiting.set(service.id, { service, since: sampleAt, waitedMs: 0, reason: null, heard: true });
    } else {
      this.#waiting.set(service.id, { ...known, service, waitedMs: known.waitedMs + passedMs });
    }
  }

  /** None as long as nobody has waited for three intervals. */
  #overdue(): readonly Waiting[] {
    const waiting = [...this.#waiting.values()];
    if (!waiting.some((one) => hasWaited(one, INTERVALS))) return [];
    return waiting.filter((one) => hasWaited(one, INTERVALS_OF_OTHERS));
  }

  #isEverybodyHeard(): boolean {
    const waiting = [...this.#waiting.values()];
    return waiting.length > 0 && waiting.every(({ heard }) => heard);
  }

  /** Whoever wants no word of a service is not told of it, though it is named. */
  #post(overdue: readonly Waiting[]): void {
    const { fleet, notices, now } = this.#parts;
    const isTold =
      overdue.some(({ waitedMs }) => waitedMs >= TELL_AFTER_MS) &&
      overdue.some(({ service }) => {
        const state = fleet().get(service.id)?.state;
        return state?.silence === null && state.acknowledgement === null;
      });
    const isNews = isTold && !this.#isTold;
    if (this.#wordsAt !== null && now() - this.#wordsAt < RENEWED_EVERY_MS && !isNews) return;
    this.#wordsAt = now();
    this.#isTold = isTold;
    const names = overdue.map(({ service }) => service.name);
    const who = names.length === 1 ? names.join() : count(names.length, 'service');
    const message =
      `No usable result came of the last probes of ${listed(names)}: ${reasonsOf(overdue).join('; ')}. ` +
      'An outage would not be noticed.';
    notices.post('unjudged', 'warning', message, isTold ? `${who} cannot be judged` : undefined);
  }

  #settle(): void {
    this.#wordsAt = null;
    this.#isTold = false;
    this.#isSettled = true;
    this.#parts.notices.withdraw('unjudged');
  }
}

function hasWaited({ service: { intervalMs, timeoutMs }, waitedMs }: Waiting, intervals: number): boolean {
  return waitedMs >= intervals * Math.max(intervalMs, timeoutMs);
}

/** The most frequent first. */
function reasonsOf(overdue: readonly Waiting[]): readonly string[] {
  const times = new Map<string, number>();
  for (const { reason } of overdue) {
    const said = reason ?? NO_RESULT;
    times.set(said, (times.get(said) ?? 0) + 1);
  }
  const sorted = [...times].toSorted(([, left], [, right]) => right - left);
  return sorted.slice(0, MAX_REASONS).map(([reason]) => reason);
}

function isProbedAlike(left: Service, right: Service): boolean {
  return left === right || (left.intervalMs === right.intervalMs && sameProbe(left, right));
}

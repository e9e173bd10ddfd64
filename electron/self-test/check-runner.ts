import { formatDuration } from '../../shared/lib/duration.ts';
import type { Clock } from '../ports.ts';
import { failed, type Finding } from './finding.ts';

/** In the order in which they are done. */
export const CHECK_NAMES = [
  'configuration',
  'data folder',
  'instance',
  'port',
  'clock',
  'DNS',
  'storage',
  'state',
  'history',
  'authorities',
  'probe',
  'alert',
  'server',
  'socket',
  'page',
] as const;
type CheckName = (typeof CHECK_NAMES)[number];

/** A check that depends on a failed one is not tested; `found` says on which. */
export type Verdict = Finding<unknown>['verdict'] | 'not-tested';

export interface CheckReport {
  readonly check: CheckName;
  readonly verdict: Verdict;
  readonly found: string;
  /** Empty when there is nothing to mend. */
  readonly toDo: readonly string[];
  readonly tookMs: number;
}

/** What later checks may build on. */
export interface Ground<Value> {
  /** Of the check that is in the way; `null` when there is a value. */
  readonly missing: CheckName | null;
  readonly value: Value | null;
}

type Test<Value> = (signal: AbortSignal) => Promise<Finding<Value>> | Finding<Value>;

/** Twice as long as the slowest waits for somebody else. */
const LIMIT_MS = 10_000;

/** Does one check after the other, each bounded in time, and tells of each when it is done. */
export class CheckRunner {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #onReport: (report: CheckReport) => void;

  constructor(clock: Clock, signal: AbortSignal, onReport: (report: CheckReport) => void) {
    this.#clock = clock;
    this.#signal = signal;
    this.#onReport = onReport;
  }

  /** Rejects when the whole is given up. */
  async run<Value>(check: CheckName, test: Test<Value>): Promise<Ground<Value>> {
    this.#signal.throwIfAborted();
    const startedAt = this.#clock.monotonicNow();
    const finding = await this.#bounded(test);
    this.#signal.throwIfAborted();
    const { verdict, found } = finding;
    const tookMs = Math.round(this.#clock.monotonicNow() - startedAt);
    this.#onReport({ check, verdict, found, toDo: verdict === 'well' ? [] : finding.toDo, tookMs });
    return verdict === 'failed' ? { missing: check, value: null } : { missing: null, value: finding.value };
  }

  async runAfter<Needed, Value>(
    { missing, value }: Ground<Needed>,
    check: CheckName,
    test: (needed: Needed, signal: AbortSignal) => ReturnType<Test<Value>>,
  ): Promise<Ground<Value>> {
    if (value !== null) return this.run(check, (signal) => test(value, signal));
    const found = `needs "${missing}", which failed`;
    this.#onReport({ check, verdict: 'not-tested', found, toDo: [], tookMs: 0 });
    return { missing, value: null };
  }

  /** What hangs is told to stop and left behind. */
  async #bounded<Value>(test: Test<Value>): Promise<Finding<Value>> {
    const timeUp = new AbortController();
    const cancel = this.#clock.after(LIMIT_MS, () => timeUp.abort());
    const signal = AbortSignal.any([this.#signal, timeUp.signal]);
    const hanging = new Promise<Finding<never>>((resolve) => {
      signal.addEventListener('abort', () => resolve(HANGING), { once: true });
    });
    try {
      return await Promise.race([attempt(test, signal), hanging]);
    } finally {
      cancel();
    }
  }
}

const HANGING = failed(`it hangs: no result within ${formatDuration(LIMIT_MS)}`, [
  'What it waits for does not answer, such as a disk on the network, or security software between programs of this machine: find out what, then run this again.',
]);

/** A defect in one check is no reason to know nothing of the others. */
async function attempt<Value>(test: Test<Value>, signal: AbortSignal): Promise<Finding<Value>> {
  try {
    return await test(signal);
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error);
    return failed(`unexpected: ${trouble}`, [
      'This is a defect of Bellwether or trouble of this machine that it does not know: please report it with these words.',
    ]);
  }
}

/** For a check that builds on two. */
export function both<First, Second>(
  first: Ground<First>,
  second: Ground<Second>,
): Ground<readonly [First, Second]> {
  if (first.value !== null && second.value !== null)
    return { missing: null, value: [first.value, second.value] };
  return { missing: first.missing ?? second.missing, value: null };
}

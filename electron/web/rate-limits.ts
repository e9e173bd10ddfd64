/* The first two count by visitor. What is forgotten when a table is full is who was not seen for longest. */

const MAX_VISITORS = 1000;

/** In a minute. */
export const READS = 300;
/** Before it is known who it is: a whole office opens the page at once after a restart, each time with all its files. */
export const PAGE_READS = 3000;
const READ_WINDOW_MS = 60_000;

const MESSAGES = 20;
const MESSAGE_WINDOW_MS = 10_000;

/** Ten within the first minute, then ever fewer. */
const FREE_FAILURES = 5;
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 300_000;

interface Reads {
  readonly since: number;
  readonly count: number;
}

/** How many requests a visitor may make in a minute. Times are monotonic. */
export class ReadLimit {
  readonly #reads = new Map<string, Reads>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** Counts one more request; how long it has to wait, 0 when it is admitted. */
  waitMs(visitor: string, now: number): number {
    const known = this.#reads.get(visitor);
    const running =
      known !== undefined && now - known.since < READ_WINDOW_MS ? known : { since: now, count: 0 };
    if (running.count >= this.#most) return running.since + READ_WINDOW_MS - now;
    remember(this.#reads, visitor, { ...running, count: running.count + 1 });
    return 0;
  }
}

interface Failures {
  readonly count: number;
  readonly until: number;
}

/** How soon a wrong token of an address is called wrong again: at once a few times, then after a doubling delay. */
export class FailureLimit {
  readonly #failures = new Map<string, Failures>();

  record(address: string, now: number): void {
    const known = this.#failures.get(address);
    const count = known === undefined || now - known.until > 2 * LONGEST_DELAY_MS ? 1 : known.count + 1;
    const delays = count - FREE_FAILURES;
    const delayMs = delays < 0 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** delays);
    remember(this.#failures, address, { count, until: now + delayMs });
  }

  /** Milliseconds until the next wrong token is told from one that came too soon; 0 for at once. */
  delayMs(address: string, now: number): number {
    return Math.max(0, (this.#failures.get(address)?.until ?? 0) - now);
  }
}

/** How many messages a viewer may send over its socket in ten seconds. */
export class MessageLimit {
  #since = 0;
  #count = 0;

  /** Counts one more. */
  admits(now: number): boolean {
    if (now - this.#since >= MESSAGE_WINDOW_MS) {
      this.#since = now;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= MESSAGES;
  }
}

function remember<Entry>(table: Map<string, Entry>, visitor: string, entry: Entry): void {
  table.delete(visitor);
  table.set(visitor, entry);
  const [longest] = table.keys();
  if (table.size > MAX_VISITORS && longest !== undefined) table.delete(longest);
}

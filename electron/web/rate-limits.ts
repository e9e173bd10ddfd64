/* Each counts by address. What is forgotten when a table is full is the address that was not seen for longest. */

const MAX_ADDRESSES = 1000;

const READS = 300;
const READ_WINDOW_MS = 60_000;

/** Ten within the first minute, then ever fewer. */
const FREE_FAILURES = 5;
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 300_000;

interface Reads {
  readonly since: number;
  readonly count: number;
}

/** How many requests an address may make in a minute. Times are monotonic. */
export class ReadLimit {
  readonly #reads = new Map<string, Reads>();

  /** Counts one more request; how long it has to wait, 0 when it is admitted. */
  waitMs(address: string, now: number): number {
    const known = this.#reads.get(address);
    const running =
      known !== undefined && now - known.since < READ_WINDOW_MS ? known : { since: now, count: 0 };
    if (running.count >= READS) return running.since + READ_WINDOW_MS - now;
    remember(this.#reads, address, { ...running, count: running.count + 1 });
    return 0;
  }
}

interface Failures {
  readonly count: number;
  readonly until: number;
}

/** How soon an address that showed wrong tokens may show one again: at once a few times, then after a doubling delay. */
export class FailureLimit {
  readonly #failures = new Map<string, Failures>();

  record(address: string, now: number): void {
    const known = this.#failures.get(address);
    const count = known === undefined || now - known.until > 2 * LONGEST_DELAY_MS ? 1 : known.count + 1;
    const delays = count - FREE_FAILURES;
    const delayMs = delays < 0 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** delays);
    remember(this.#failures, address, { count, until: now + delayMs });
  }

  /** Milliseconds until the next token is looked at; 0 for at once. */
  delayMs(address: string, now: number): number {
    return Math.max(0, (this.#failures.get(address)?.until ?? 0) - now);
  }
}

function remember<Entry>(table: Map<string, Entry>, address: string, entry: Entry): void {
  table.delete(address);
  table.set(address, entry);
  const [longest] = table.keys();
  if (table.size > MAX_ADDRESSES && longest !== undefined) table.delete(longest);
}

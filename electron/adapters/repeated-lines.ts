import type { LogLevel } from './log-fields.ts';

/** A little less than a minute: what is said once a minute anyway is said each time. */
const PERIOD_MS = 59_000;
/** Beyond it lines are written as they come: memory has an end, too. */
const MOST_KNOWN = 200;

/** Fields are clean: see `cleanFields`. */
export interface Line {
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A line that came once, and how often again since then. */
interface Known extends Line {
  readonly at: number;
  readonly repeated: number;
}

/**
 * Which lines of a log repeat. A warning or an error is written at once, and the same again once a minute with how often
 * it came (`repeated`), so that one cause does not push all else out. Lines are the same when their words are; numbers may
 * differ. What happened, from `info` down, is written each time.
 */
export class RepeatedLines {
  readonly #known = new Map<string, Known>();

  /** Whether the line has to be written now. Call `due` before. */
  isNew(line: Line, now: number): boolean {
    if (line.level !== 'warn' && line.level !== 'error') return true;
    const key = wordsOf(line);
    const before = this.#known.get(key);
    if (before !== undefined) {
      this.#known.set(key, { ...line, at: before.at, repeated: before.repeated + 1 });
      return false;
    }
    if (this.#known.size < MOST_KNOWN) this.#known.set(key, { ...line, at: now, repeated: 0 });
    return true;
  }

  /** What was counted for a minute, or since a time that is still to come: the clock was set back. */
  due(now: number): readonly Line[] {
    return this.#take(now, ({ at }) => now - at >= PERIOD_MS || at > now);
  }

  /** All that was counted: nothing more will be written. */
  rest(now: number): readonly Line[] {
    return this.#take(now, () => true);
  }

  #take(now: number, isDue: (line: Known) => boolean): readonly Line[] {
    return [...this.#known].flatMap(([key, known]) => {
      if (!isDue(known)) return [];
      const { level, event, fields, repeated } = known;
      if (repeated === 0) {
        this.#known.delete(key);
        return [];
      }
      this.#known.set(key, { ...known, at: now, repeated: 0 });
      return [{ level, event, fields: { ...fields, repeated } }];
    });
  }
}

function wordsOf({ level, event, fields }: Line): string {
  return JSON.stringify([level, event, fields], (_, value: unknown) =>
    typeof value === 'number' ? null : value,
  );
}

export interface Remembered<Value> {
  /** As it was said at most a minute ago, or as long ago as this keeps it. */
  get(): Value;
  /** Asks now. */
  again(): Value;
}

const KEEP_MS = 60_000;

/** What only the system knows, and which hardly ever changes: it is asked when it matters, not whenever somebody looks. `now` is monotonic, in ms. */
export function remembered<Value>(
  ask: () => Value,
  now: () => number,
  keepMs: number = KEEP_MS,
): Remembered<Value> {
  let known: { readonly value: Value; readonly at: number } | null = null;
  const again = () => {
    known = { value: ask(), at: now() };
    return known.value;
  };
  return {
    get: () => (known !== null && now() - known.at < keepMs ? known.value : again()),
    again,
  };
}

/** What a check found; `value` is for the checks that build on it. */
export type Finding<Value> =
  | { readonly verdict: 'well'; readonly found: string; readonly value: Value }
  | {
      readonly verdict: 'warning';
      readonly found: string;
      /** How to mend it: whole sentences, the likeliest way first. */
      readonly toDo: readonly string[];
      readonly value: Value;
    }
  | { readonly verdict: 'failed'; readonly found: string; readonly toDo: readonly string[] };

export function well(found: string): Finding<null>;
export function well<Value>(found: string, value: Value): Finding<Value>;
export function well(found: string, value: unknown = null): Finding<unknown> {
  return { verdict: 'well', found, value };
}

export function warning(found: string, toDo: readonly string[]): Finding<null>;
export function warning<Value>(found: string, toDo: readonly string[], value: Value): Finding<Value>;
export function warning(found: string, toDo: readonly string[], value: unknown = null): Finding<unknown> {
  return { verdict: 'warning', found, toDo, value };
}

export function failed(found: string, toDo: readonly string[]): Finding<never> {
  return { verdict: 'failed', found, toDo };
}

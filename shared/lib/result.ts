/** Expected trouble is a value: the caller has to look at it. Bugs are exceptions. */
export type Result<Value, Fault> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Fault };

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function err<Fault>(error: Fault): { readonly ok: false; readonly error: Fault } {
  return { ok: false, error };
}

import type { Clock } from '../../ports.ts';

/** The reason of a signal that ended because the time of the probe is up. */
export class DeadlinePassed extends Error {}

interface Deadline {
  readonly signal: AbortSignal;
  release(): void;
}

/** One signal for a whole probe: it ends when the time is up or when the probe is no longer wanted. */
export function startDeadline(clock: Clock, timeoutMs: number, unwanted: readonly AbortSignal[]): Deadline {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const cancelTimer = clock.after(timeoutMs, () => controller.abort(new DeadlinePassed()));
  for (const signal of unwanted) {
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  }
  return {
    signal: controller.signal,
    release() {
      cancelTimer();
      for (const signal of unwanted) signal.removeEventListener('abort', stop);
    },
  };
}

/** Waits for work that cannot be cancelled, but no longer than the signal allows; what comes later is dropped. */
export async function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

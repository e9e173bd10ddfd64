import type { Cancel, Clock } from '../ports.ts';

/** Waits for what should end by itself, and no longer than `ms`. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  let cancel: Cancel = () => {};
  const patience = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
  });
  await Promise.race([work, patience]);
  cancel();
}

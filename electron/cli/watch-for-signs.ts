import type { ChildProcess } from 'node:child_process';
import { isSignOfLife, KEEPER_ASKS } from '../adapters/keeper-channel.ts';
import type { Cancel, Clock } from '../ports.ts';

const ASK_EVERY_MS = 5000;
/** In a row. A monitor that could not act for so long has missed what it is for. */
const MOST_UNANSWERED = 6;
/** How long a monitor is silent before it counts as hung. */
export const SILENCE_MS = ASK_EVERY_MS * MOST_UNANSWERED;

export interface SignsOptions {
  readonly clock: Clock;
  /** Its silence says nothing then. */
  isStopped(this: void, pid: number): boolean;
}

/**
 * Calls back, once, when a child that has given a sign of life gives none any more. Nothing counts in which it was
 * stopped, or in which we ourselves were late: then the whole machine was busy or asleep.
 */
export function watchForSigns(
  child: ChildProcess,
  { clock, isStopped }: SignsOptions,
  onHung: () => void,
): Cancel {
  let unanswered: number | null = null;
  let cancel: Cancel = () => {};
  const onMessage = (message: unknown) => {
    if (isSignOfLife(message)) unanswered = 0;
  };
  const look = (dueAt: number) => {
    const late = clock.monotonicNow() - dueAt > ASK_EVERY_MS;
    const stopped = child.pid !== undefined && isStopped(child.pid);
    if (unanswered !== null && (late || stopped)) unanswered = 0;
    if (unanswered !== null && unanswered >= MOST_UNANSWERED) {
      onHung();
      return;
    }
    if (unanswered !== null && !stopped && child.connected) {
      unanswered++;
      child.send(KEEPER_ASKS, () => {});
    }
    again();
  };
  const again = () => {
    const dueAt = clock.monotonicNow() + ASK_EVERY_MS;
    cancel = clock.after(ASK_EVERY_MS, () => look(dueAt));
  };
  child.on('message', onMessage);
  again();
  return () => {
    child.off('message', onMessage);
    cancel();
  };
}

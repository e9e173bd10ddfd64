import { uptime } from 'node:os';
import type { Cancel, Clock } from '../ports.ts';

/** The longest a Node timer can wait; beyond it fires at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Timers keep the process alive: it runs as long as something is due, and ends by itself when all are cancelled. */
export const nodeClock: Clock = {
  wallNow: () => Date.now(),
  monotonicNow: () => performance.now(),
  uptimeNow: () => uptime() * 1000,
  after: (delayMs, callback) => callAfter(performance.now() + delayMs, callback),
};

/**
 * Node counts in whole milliseconds from when its loop last looked at the clock, and so calls up to two too early. One more
 * is waited, since a second, short wait costs a wake-up; what is left even then is waited for again.
 */
function callAfter(due: number, callback: () => void): Cancel {
  const wait = () => Math.min(MAX_DELAY_MS, Math.max(0, Math.ceil(due - performance.now()) + 1));
  let timer = setTimeout(ring, wait());
  function ring(): void {
    if (performance.now() < due) timer = setTimeout(ring, wait());
    else callback();
  }
  return () => clearTimeout(timer);
}

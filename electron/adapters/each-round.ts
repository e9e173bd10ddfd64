import { untilNextRound } from '../../shared/lib/rounds.ts';
import type { Cancel, Clock } from '../ports.ts';

/** Looks again and again, at the moments at which everybody does who looks each `everyMs` (`untilNextRound`). */
export function eachRound(clock: Clock, everyMs: number, look: () => void): Cancel {
  const untilLook = () => untilNextRound(clock.monotonicNow(), everyMs);
  let cancel = clock.after(untilLook(), function again() {
    cancel = clock.after(untilLook(), again);
    look();
  });
  return () => cancel();
}

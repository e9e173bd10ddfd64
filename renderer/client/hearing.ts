import { HEARTBEAT_MS } from '../../shared/protocol/protocol.ts';

/* Whether the server is still heard, by the wall clock: timers stand still while a machine sleeps. All times are epoch ms of the viewer. */

/** Whoever was not heard for so long is gone: two heartbeats were missed. */
export const UNHEARD_MS = 2 * HEARTBEAT_MS;
/** Somebody looks every second. More between two looks is a sleep, a tab that was put aside, or a clock that was set. */
const JUMP_MS = 3000;
/** A question is answered at once. */
const ANSWER_MS = 5000;
/** What was heard so lately needs no question; and the server closes on whoever asks all the time. */
const FRESH_MS = 1000;

export interface Hearing {
  readonly heardAt: number;
  readonly lookedAt: number;
  /** When the server was asked for a sign of life that it has not given yet. */
  readonly askedAt: number | null;
}

export interface Look {
  readonly hearing: Hearing;
  readonly jumped: boolean;
  /** What to do: nothing, ask for a sign of life, or give up the connection. */
  readonly verdict: 'well' | 'ask' | 'lost';
}

export function heardNow(now: number): Hearing {
  return { heardAt: now, lookedAt: now, askedAt: null };
}

/** `urged` when something makes it doubtful that the server is still there: the network changed, the person came back. */
export function look(before: Hearing, now: number, urged: boolean): Look {
  const { lookedAt, askedAt } = before;
  const jumped = now < lookedAt || now - lookedAt > JUMP_MS;
  // Set back, the clock says nothing of when it was heard: the question will.
  const heardAt = Math.min(before.heardAt, now);
  const asked = askedAt === null ? null : Math.min(askedAt, now);
  const hearing = { heardAt, lookedAt: now, askedAt: asked };
  if (now - heardAt >= UNHEARD_MS || (asked !== null && now - asked >= ANSWER_MS))
    return { hearing, jumped, verdict: 'lost' };
  const doubtful = (urged && now - heardAt >= FRESH_MS) || jumped;
  if (!doubtful || asked !== null) return { hearing, jumped, verdict: 'well' };
  return { hearing: { ...hearing, askedAt: now }, jumped, verdict: 'ask' };
}

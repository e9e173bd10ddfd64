import { nextFiringAt } from './judge.ts';
import type { Service } from './service.ts';
import type { ServiceState } from './service-state.ts';

/** While suspect a service is probed this often, or at its own interval if that is shorter. */
export const SUSPECT_INTERVAL_MS = 5000;
/** A little more than a twentieth of a second: a timer that comes late must not make it twenty-one in any second. */
const FIRST_ROUND_SPACING_MS = 52;
/** The confirming probe leaves this long before a hold ends, or twice the last latency if that is longer. */
const CONFIRM_LEAD_MS = 1000;

/** When one service is probed. Times are of the engine's steady clock. */
export interface Turn {
  /** The regular turns are at `phaseAt` plus whole intervals. */
  readonly phaseAt: number;
  readonly dueAt: number;
  readonly startedAt: number | null;
  readonly inFlight: boolean;
  /** Regular turns that came while the probe before was still open. */
  readonly skipped: number;
}

/**
 * A round from `now` on: first turns follow each other quickly, at most 20 a second or within one interval,
 * whichever is sooner; the regular turns after them are spread over each service's interval.
 */
export function planRound(services: readonly Service[], now: number): ReadonlyMap<Service['id'], Turn> {
  const shortest = Math.min(...services.map((service) => service.intervalMs));
  const spacing = Math.min(FIRST_ROUND_SPACING_MS, shortest / Math.max(1, services.length));
  return new Map(
    services.map((service, index) => {
      const dueAt = now + index * spacing;
      const phaseAt = now + (index / services.length) * service.intervalMs;
      return [service.id, { phaseAt, dueAt, startedAt: null, inFlight: false, skipped: 0 }];
    }),
  );
}

/** The regular turn after `now`. */
function regularAfter(turn: Turn, service: Service, now: number): number {
  const turns = Math.floor((now - turn.phaseAt) / service.intervalMs) + 1;
  return turn.phaseAt + turns * service.intervalMs;
}

/** The turn has come: a probe starts, unless the one before is still open. */
export function takeTurn(
  turn: Turn,
  service: Service,
  now: number,
): { readonly turn: Turn; readonly start: boolean } {
  const dueAt = regularAfter(turn, service, now);
  if (turn.inFlight) return { turn: { ...turn, dueAt, skipped: turn.skipped + 1 }, start: false };
  return { turn: { ...turn, dueAt, startedAt: now, inFlight: true }, start: true };
}

/** The verdict is in: the service is probed at its regular turns again. */
export function relaxTurn(turn: Turn, service: Service, now: number): Turn {
  return { ...turn, dueAt: regularAfter(turn, service, now) };
}

/** The probe has ended. While the service is suspect its next turn comes sooner, and once more just before a hold ends. */
export function endTurn(turn: Turn, service: Service, state: ServiceState, now: number): Turn {
  const ended = { ...turn, inFlight: false };
  if (!state.suspect) return ended;
  const startedAt = turn.startedAt ?? now;
  const soon = startedAt + Math.min(SUSPECT_INTERVAL_MS, service.intervalMs);
  return {
    ...ended,
    dueAt: Math.max(now, Math.min(ended.dueAt, soon, confirmAt(service, state, now) ?? soon)),
  };
}

/** When the confirming probe has to leave; `null` when no hold is running or it is too late for one. */
function confirmAt(service: Service, state: ServiceState, now: number): number | null {
  const firingAt = nextFiringAt(state, service);
  if (firingAt === null) return null;
  const lead = Math.max(CONFIRM_LEAD_MS, 2 * (state.sample?.latencyMs ?? 0));
  const at = firingAt - Math.min(lead, service.timeoutMs);
  return at > now ? at : null;
}

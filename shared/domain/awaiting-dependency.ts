import type { FiringAlert, Suppression } from './alert.ts';
import type { AlertRule } from './alert-rule.ts';
import { gravityOf } from './gravity.ts';
import { ruleOf, type Service, type ServiceId } from './service.ts';
import { statusAt, type Change, type ServiceState } from './service-state.ts';
import { isFailingRule } from './steadiness.ts';
import type { Fleet, Watched } from './watched.ts';

/* A dependent waits for what explains it, so that the cause is told first, or alone. Decision 0002 says why. */

/** A pending alert of a dependency is waited for no longer than this, in observed time. */
const VERDICT_WAIT_MS = 180_000;
/** Nor is a firing one of which nothing has been seen for as long: it may be over. */
const UNSEEN_WAIT_MS = 180_000;
/** A probe that was asked for at once has its answer by its timeout and this. */
const PROBE_GRACE_MS = 5000;

type Wait = Extract<Suppression, { reason: 'dependency' }>;

/** What of its dependencies has to be known before somebody is told of this alert; `null` when nothing has. */
export function awaitedOf(
  fleet: Fleet,
  { service, state }: Watched,
  alert: FiringAlert,
  rule: AlertRule,
  now: number,
): Wait | null {
  const gravity = gravityOf(rule.condition, service);
  const waits = service.dependsOn.flatMap((id) => {
    const dependency = fleet.get(id);
    if (dependency === undefined || isFirstOfCircle(fleet, service.id, id)) return [];
    return (
      waitFor(dependency, state, alert, gravity, now) ??
      afterRecovery(id, alert, timeToRecoverMs(rule, service), now, state) ??
      []
    );
  });
  return ORDER.map((awaits) => waits.find((wait) => wait.awaits === awaits)).find(Boolean) ?? null;
}

/** What is surest comes first. */
const ORDER = ['recovery', 'sight', 'verdict', 'probe', 'interval'] as const;

function waitFor(
  { service, state }: Watched,
  dependent: ServiceState,
  alert: FiringAlert,
  gravity: number,
  now: number,
): Wait | null {
  const wait = { reason: 'dependency', serviceId: service.id, recoveredAt: null } as const;
  // While the dependent is not seen itself, nothing that is waited for can come, and no wait ends.
  const isSeen = statusAt(dependent, now) !== 'unknown';
  const until = (awaits: Wait['awaits'], end: number): Wait | null =>
    !isSeen ? { ...wait, awaits, until: null } : end > now ? { ...wait, awaits, until: end } : null;
  const explaining = state.alerts.filter((other) => {
    const rule = ruleOf(service, other);
    // What is slow explains nothing that is down.
    return rule !== undefined && gravityOf(rule.condition, service) >= gravity;
  });
  const firing = explaining.flatMap((other) => (other.state === 'firing' ? [other] : []));
  const explains = firing.length > 0 && (statusAt(state, now) !== 'unknown' || firing.some(isExplained));
  if (explains) return { ...wait, awaits: 'recovery', until: null };
  const counted = (ms: number) => alert.firingAt + ms + alert.frozenMs;
  // What begins to fail when nothing is known of it any more is not explained by it.
  if (firing.length > 0 && state.standsUntil > alert.since)
    return until('sight', unseenUntil(state, dependent, alert));
  const probed = state.sample !== null && state.sample.at >= alert.since;
  const verdict = explaining.length > firing.length ? until('verdict', counted(VERDICT_WAIT_MS)) : null;
  return verdict ?? (probed ? null : until('probe', counted(service.timeoutMs + PROBE_GRACE_MS)));
}

/** What is seen speaks for a link of a chain that is not. */
function isExplained({ suppression, clearing }: FiringAlert): boolean {
  return clearing === null && suppression?.reason === 'dependency' && suppression.awaits === 'recovery';
}

/**
 * Counted while the dependent is seen, from when the dependency was seen last. How much of that time was not observed is not on
 * record: all that has been frozen is an upper bound, and so is the time before the dependent was seen to be as it is.
 */
function unseenUntil(dependency: ServiceState, dependent: ServiceState, alert: FiringAlert): number {
  const from = Math.max(dependency.standsUntil, alert.firingAt);
  return Math.min(from + alert.frozenMs, Math.max(from, dependent.statusSince)) + UNSEEN_WAIT_MS;
}

/** One interval; what is counted over a span still counts until then what the dependency did. */
function timeToRecoverMs(rule: AlertRule, { intervalMs }: Service): number {
  return isFailingRule(rule) ? rule.holdMs : intervalMs;
}

/** What depended on it gets its time to recover, too. */
function afterRecovery(
  id: ServiceId,
  { suppression }: FiringAlert,
  recoveryMs: number,
  now: number,
  state: Watched['state'],
): Wait | null {
  if (suppression?.reason !== 'dependency' || suppression.serviceId !== id) return null;
  if (suppression.awaits !== 'recovery' && suppression.awaits !== 'interval') return null;
  const recoveredAt = suppression.recoveredAt ?? now;
  const until = recoveredAt + recoveryMs;
  const seenSince =
    state.sample !== null && state.sample.at > recoveredAt && statusAt(state, now) !== 'unknown';
  if (until <= now && seenSince) return null;
  return {
    reason: 'dependency',
    serviceId: id,
    awaits: 'interval',
    recoveredAt,
    until: until > now ? until : null,
  };
}

/** Of services that depend on each other, the first in the order of the configuration waits for none of the circle: somebody has to be told. */
function isFirstOfCircle(fleet: Fleet, id: ServiceId, dependency: ServiceId): boolean {
  const reached = new Set<ServiceId>([dependency]);
  for (const next of reached)
    for (const further of fleet.get(next)?.service.dependsOn ?? []) reached.add(further);
  if (!reached.has(id)) return false;
  return [...fleet.keys()].find((candidate) => reached.has(candidate)) === id;
}

/** Names of the services whose alerts wait for this one, directly or through others, in the order of the configuration. */
export function namesBehind(fleet: Fleet, id: ServiceId, gravity: number): readonly string[] {
  const behind = new Set<ServiceId>([id]);
  let before = 0;
  while (before < behind.size) {
    before = behind.size;
    for (const { service, state } of fleet.values()) {
      if (!service.dependsOn.some((needed) => behind.has(needed))) continue;
      const explained = state.alerts.some((alert) => {
        const rule = ruleOf(service, alert);
        const told = alert.state === 'firing' && alert.toldAt !== null;
        return rule !== undefined && !told && gravityOf(rule.condition, service) <= gravity;
      });
      if (explained) behind.add(service.id);
    }
  }
  return [...fleet.values()].flatMap(({ service }) =>
    service.id !== id && behind.has(service.id) ? [service.name] : [],
  );
}

/** The dependencies of which nothing is known since what depends on them began to fail. */
export function dependenciesToProbe(fleet: Fleet, changes: readonly Change[]): readonly ServiceId[] {
  const ids = changes.flatMap((change) => {
    if (change.kind !== 'alert' || (change.transition !== 'pending' && change.transition !== 'firing'))
      return [];
    const dependencies = fleet.get(change.serviceId)?.service.dependsOn ?? [];
    return dependencies.filter((id) => {
      const dependency = fleet.get(id);
      return dependency !== undefined && (dependency.state.sample?.at ?? -Infinity) < change.alert.since;
    });
  });
  return [...new Set(ids)];
}

import type { AlertAnswer } from './decode-answers.ts';

export interface AlertTransition {
  /** `cleared`: was pending and never fired; `resolved`: was firing. */
  readonly transition: 'pending' | 'firing' | 'cleared' | 'resolved';
  readonly at: number;
  /** As it is now, or as it was last. */
  readonly alert: AlertAnswer;
}

/** What must have happened between two views of the alerts, the later one of `at`. */
export function transitionsBetween(
  before: readonly AlertAnswer[],
  after: readonly AlertAnswer[],
  at: number,
): readonly AlertTransition[] {
  const known = new Map(before.map((alert) => [keyOf(alert), alert]));
  const present = new Map(after.map((alert) => [keyOf(alert), alert]));
  const ended = before.filter((alert) => !isSame(alert, present.get(keyOf(alert))));
  const changed = after.filter((alert) => {
    const earlier = known.get(keyOf(alert));
    return earlier === undefined || earlier.state !== alert.state || !isSame(earlier, alert);
  });
  return [
    ...ended.map((alert): AlertTransition => ({
      transition: alert.state === 'firing' ? 'resolved' : 'cleared',
      at,
      alert,
    })),
    ...changed.map((alert): AlertTransition => ({
      transition: alert.state,
      at: alert.firingAt ?? alert.since,
      alert,
    })),
  ];
}

function keyOf({ rule, service }: AlertAnswer): string {
  return JSON.stringify([rule, service]);
}

/** Not one that ended and another that began in between. */
function isSame(earlier: AlertAnswer, later: AlertAnswer | undefined): boolean {
  if (later?.since !== earlier.since) return false;
  return earlier.state === 'pending' || later.firingAt === earlier.firingAt;
}

/** Of the alerts that stand for their services alone: one that does from now on is told like a new one. */
export function leadingTransitionsBetween(
  before: readonly AlertAnswer[],
  after: readonly AlertAnswer[],
  at: number,
): readonly AlertTransition[] {
  const leading = (alerts: readonly AlertAnswer[]) => alerts.filter(({ leads }) => leads);
  return [
    // What goes on behind another one has not ended.
    ...transitionsBetween(before, after, at).filter(
      ({ alert, transition }) => alert.leads && isEnd(transition),
    ),
    ...transitionsBetween(leading(before), leading(after), at).filter(({ transition }) => !isEnd(transition)),
  ];
}

export function isEnd(transition: AlertTransition['transition']): boolean {
  return transition === 'resolved' || transition === 'cleared';
}

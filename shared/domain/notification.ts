import type { RuleId, Severity } from './alert-rule.ts';
import type { ServiceId } from './service.ts';

/** Why a person is told. */
export type NotificationReason =
  | 'fired'
  | 'cooldown-over'
  | 'dependency-resolved'
  | 'outranking-resolved'
  | 'silence-over'
  | 'acknowledgement-over'
  | 'pause-over'
  | 'cut-off-over'
  /** What is left is less grave than what was told. */
  | 'improved'
  /** No alert of the service is left. */
  | 'resolved'
  /** About the monitor itself, such as being cut off from the network. */
  | 'notice';

/** A message to a person. */
export interface Notification {
  /** Rises with time and is unique in a data folder. */
  readonly id: string;
  readonly at: number;
  /** `null` when it is about the monitor itself. */
  readonly serviceId: ServiceId | null;
  readonly ruleId: RuleId | null;
  readonly severity: Severity | 'info';
  readonly reason: NotificationReason;
  /** Service name and what happened, such as `API gateway is down`. */
  readonly title: string;
  readonly body: string;
  /** Of the notice that it tells. Not kept in the history. */
  readonly noticeId?: string;
}

/** A notification before it has its id. */
export type Draft = Omit<Notification, 'id'>;

/** A notification as handed to one notifier. `delivered` is `unknown` when the process died between intent and outcome. */
export interface NotificationRecord extends Notification {
  readonly notifier: string;
  readonly delivered: boolean | 'unknown';
}

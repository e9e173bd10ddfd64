import type { RuleId } from './alert-rule.ts';
import type { Cause } from './probe-result.ts';
import type { ServiceId } from './service.ts';

/** One bad period of one service, for the record: from its first down sample to the first of the good ones that closed it. */
export interface Incident {
  /** `<serviceId>@<startedAt>`: the same fact gets the same id after a restart. */
  readonly id: string;
  readonly serviceId: ServiceId;
  readonly startedAt: number;
  readonly resolvedAt: number | null;
  /** Of the first down sample. */
  readonly cause: Cause;
  readonly message: string;
  /** The rules that fired during it. */
  readonly alerts: readonly RuleId[];
}

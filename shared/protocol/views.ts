import type { Cause, Timings, UnseenCause } from '../domain/probe-result.ts';
import type { ObservedStatus, Status } from '../domain/sample.ts';
import type { Severity } from '../domain/alert-rule.ts';
import type { NotificationReason } from '../domain/notification.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Explanation } from '../domain/explain.ts';
import type { OverallStatus, Counts } from '../domain/overview.ts';
import type { Acknowledgement, Pause, Silence } from '../domain/quiet.ts';

/* What leaves the engine for a page, a socket or the command line. All `...At`, `at` and `since` are epoch ms. */

/** One-line truth for tray and page header. */
export interface Overview {
  readonly overall: OverallStatus;
  /** Such as `2 of 9 services down`. */
  readonly headline: string;
  readonly counts: Counts;
  /** Services whose leading alert is firing; in `pending`, is pending. */
  readonly firing: number;
  readonly pending: number;
  /** Monitoring is paused; `null` when it is not. */
  readonly pause: Pause | null;
}

export type { Counts, Explanation, Pause };

export interface ServiceView {
  readonly id: string;
  readonly name: string;
  readonly group: string | null;
  readonly tags: readonly string[];
  readonly kind: 'http' | 'tcp';
  /** URL or host:port, secrets masked. */
  readonly address: string;
  readonly links: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly status: Status;
  /** Since when it has this status: the first sample of its run, or the start of the open incident. */
  readonly since: number | null;
  /** Of the time since then. */
  readonly unobservedMs: number;
  readonly cause: Cause | UnseenCause | null;
  /** One plain sentence; for unknown, why it is not observed. */
  readonly message: string | null;
  readonly latencyMs: number | null;
  readonly httpStatus: number | null;
  /** Of the last sample. */
  readonly at: number | null;
  /** Probed more often until the verdict. */
  readonly suspect: boolean;
  readonly certificateExpiresAt: number | null;
  /** Whose certificate that is, when a redirect leads to another host. */
  readonly certificateHost?: string;
  readonly skippedTurns: number;
  readonly silence: Silence | null;
  readonly acknowledgement: Acknowledgement | null;
}

export interface RecentSample {
  readonly at: number;
  readonly status: ObservedStatus;
  readonly latencyMs: number | null;
}

export interface DetailedSample extends RecentSample {
  readonly cause: Cause | null;
  readonly message: string | null;
  /** Dated later than now, by a clock that was wrong: missing in all others. */
  readonly clockWrong?: true;
}

export interface AlertView {
  readonly rule: string;
  readonly service: string;
  readonly severity: Severity;
  readonly state: 'pending' | 'firing';
  readonly since: number;
  /** `null` while pending. */
  readonly firingAt: number | null;
  readonly message: string;
  /** It stands for its service where that has one line: counts count it alone. True of one alert a service. */
  readonly leads: boolean;
  /** Why nobody is told, in words; `null` when somebody was or will be. */
  readonly suppressed: string | null;
}

export interface IncidentView {
  readonly id: string;
  readonly service: string;
  readonly startedAt: number;
  readonly resolvedAt: number | null;
  readonly cause: Cause;
  readonly message: string;
  readonly alerts: readonly string[];
  /** It bears times of a clock that was wrong: what is dated later than now, or over before it began. */
  readonly clockWrong: boolean;
}

export interface IncidentDetail {
  readonly incident: IncidentView;
  /** `null` when none is on record. */
  readonly evidence: Evidence | null;
}

export interface NotificationView {
  readonly id: string;
  readonly at: number;
  readonly rule: string | null;
  readonly service: string | null;
  readonly severity: Severity | 'info';
  readonly reason: NotificationReason;
  readonly title: string;
  readonly body: string;
  readonly notifier: string;
  readonly delivered: boolean | 'unknown';
  /** Dated later than now, by a clock that was wrong. */
  readonly clockWrong: boolean;
}

/** Something about the monitor itself that a person has to know. */
export interface Notice {
  /** Stable per kind, such as `config`, `storage`, `offline`. */
  readonly id: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly message: string;
  readonly since: number;
}

export interface ServiceDetail {
  readonly service: ServiceView;
  readonly timings: Timings | null;
  readonly recent: readonly DetailedSample[];
  readonly alerts: readonly AlertView[];
  readonly incidents: readonly IncidentView[];
  /** Over the last 24 hours. */
  readonly uptime: { readonly uptimeRatio: number | null; readonly coverageRatio: number };
  readonly latency: {
    readonly p50Ms: number | null;
    readonly p95Ms: number | null;
    readonly p99Ms: number | null;
  };
  readonly explanation: Explanation;
}

/** What is known of a span of one service; times in milliseconds, ratios 0..1. */
export interface HistoryPoint {
  readonly startAt: number;
  readonly upMs: number;
  readonly degradedMs: number;
  readonly downMs: number;
  readonly upSamples: number;
  readonly degradedSamples: number;
  readonly downSamples: number;
  /** Of the observed time; `null` when there is none. */
  readonly uptimeRatio: number | null;
  /** Observed share of the part of the span that is not in the future. */
  readonly coverageRatio: number;
  /** Of the samples that were answered; percentiles are off by at most 2.5 %. `null` when nothing answered. */
  readonly latencyMeanMs: number | null;
  readonly latencyP50Ms: number | null;
  readonly latencyP95Ms: number | null;
  readonly latencyP99Ms: number | null;
  readonly latencyMaxMs: number | null;
}

import type { Gap } from '../../shared/domain/gap.ts';
import type { NotificationRecord } from '../../shared/domain/notification.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import type { Finding } from './verdict.ts';

/** A fault that was made on purpose. */
export interface TrueFault {
  readonly id: string;
  readonly words: string;
  readonly from: number;
  /** When it was mended. */
  readonly to: number;
}

export interface DeskRecord {
  /** Of services that are well but for the faults, oldest first. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  readonly notifications: readonly NotificationRecord[];
  readonly gaps: readonly Gap[];
  readonly faults: readonly TrueFault[];
  /** Of the rule that tells of them. */
  readonly holdMs: number;
}

/** The issue of a fault may be told so long after its hold, in observed time. */
const TOLD_WITHIN_MS = 10_000;
/** A fault is seen no more some time after it was mended: by the probe that was under way, and the good ones that close it. */
const AFTERMATH_MS = 20_000;

/** Whether what was said of a desk is true. */
export function deskFindings(record: DeskRecord): readonly Finding[] {
  const { samples, notifications, faults } = record;
  const explained = (id: string, at: number) =>
    faults.some((fault) => fault.id === id && at >= fault.from && at < fault.to + AFTERMATH_MS);
  const all = [...samples.values()].flat();
  const of = (status: Sample['status']) =>
    all.filter((sample) => sample.status === status && !explained(sample.serviceId, sample.at));
  const down = of('down');
  const degraded = of('degraded');
  const firsts = [...samples.values()].flatMap(([first]) => first ?? []);
  const worseFirsts = firsts.filter(({ status }) => status !== 'up');
  const falseAlerts = notifications.filter(
    ({ serviceId, reason, at }) =>
      serviceId !== null && samples.has(serviceId) && reason !== 'resolved' && !explained(serviceId, at),
  );
  const notices = notifications.filter(({ serviceId }) => serviceId === null);
  return [
    {
      property: 'no false down',
      figure: `${down.length} of ${all.length} samples${listed(down.map(sampleText))}`,
      holds: down.length === 0 && all.length > 0,
    },
    {
      property: 'no false alert',
      figure: `${falseAlerts.length} of ${notifications.length} notifications${listed(falseAlerts.map(({ title, at }) => `${title} at ${timeOf(at)}`))}`,
      holds: falseAlerts.length === 0,
    },
    {
      property: 'first samples are as true as later ones',
      figure: `${worseFirsts.length} of ${firsts.length} not up, ${middle(firsts)} ms at the median, later ${middle(all)} ms${listed(worseFirsts.map(sampleText))}`,
      holds: worseFirsts.length === 0 && firsts.length === samples.size,
    },
    ...faults.map((fault) => faultFinding(fault, record)),
    {
      property: 'samples that were degraded',
      figure: `${degraded.length}${listed(degraded.map(sampleText))}`,
      holds: null,
    },
    {
      property: 'notices told',
      figure: `${notices.length}${listed(notices.map(({ title }) => title))}`,
      holds: null,
    },
  ];
}

function faultFinding(
  { id, words, from, to }: TrueFault,
  { notifications, gaps, holdMs }: DeskRecord,
): Finding {
  const own = notifications.filter(({ serviceId, at }) => serviceId === id && at >= from);
  const told = own.filter(({ reason }) => reason !== 'resolved');
  const resolved = own.filter(({ reason }) => reason === 'resolved');
  const at = told[0]?.at ?? Infinity;
  const unobservedMs = gaps
    .map((gap) => Math.min(gap.to, at) - Math.max(gap.from, from))
    .reduce((sum, ms) => sum + Math.max(0, ms), 0);
  const afterMs = at - from - unobservedMs;
  const reasons = own.map(({ ruleId, reason }) => `${ruleId ?? ''} ${reason}`.trim()).join(', ');
  return {
    property: `${words} is told once, in time`,
    figure:
      told.length === 0
        ? 'never'
        : `after ${(afterMs / 1000).toFixed(1)} s, hold ${holdMs / 1000} s; ${reasons}`,
    holds: told.length === 1 && resolved.length === 1 && at < to && afterMs <= holdMs + TOLD_WITHIN_MS,
  };
}

const MOST_LISTED = 5;

function listed(texts: readonly string[]): string {
  if (texts.length === 0) return '';
  const more = texts.length > MOST_LISTED ? `; and ${texts.length - MOST_LISTED} more` : '';
  return `: ${texts.slice(0, MOST_LISTED).join('; ')}${more}`;
}

function sampleText({ serviceId, at, message }: Sample): string {
  return `${serviceId} ${message ?? ''} at ${timeOf(at)}`;
}

function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

function middle(samples: readonly Sample[]): number {
  const values = samples.flatMap(({ latencyMs }) => latencyMs ?? []).toSorted((a, b) => a - b);
  return Math.round(values[Math.floor(values.length / 2)] ?? Number.NaN);
}

import type { Gap } from '../../shared/domain/gap.ts';
import { emptyRollup, floorTo, ROLLUP_MS, sumRollups, widenRollups } from '../../shared/domain/rollup.ts';
import type { Rollup, RollupSize } from '../../shared/domain/rollup.ts';
import { serviceIdOf, type ServiceId } from '../../shared/domain/service.ts';
import { formatDuration } from '../../shared/lib/duration.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { detailedSample, historyPoint } from '../../shared/protocol/build-views.ts';
import type { ClientRequest, ClientResponses, RequestFault } from '../../shared/protocol/protocol.ts';
import { unknownService } from '../../shared/protocol/request-fault.ts';
import type { HistoryPoint } from '../../shared/protocol/views.ts';
import type { DashboardParts } from './dashboard-parts.ts';

const { minute: MINUTE_MS, hour: HOUR_MS } = ROLLUP_MS;
const DAY_MS = 24 * HOUR_MS;
/** A span up to this long is answered in samples unless a step is given. */
const SAMPLES_UP_TO_MS = 2 * HOUR_MS;
const LONGEST_SPAN_MS = 400 * DAY_MS;
/** Two hours at the shortest interval of one second. */
const MAX_SAMPLES = 7200;
/** What a chart can draw: ninety days in hours fit. */
const MAX_POINTS = 2500;
/** What is read for them without holding anybody up: four hundred days of hours, or a week of minutes. */
const MAX_ROLLUPS = 10_000;
/** Without a step: the first that needs no more points than a chart has columns. */
const STEPS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, DAY_MS];
const USUAL_POINTS = 400;
/** Up to this long minutes are added up: a window of a day ends within a minute of where it should. */
const EXACT_UP_TO_MS = 2 * DAY_MS;

type HistoryRequest = Extract<ClientRequest, { type: 'history' }>;

export function historyOfService(
  parts: DashboardParts,
  request: HistoryRequest,
): Result<ClientResponses['history'], RequestFault> {
  const id = serviceIdOf(request.id);
  if (!parts.monitor.fleet.has(id)) return unknownService(id);
  const now = parts.now();
  const to = request.to ?? now;
  const from = request.from ?? to - HOUR_MS;
  if (from >= to || to - from > LONGEST_SPAN_MS) {
    return err({ code: 'invalid', message: 'from has to be before to, and at most 400 days' });
  }
  parts.flush();
  if (request.step === undefined && to - from <= SAMPLES_UP_TO_MS) {
    const samples = parts.history
      .samples(id, from, to, MAX_SAMPLES)
      .map((sample) => detailedSample(sample, now));
    const total = totalOf(parts, id, from, to);
    return ok({
      service: id,
      from,
      to,
      stepMs: null,
      samples,
      points: [],
      total,
      gaps: gaps(parts, from, to),
    });
  }
  const stepMs = request.step ?? usualStep(to - from);
  const wholeFrom = floorTo(stepMs, from);
  const wholeTo = floorTo(stepMs, to - 1) + stepMs;
  if (asksTooMuch(wholeTo - wholeFrom, stepMs)) return tooMuch(to - from);
  const rollups = parts.history.rollups(id, rollupSize(stepMs), wholeFrom, wholeTo);
  return ok({
    service: id,
    from: wholeFrom,
    to: wholeTo,
    stepMs,
    samples: [],
    points: widenRollups(rollups, stepMs).map((rollup) => historyPoint(rollup, stepMs, now)),
    total: pointOf(rollups, id, wholeFrom, wholeTo, now),
    gaps: gaps(parts, wholeFrom, wholeTo),
  });
}

/** Figures over a span of up to two days to the minute, over a longer one to the hour. */
export function totalOf(parts: DashboardParts, id: ServiceId, from: number, to: number): HistoryPoint {
  const size = to - from <= EXACT_UP_TO_MS ? 'minute' : 'hour';
  const start = floorTo(ROLLUP_MS[size], from);
  return pointOf(parts.history.rollups(id, size, start, to), id, start, to, parts.now());
}

function pointOf(rollups: readonly Rollup[], id: ServiceId, from: number, to: number, now: number) {
  const total = rollups.length === 0 ? emptyRollup(id, from) : { ...sumRollups(rollups), startAt: from };
  return historyPoint(total, to - from, now);
}

function usualStep(spanMs: number): number {
  return STEPS.find((stepMs) => spanMs / stepMs <= USUAL_POINTS) ?? DAY_MS;
}

function rollupSize(stepMs: number): RollupSize {
  return stepMs < HOUR_MS ? 'minute' : 'hour';
}

function asksTooMuch(spanMs: number, stepMs: number): boolean {
  return spanMs / stepMs > MAX_POINTS || spanMs / ROLLUP_MS[rollupSize(stepMs)] > MAX_ROLLUPS;
}

function tooMuch(spanMs: number): { readonly ok: false; readonly error: RequestFault } {
  const fitting = STEPS.find((stepMs) => !asksTooMuch(spanMs + stepMs, stepMs)) ?? DAY_MS;
  const message = `step: too much to read over so long a span; ${formatDuration(fitting)} fits, or ask for a shorter span`;
  return err({ code: 'invalid', message });
}

/** Those on record, and a pause that lasts: it is on record when it has ended. */
function gaps({ history, monitor, now }: DashboardParts, from: number, to: number): readonly Gap[] {
  const known = history.gaps(from, to);
  if (monitor.pause === null) return known;
  const pause: Gap = { from: monitor.pause.at, to: now(), reason: 'paused' };
  return pause.from < to && pause.to > from ? [...known, pause] : known;
}

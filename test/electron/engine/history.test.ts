import { describe, expect, it } from 'vitest';
import { bucketOf, latencyPercentile } from '../../../shared/domain/latency-histogram.ts';
import { parseDuration } from '../../../shared/lib/duration.ts';
import type { ClientRequest } from '../../../shared/protocol/protocol.ts';
import { Desk } from '../../builders/engine.ts';
import { batch, incident, notification, sample } from '../../builders/record.ts';
import { service } from '../../builders/service.ts';

const MINUTE = 60_000;

async function watched(minutes: number): Promise<Desk> {
  const desk = new Desk(service()).start();
  await desk.clock.advance(minutes * MINUTE);
  return desk;
}

function historyOf(desk: Desk, more: Partial<Extract<ClientRequest, { type: 'history' }>> = {}) {
  const answer = desk.engine.dashboard.ask({ type: 'history', id: 'orders', ...more });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

it('answers a short span in samples, with figures over all of it', async () => {
  const desk = await watched(10);
  const { stepMs, samples, points, total } = historyOf(desk);
  expect([stepMs, points]).toEqual([null, []]);
  expect(samples.length).toBeGreaterThan(15);
  expect(total.upSamples).toBe(samples.length);
  expect(total.uptimeRatio).toBe(1);
});

it('adds minutes up to whole steps around the span, and says what was down and how sure it is', async () => {
  const desk = await watched(30);
  desk.prober.set('orders', 'refused');
  await desk.clock.advance(15 * MINUTE);
  const now = desk.clock.wallNow();
  const { from, to, stepMs, points, total } = historyOf(desk, { from: now - 40 * MINUTE, step: 5 * MINUTE });
  expect([stepMs, from % stepMs!, to % stepMs!]).toEqual([5 * MINUTE, 0, 0]);
  expect(from).toBeLessThanOrEqual(now - 40 * MINUTE);
  expect(points.map(({ startAt }) => startAt)).toEqual(
    Array.from({ length: (to - from) / stepMs! }, (_, index) => from + index * stepMs!),
  );
  expect(points.at(-2)).toMatchObject({ uptimeRatio: 0, upSamples: 0, latencyP50Ms: null });
  expect(points[1]).toMatchObject({ uptimeRatio: 1, downSamples: 0 });
  const sum = (field: 'upMs' | 'downMs') => points.reduce((all, point) => all + point[field], 0);
  expect([total.upMs, total.downMs]).toEqual([sum('upMs'), sum('downMs')]);
  expect(total.uptimeRatio).toBeCloseTo(sum('upMs') / (sum('upMs') + sum('downMs')));
  // The last step is not over: what is to come does not count as unobserved.
  expect(points.at(-1)?.coverageRatio).toBeGreaterThan(0.5);
  expect(total.latencyP99Ms).toBeCloseTo(latencyPercentile([bucketOf(20), 1], 0.5)!, 0);
});

it('chooses a step that a chart can draw', async () => {
  const desk = await watched(1);
  const to = desk.clock.wallNow();
  const steps = [3, 24, 24 * 7, 24 * 90, 24 * 365].map(
    (hours) => historyOf(desk, { from: to - hours * 60 * MINUTE, to }).stepMs,
  );
  expect(steps.map((step) => (step ?? 0) / MINUTE)).toEqual([1, 5, 60, 360, 1440]);
});

describe('a step that would hold up the monitor', () => {
  it.each([
    ['1 m over 90 days: too many points', 90, 1, '1 h'],
    ['59 m over 30 days: few points, but of 43,200 minutes', 30, 59, '1 h'],
    ['1 h over 110 days: too many points', 110, 60, '3 h'],
    ['ten years over 400 days: all hours that are kept', 400, 3650 * 1440, '6 h'],
  ])('is refused with one that fits: %s', async (_, days, minutes, fitting) => {
    const desk = await watched(1);
    const to = desk.clock.wallNow();
    const from = to - days * 1440 * MINUTE;
    const ask = (step: number) =>
      desk.engine.dashboard.ask({ type: 'history', id: 'orders', from, to, step });
    expect(ask(minutes * MINUTE)).toEqual({
      ok: false,
      error: {
        code: 'invalid',
        message: `step: too much to read over so long a span; ${fitting} fits, or ask for a shorter span`,
      },
    });
    expect(ask(parseDuration(fitting.replace(' ', ''))!).ok).toBe(true);
  });

  it.each([
    ['15 m over 4 days, as the page draws them', 4, 15],
    ['1 h over 90 days', 90, 60],
    ['1 d over 400 days', 400, 1440],
  ])('is not: %s', async (_, days, minutes) => {
    const desk = await watched(1);
    const to = desk.clock.wallNow();
    const { stepMs } = historyOf(desk, { from: to - days * 1440 * MINUTE, to, step: minutes * MINUTE });
    expect(stepMs).toBe(minutes * MINUTE);
  });
});

describe('what a clock that was wrong has dated', () => {
  it.each([
    ['now', 0, false],
    ['a day ago', -24 * 60 * MINUTE, false],
    ['a second ahead', 1000, true],
    ['years ahead', 3 * 365 * 24 * 60 * MINUTE, true],
  ])('is marked wherever it is listed: %s', async (_, aheadMs, clockWrong) => {
    const desk = await watched(1);
    const now = desk.clock.wallNow();
    const at = now + aheadMs;
    desk.history.append(
      batch({
        incidents: [
          incident(at),
          // Begun by the wrong clock and over by the right one; and the other way round.
          incident(at, { id: 'over', resolvedAt: now - 2 * 24 * 60 * MINUTE }),
          incident(now - 2 * 24 * 60 * MINUTE, { id: 'ends', resolvedAt: at }),
        ],
        notifications: [notification(at)],
        samples: [sample(at)],
      }),
    );
    const { dashboard } = desk.engine;
    const marks = (items: readonly { readonly id: string; readonly clockWrong: boolean }[]) =>
      Object.fromEntries(items.map((item) => [item.id, item.clockWrong]));
    const expected = { [`orders@${at}`]: clockWrong, over: true, ends: clockWrong };
    const list = dashboard.ask({ type: 'incidents' });
    expect(list.ok && marks(list.value.incidents)).toEqual(expected);
    const detail = dashboard.ask({ type: 'service', id: 'orders' });
    expect(detail.ok && marks(detail.value.incidents)).toEqual(expected);
    const one = dashboard.ask({ type: 'incident', id: `orders@${at}` });
    expect(one.ok && one.value.incident.clockWrong).toBe(clockWrong);
    const told = dashboard.ask({ type: 'notifications' });
    expect(told.ok && told.value.notifications.map((item) => item.clockWrong)).toEqual([clockWrong]);
    const { samples } = historyOf(desk, { from: at - 1000, to: at + 1000 });
    expect(samples.find((item) => item.at === at)?.clockWrong).toBe(clockWrong ? true : undefined);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { History, Page } from '../../electron/ports.ts';
import { exchangeOf } from '../../shared/domain/evidence.ts';
import { bucketOf, countLatencies } from '../../shared/domain/latency-histogram.ts';
import { sumRollups, uptimeOf } from '../../shared/domain/rollup.ts';
import { batch, exchangeContent, incident, notification, sample } from '../builders/record.ts';
import { serviceId } from '../builders/service.ts';

/** A full hour, so that minutes and hours can be counted from it. */
const START = Date.UTC(2026, 0, 5, 9);
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const orders = serviceId('orders');
const LATER = Number.MAX_SAFE_INTEGER;

/** What every history has to do, whatever it keeps its rows in. */
export function historyContract(name: string, open: () => History): void {
  describe(`${name} as a history`, () => {
    let history: History;
    beforeEach(() => {
      history = open();
    });
    afterEach(() => history.close());

    function keep(parts: Parameters<typeof batch>[0]): void {
      expect(history.append(batch(parts))).toEqual({ ok: true, value: undefined });
    }

    it('lists what is dated later than now after all the rest, page by page', () => {
      const years = [0, 1, 2, 900, 901].map((day) => START + day * DAY);
      keep({
        incidents: years.map((at) => incident(at)),
        notifications: years.map((at) => notification(at)),
      });
      const now = START + 2 * DAY;
      const expected = [2, 1, 0, 901, 900].map((day) => START + day * DAY);
      for (const limit of [1, 2, 3, 4, 5, 99]) {
        const incidents = readPages((before) => history.incidents({ now, limit, before }));
        expect(incidents.flat().map(({ startedAt }) => startedAt)).toEqual(expected);
        const told = readPages((before) => history.notifications({ now, limit, before }));
        expect(told.flat().map(({ at }) => at)).toEqual(expected);
      }
    });

    it('gives samples back exactly as they were', () => {
      const full = sample(START, {
        status: 'down',
        cause: 'http-status',
        message: 'answered 500 “Grüße” \u0000 \u202e',
        latencyMs: 1234.5,
        httpStatus: 500,
        timings: { dnsMs: 0.1, connectMs: 2, tlsMs: 3.5, firstByteMs: 4, transferMs: 0 },
        certificateExpiresAt: START + DAY,
      });
      const empty = sample(START + 1, {
        status: 'down',
        cause: 'refused',
        message: 'm',
        latencyMs: null,
        httpStatus: null,
      });
      keep({ samples: [full, empty] });
      expect(history.samples(orders, START, START + HOUR, 10)).toEqual([full, empty]);
    });

    it('finds the samples of one service in a span, oldest first, over hours without any', () => {
      const times = [START - DAY, START, START + 30 * MINUTE, START + 5 * HOUR, START + 9 * HOUR];
      const other = times.map((at) => sample(at, { service: 'payments' }));
      keep({ samples: [...times.toReversed().map((at) => sample(at)), ...other] });
      const found = (from: number, to: number, limit: number) =>
        history.samples(orders, from, to, limit).map(({ serviceId: id, at }) => [id, at]);
      expect(found(START, START + 9 * HOUR, 10)).toEqual(times.slice(1, 4).map((at) => ['orders', at]));
      expect(found(START, START + 9 * HOUR, 2)).toEqual(times.slice(1, 3).map((at) => ['orders', at]));
      expect(found(0, Number.MAX_SAFE_INTEGER, 10)).toHaveLength(5);
      expect(found(START + 1, START + 1, 10)).toEqual([]);
      expect(history.samples(serviceId('never-seen'), 0, START + DAY, 10)).toEqual([]);
    });

    it('finds the last samples up to a time, oldest first', () => {
      keep({ samples: [0, 1, 2, 3, 4].map((hour) => sample(START + hour * HOUR)) });
      const last = (limit: number, until: number) =>
        history.lastSamples(orders, limit, until).map(({ at }) => (at - START) / HOUR);
      expect(last(2, START + DAY)).toEqual([3, 4]);
      expect(last(3, START + 3 * HOUR)).toEqual([1, 2, 3]);
      expect(last(3, START + 3 * HOUR - 1)).toEqual([0, 1, 2]);
      expect(last(9, START)).toEqual([0]);
      expect(last(9, START - 1)).toEqual([]);
      expect(last(0, START + DAY)).toEqual([]);
    });

    it('keeps the later of two samples of one service and time', () => {
      keep({ samples: [sample(START, { latencyMs: 1 })] });
      keep({ samples: [sample(START, { latencyMs: 2 })] });
      expect(history.samples(orders, START, START + 1, 10)).toEqual([sample(START, { latencyMs: 2 })]);
    });

    it('folds samples and spans of many batches into minutes and hours', () => {
      for (let at = START; at < START + 3 * MINUTE; at += 30_000) {
        const status = at < START + 2 * MINUTE ? 'up' : 'down';
        keep({
          samples: [sample(at, { status, latencyMs: status === 'up' ? 12 : null })],
          spans: [{ serviceId: orders, status, from: at, to: at + 30_000 }],
        });
      }
      const minutes = history.rollups(orders, 'minute', START, START + 3 * MINUTE);
      expect(
        minutes.map((rollup) => [
          rollup.startAt,
          [rollup.upMs, rollup.downMs],
          [rollup.upSamples, rollup.degradedSamples, rollup.downSamples],
          [countLatencies(rollup.latencies), rollup.latencySumMs, rollup.latencyMaxMs],
        ]),
      ).toEqual([
        [START, [MINUTE, 0], [2, 0, 0], [2, 24, 12]],
        [START + MINUTE, [MINUTE, 0], [2, 0, 0], [2, 24, 12]],
        [START + 2 * MINUTE, [0, MINUTE], [0, 0, 2], [0, 0, 0]],
      ]);
      const hours = history.rollups(orders, 'hour', START, START + HOUR);
      expect(hours.map(({ latencies }) => latencies)).toEqual([[bucketOf(12), 4]]);
      expect(uptimeOf(sumRollups(hours), 6 * MINUTE)).toEqual({ uptimeRatio: 2 / 3, coverageRatio: 0.5 });
    });

    it('gives rollups of one service and span, oldest first, over days without any', () => {
      const days = [0, 1, 4, 9].map((day) => START + day * DAY);
      keep({ samples: days.flatMap((at) => [sample(at), sample(at, { service: 'payments' })]) });
      const found = (from: number, to: number) =>
        history.rollups(orders, 'hour', from, to).map(({ startAt }) => startAt);
      expect(found(0, START + 99 * DAY)).toEqual(days);
      expect(found(START + DAY, START + 9 * DAY)).toEqual(days.slice(1, 3));
    });

    it('finds the gaps that touch a span', () => {
      const frozen = { from: START, to: START + HOUR, reason: 'frozen' } as const;
      const stopped = { from: START + 2 * HOUR, to: START + 3 * HOUR, reason: 'stopped' } as const;
      const offline = { from: START + 2 * HOUR, to: START + 4 * HOUR, reason: 'offline' } as const;
      const paused = { from: START + 5 * HOUR, to: START + 6 * HOUR, reason: 'paused' } as const;
      keep({ gaps: [offline, paused, stopped, frozen] });
      expect(history.gaps(START, START + DAY)).toEqual(
        expect.arrayContaining([frozen, stopped, offline, paused]),
      );
      expect(history.gaps(START + HOUR - 1, START + HOUR)).toEqual([frozen]);
      expect(history.gaps(START + HOUR, START + 2 * HOUR)).toEqual([]);
      expect(history.gaps(START + 3 * HOUR, START + 5 * HOUR)).toEqual([offline]);
    });

    it('lets a gap grow while it lasts', () => {
      const growing = { from: START, to: START + 1, reason: 'offline' } as const;
      keep({ gaps: [growing] });
      keep({ gaps: [{ ...growing, to: START + 9 }] });
      expect(history.gaps(0, START + DAY)).toEqual([{ ...growing, to: START + 9 }]);
    });

    it('replaces an incident by its id and knows which are open', () => {
      const first = incident(START);
      const second = incident(START + 1, { service: 'payments', alerts: [] });
      keep({ incidents: [first, second] });
      expect(history.openIncidents()).toEqual([first, second]);
      const resolved = { ...first, resolvedAt: START + HOUR };
      keep({ incidents: [resolved] });
      expect(history.openIncidents()).toEqual([second]);
      expect(history.incidents({ now: LATER, limit: 10 })).toEqual({ items: [second, resolved], next: null });
      expect(history.incidents({ now: LATER, limit: 10, serviceId: orders }).items).toEqual([resolved]);
    });

    it('keeps evidence with its incident, whichever is replaced', () => {
      const failed = sample(START, { status: 'down', cause: 'http-status', message: 'answered 503' });
      const hostile = { text: 'Grüße \u0000 \u202e "</script>', cut: true, compression: null };
      const evidence = {
        lastGood: null,
        firstBad: exchangeOf(failed, exchangeContent({ endedIn: 'body', body: hostile })),
      };
      const later = { lastGood: exchangeOf(sample(START), exchangeContent()), firstBad: evidence.firstBad };
      const first = incident(START);
      keep({ incidents: [first], evidence: [{ incidentId: first.id, evidence }] });
      const resolved = { ...first, resolvedAt: START + HOUR };
      keep({ incidents: [resolved, incident(START + 1)] });
      expect(history.incident(first.id)).toEqual({ incident: resolved, evidence });
      keep({ evidence: [{ incidentId: first.id, evidence: later }] });
      expect(history.incident(first.id)).toEqual({ incident: resolved, evidence: later });
      expect(history.incident(`orders@${START + 1}`)?.evidence).toBeNull();
      expect(history.incident('nobody')).toBeNull();
    });

    it('pages incidents newest first, each once, while new ones come in', () => {
      // Three of one time, so that a page ends among equals.
      const at = [0, 1, 1, 1, 2, 3];
      const kept = at.map((hour, index) =>
        incident(START + hour * HOUR, { id: `${index},~ %`, service: `s${index % 2}` }),
      );
      keep({ incidents: kept });
      let newcomers = 0;
      const pages = readPages(
        (before) => history.incidents({ now: LATER, limit: 2, before }),
        () => keep({ incidents: [incident(START + DAY + newcomers++)] }),
      );
      expect(pages.map((page) => page.length)).toEqual([2, 2, 2]);
      expect(pages.flat()).toEqual(kept.toReversed());
      const ofOne = readPages((before) =>
        history.incidents({ now: LATER, limit: 2, before, serviceId: serviceId('s1') }),
      );
      expect(ofOne.flat()).toEqual(kept.filter((_, index) => index % 2 === 1).toReversed());
    });

    it('pages notifications newest first, one row per notifier, and replaces the outcome', () => {
      const kept = [0, 1, 2].flatMap((hour) =>
        ['log', 'slack'].map((notifier) =>
          notification(START + hour * HOUR, { notifier, delivered: 'unknown' }),
        ),
      );
      keep({ notifications: kept });
      const told = kept.map((record, index) => ({ ...record, delivered: index % 2 === 0 }));
      keep({ notifications: told });
      const about = notification(START + DAY, {
        serviceId: null,
        ruleId: null,
        severity: 'info',
        reason: 'notice',
      } as object);
      keep({ notifications: [about] });
      const pages = readPages((before) => history.notifications({ now: LATER, limit: 3, before }));
      expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
      expect(pages.flat()).toEqual([about, ...told.toReversed()]);
    });

    it.each(['', 'x', '1', '1,%', '1,a,b,c', 'NaN,a', ',a'])(
      'has nothing behind %j, which is no cursor',
      (before) => {
        keep({ incidents: [incident(START)], notifications: [notification(START)] });
        expect(history.incidents({ now: LATER, limit: 5, before })).toEqual({ items: [], next: null });
        expect(history.notifications({ now: LATER, limit: 5, before })).toEqual({ items: [], next: null });
      },
    );

    it('deletes what is older than its retention and leaves the rest', () => {
      const now = START + 1000 * DAY;
      const retention = { samplesMs: 7 * DAY, minutesMs: 30 * DAY, hoursMs: 400 * DAY };
      const evidence = { lastGood: null, firstBad: exchangeOf(sample(START), exchangeContent()) };
      const ages = [1, 6, 9, 29, 32, 399, 402].map((days) => now - days * DAY);
      keep({
        samples: ages.map((at) => sample(at)),
        gaps: ages.map((at) => ({ from: at, to: at + 1, reason: 'frozen' })),
        incidents: [...ages.map((at) => incident(at, { resolvedAt: at + 1 })), incident(START)],
        evidence: ages.map((at) => ({ incidentId: `orders@${at}`, evidence })),
        notifications: ages.map((at) => notification(at)),
      });
      let slices = 0;
      for (let more = true; more; slices++) {
        const pruned = history.prune(now, retention);
        more = pruned.ok && pruned.value;
      }
      expect(slices).toBeLessThan(50);
      const days = (times: readonly number[]) =>
        times.map((at) => Math.ceil((now - at) / DAY)).sort((a, b) => a - b);
      expect(days(history.samples(orders, 0, now, 99).map(({ at }) => at))).toEqual([1, 6]);
      expect(days(history.rollups(orders, 'minute', 0, now).map(({ startAt }) => startAt))).toEqual([
        1, 6, 9, 29,
      ]);
      expect(days(history.rollups(orders, 'hour', 0, now).map(({ startAt }) => startAt))).toEqual([
        1, 6, 9, 29, 32, 399,
      ]);
      expect(days(history.gaps(0, now).map(({ from }) => from))).toEqual([1, 6, 9, 29, 32, 399]);
      expect(
        days(history.incidents({ now: LATER, limit: 99 }).items.map(({ startedAt }) => startedAt)),
      ).toEqual([1, 6, 9, 29, 32, 399, 1000]);
      expect(days(history.notifications({ now: LATER, limit: 99 }).items.map(({ at }) => at))).toEqual([
        1, 6, 9, 29, 32, 399,
      ]);
      expect(ages.map((at) => history.incident(`orders@${at}`)?.evidence ?? null)).toEqual([
        ...ages.slice(0, 6).map(() => evidence),
        null,
      ]);
      // What is pruned is gone, not hidden: an incident of the same id starts without.
      keep({ incidents: [incident(now - 402 * DAY)] });
      expect(history.incident(`orders@${now - 402 * DAY}`)?.evidence).toBeNull();
    });
  });
}

function readPages<Item>(read: (before: string | undefined) => Page<Item>, between = () => {}): Item[][] {
  const pages: Item[][] = [];
  for (let before: string | undefined, more = true; more;) {
    const page = read(before);
    pages.push([...page.items]);
    more = page.next !== null && pages.length < 20;
    before = page.next ?? undefined;
    between();
  }
  return pages;
}

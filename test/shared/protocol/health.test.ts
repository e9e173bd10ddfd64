import { describe, expect, it } from 'vitest';
import { decodeLiveDocument, healthDocument, healthHttpStatus } from '../../../shared/protocol/health.ts';
import { engineHealth, serviceView } from '../../fakes/fake-dashboard.ts';

const NOBODY = { up: 0, degraded: 0, down: 0, unknown: 0 };
const AT = Date.UTC(2026, 0, 5, 9);

describe('the health document', () => {
  it.each([
    ['up', { up: 9 }, 'pass', 200],
    ['degraded', { up: 8, degraded: 1 }, 'warn', 200],
    ['down', { up: 7, degraded: 1, down: 1 }, 'fail', 503],
    ['unknown', { unknown: 9 }, 'warn', 200],
    ['offline', { up: 1, unknown: 8 }, 'warn', 200],
    ['paused', { unknown: 9 }, 'warn', 200],
    ['stale', { up: 1, unknown: 8 }, 'fail', 503],
  ] as const)('of services that are %s overall', (overall, some, status, httpStatus) => {
    const counts = { ...NOBODY, ...some };
    const overview = { overall, headline: '', counts, firing: 0, pending: 0, pause: null };
    const document = healthDocument('1.2.3', overview, []);
    expect(document).toEqual({ status, version: '1.2.3', overall, counts, checks: {} });
    expect(healthHttpStatus(document)).toBe(httpStatus);
  });

  it('has one latency check per service, with the reason as output', () => {
    const overview = {
      overall: 'down',
      headline: '',
      counts: NOBODY,
      firing: 0,
      pending: 0,
      pause: null,
    } as const;
    const nothing = { latencyMs: null, at: null };
    const { checks } = healthDocument('1.2.3', overview, [
      serviceView({ id: 'a', status: 'up', latencyMs: 12.5, at: AT }),
      serviceView({ id: 'b', status: 'degraded', latencyMs: 2000, at: AT, message: 'answered in 2 s' }),
      serviceView({ id: 'c', status: 'down', latencyMs: null, at: AT, message: 'nothing is listening' }),
      serviceView({ id: 'd', status: 'unknown', ...nothing, message: 'not probed yet' }),
    ]);
    const time = '2026-01-05T09:00:00.000Z';
    const observedUnit = 'ms';
    expect(checks).toEqual({
      'a:latency': [{ status: 'pass', observedValue: 12.5, observedUnit, time, output: null }],
      'b:latency': [{ status: 'warn', observedValue: 2000, observedUnit, time, output: 'answered in 2 s' }],
      'c:latency': [
        { status: 'fail', observedValue: null, observedUnit, time, output: 'nothing is listening' },
      ],
      'd:latency': [
        { status: 'warn', observedValue: null, observedUnit, time: null, output: 'not probed yet' },
      ],
    });
  });
});

describe('the live document', () => {
  const live = { status: 'pass', version: '1.2.3', instance: 'a1b2', pid: 7, uptimeMs: 12 };

  it('is known for one, also with what a later version adds', () => {
    const now = { ...live, status: 'warn', engine: engineHealth({ status: 'warn', concerns: ['slow'] }) };
    expect(decodeLiveDocument({ ...now, later: true })).toEqual(now);
  });

  it('is known for one of before it said how its engine is', () => {
    expect(decodeLiveDocument(live)).toEqual({ ...live, engine: null });
  });

  it.each([
    null,
    [],
    {},
    { ...live, pid: '7' },
    { ...live, instance: '\u001b[2J' },
    { ...live, status: 'bad' },
  ])('is not %j', (value) => {
    expect(decodeLiveDocument(value)).toBeNull();
  });
});

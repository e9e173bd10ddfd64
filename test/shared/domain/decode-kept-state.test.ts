import { describe, expect, it } from 'vitest';
import { decodeKeptState } from '../../../shared/domain/decode-kept-state.ts';
import { keptState } from '../../builders/kept-state.ts';

const state = keptState(1000);

/** As the first release wrote it. */
const VERSION_1 = {
  version: 1,
  services: [
    {
      serviceId: 'orders',
      alerts: [
        {
          state: 'firing',
          ruleId: 'service-down',
          severity: 'critical',
          since: 1000,
          firingAt: 31_000,
          toldAt: null,
          suppression: { reason: 'cooldown', until: 90_000 },
          clearing: null,
        },
      ],
      suspect: false,
      goodSamples: 0,
      incident: {
        incident: {
          id: 'orders@1000',
          serviceId: 'orders',
          startedAt: 1000,
          resolvedAt: null,
          cause: 'refused',
          message: 'nothing is listening on 127.0.0.1:8000',
          alerts: ['service-down'],
        },
        closing: null,
      },
      toldAt: { 'service-down': 500 },
    },
  ],
  outbox: [],
  offlineSince: 2000,
};

describe('a state document', () => {
  it('comes back as it was written', () => {
    expect(decodeKeptState(JSON.parse(JSON.stringify(state)))).toEqual({ ok: true, value: state });
  });

  it('loses what this version does not know', () => {
    expect(decodeKeptState({ ...state, colour: 'blue' })).toEqual({ ok: true, value: state });
  });

  it.each([8, 99])('of the newer version %i is refused as such', (version) => {
    expect(decodeKeptState({ version, other: true })).toEqual({
      ok: false,
      error: {
        kind: 'newer',
        message: `it has version ${version} and this Bellwether reads up to version 7`,
      },
    });
  });

  it('of version 1 loses nothing, and knows no measures', () => {
    expect(decodeKeptState(VERSION_1)).toEqual({
      ok: true,
      value: {
        ...VERSION_1,
        version: 7,
        services: [
          {
            ...VERSION_1.services[0],
            alerts: [{ ...VERSION_1.services[0]?.alerts[0], frozenMs: 0 }],
            told: null,
            incident: { ...VERSION_1.services[0]?.incident, unobservedMs: 0 },
            silence: null,
            acknowledgement: null,
            countsFrom: null,
          },
        ],
        runs: {},
        toldNotices: {},
        offlineBy: 'route',
        paths: [],
        pause: null,
      },
    });
  });

  it('of a time in which lateness had no bound has used nothing of it', () => {
    const kept = JSON.parse(
      JSON.stringify(state, (key, value: unknown) => (key === 'lateMs' ? undefined : value)),
    );
    const unused = JSON.parse(JSON.stringify(state, (key, value: unknown) => (key === 'lateMs' ? 0 : value)));
    expect(decodeKeptState(kept)).toEqual({ ok: true, value: unused });
  });

  it('of version 3 or 4 counts failures anew, and was told of no notice before that', () => {
    const services = state.services.map((service) => ({ ...service, countsFrom: null }));
    const { toldNotices, paths: _, offlineBy: _by, ...older } = { ...state, services };
    const ways = { paths: [], offlineBy: 'route' };
    expect(decodeKeptState({ ...older, version: 3 })).toEqual({
      ok: true,
      value: { ...state, ...ways, services, toldNotices: {} },
    });
    expect(decodeKeptState({ ...older, toldNotices, version: 4 })).toEqual({
      ok: true,
      value: { ...state, ...ways, services },
    });
  });

  it('of version 2 remembers that an end has to be told, and what is waited for', () => {
    const firing = { state: 'firing', since: 1000, firingAt: 31_000, clearing: null } as const;
    const alerts = [
      { ...firing, ruleId: 'slow', severity: 'warning', since: 500, toldAt: 600, suppression: null },
      { ...firing, ruleId: 'service-down', severity: 'critical', toldAt: 31_000, suppression: null },
      {
        ...firing,
        ruleId: 'other',
        severity: 'warning',
        toldAt: null,
        suppression: { reason: 'outranked', ruleId: 'service-down' },
      },
      {
        ...firing,
        ruleId: 'further',
        severity: 'warning',
        toldAt: null,
        suppression: { reason: 'dependency', serviceId: 'gateway' },
      },
    ];
    const [service] = VERSION_1.services;
    const measures = { silence: null, acknowledgement: null };
    const document = {
      ...VERSION_1,
      version: 2,
      pause: null,
      services: [{ ...service, alerts, ...measures }],
    };
    expect(decodeKeptState(document)).toMatchObject({
      ok: true,
      value: {
        services: [
          {
            told: {
              ruleId: 'service-down',
              severity: 'critical',
              gravity: 4_000_000,
              since: 500,
              open: true,
            },
            alerts: [
              { suppression: null },
              { frozenMs: 0 },
              { suppression: { reason: 'outranked', ruleId: 'service-down', until: null } },
              { suppression: { reason: 'dependency', awaits: 'recovery', recoveredAt: null, until: null } },
            ],
          },
        ],
      },
    });
  });

  it('of version 5 knows no way to any service', () => {
    const { paths: _, offlineBy: _by, ...older } = state;
    expect(decodeKeptState({ ...older, version: 5 })).toEqual({
      ok: true,
      value: { ...state, offlineBy: 'route', paths: [] },
    });
  });

  it('of version 6 was told of no path that is gone', () => {
    const paths = state.paths.map((path) => ({ ...path, told: null }));
    const older = state.paths.map((path) => {
      const { told: _, ...rest } = path;
      return rest;
    });
    expect(decodeKeptState({ ...state, version: 6, paths: older })).toEqual({
      ok: true,
      value: { ...state, paths },
    });
    expect(decodeKeptState({ ...state, version: 6, paths: ['10.8.0.0/16'] })).toMatchObject({
      ok: false,
      error: { kind: 'invalid', message: expect.stringContaining('paths.0: ') },
    });
  });

  it('of version 1 that is damaged is invalid, and says where', () => {
    expect(
      decodeKeptState({ ...VERSION_1, services: [{ ...VERSION_1.services[0], alerts: 7 }] }),
    ).toMatchObject({
      ok: false,
      error: { kind: 'invalid', message: expect.stringContaining('services.0.alerts: ') },
    });
    expect(decodeKeptState({ ...VERSION_1, services: 'many' })).toMatchObject({
      ok: false,
      error: { kind: 'invalid', message: expect.stringContaining('services: ') },
    });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'the document'],
    ['a list', [], 'the document'],
    ['a word', 'state', 'the document'],
    ['no version', { ...state, version: undefined }, 'version'],
    ['an older version that never was', { ...state, version: 0 }, 'version'],
    ['services that are no list', { ...state, services: {} }, 'services'],
    [
      'a service without alerts',
      { ...state, services: [{ ...state.services[0], alerts: null }] },
      'services.0.alerts',
    ],
    [
      'a silence that ends at a word',
      {
        ...state,
        services: [{ ...state.services[0], silence: { ...state.services[0]?.silence, until: 'noon' } }],
      },
      'services.0.silence.until',
    ],
    ['a pause by nobody', { ...state, pause: { ...state.pause, author: null } }, 'pause.author'],
    ['a path without a network', { ...state, paths: [{ services: [] }] }, 'paths.0.network'],
    [
      'a path by no network',
      { ...state, paths: [{ ...state.paths[0], network: '10.8.0.0/x' }] },
      'paths.0.network',
    ],
    ['a time that is a word', { ...state, offlineSince: 'yesterday' }, 'offlineSince'],
    [
      'a delivery that is a word',
      { ...state, outbox: [{ ...state.outbox[0], delivered: 'yes' }] },
      'outbox.0.delivered',
    ],
  ])('that is or has %s is invalid, and says where', (_, document, place) => {
    expect(decodeKeptState(document)).toMatchObject({
      ok: false,
      error: { kind: 'invalid', message: expect.stringContaining(`${place}: `) },
    });
  });
});

import type { RuleId } from '../../shared/domain/alert-rule.ts';
import type { KeptState } from '../../shared/domain/kept-state.ts';
import { incident, notification } from './record.ts';
import { serviceId } from './service.ts';

const rule = (id: string) => id as RuleId;

/** A state in which nothing is kept. */
export const NOTHING_KEPT: KeptState = {
  version: 7,
  runs: {},
  toldNotices: {},
  services: [],
  outbox: [],
  offlineSince: null,
  offlineBy: 'route',
  paths: [],
  pause: null,
};

/** A state in which every kind of thing that can be kept is there. */
export function keptState(at: number): KeptState {
  const firing = { state: 'firing', severity: 'critical', since: at, firingAt: at + 1, frozenMs: 7 } as const;
  return {
    version: 7,
    services: [
      {
        serviceId: serviceId('orders'),
        alerts: [
          {
            state: 'pending',
            ruleId: rule('high-response-time'),
            severity: 'warning',
            since: at,
            frozenMs: 5,
            lateMs: 3,
            badSamples: 2,
          },
          { ...firing, ruleId: rule('a'), toldAt: at + 2, suppression: null, clearing: null },
          {
            ...firing,
            ruleId: rule('b'),
            toldAt: null,
            suppression: { reason: 'cooldown', until: at + 9 },
            clearing: { since: at, frozenMs: 0, lateMs: 0, goodSamples: 1 },
          },
          {
            ...firing,
            ruleId: rule('c'),
            toldAt: null,
            suppression: {
              reason: 'dependency',
              serviceId: 'gateway',
              awaits: 'interval',
              recoveredAt: at,
              until: at + 9,
            },
            clearing: null,
          },
          {
            ...firing,
            ruleId: rule('d'),
            toldAt: null,
            suppression: { reason: 'outranked', ruleId: 'a', until: null },
            clearing: null,
          },
          {
            ...firing,
            ruleId: rule('e'),
            toldAt: null,
            suppression: { reason: 'silenced', until: 'recovery' },
            clearing: null,
          },
          {
            ...firing,
            ruleId: rule('f'),
            toldAt: null,
            suppression: { reason: 'acknowledged', author: 'Ada' },
            clearing: null,
          },
          { ...firing, ruleId: rule('g'), toldAt: null, suppression: { reason: 'paused' }, clearing: null },
        ],
        suspect: true,
        goodSamples: 1,
        countsFrom: at,
        incident: {
          incident: incident(at),
          unobservedMs: 11,
          closing: { since: at, frozenMs: 9, lateMs: 4, goodSamples: 2 },
        },
        toldAt: { [rule('service-down')]: at },
        told: { ruleId: rule('a'), severity: 'critical', gravity: 4_000_000, since: at, open: true },
        silence: { at, author: 'Ada', comment: 'known since Monday', until: 'recovery' },
        acknowledgement: { at, author: 'Grace', comment: '', severity: 'critical' },
      },
      {
        serviceId: serviceId('payments'),
        alerts: [
          {
            ...firing,
            ruleId: rule('a'),
            toldAt: null,
            suppression: { reason: 'cut-off' },
            clearing: null,
          },
        ],
        suspect: false,
        goodSamples: 0,
        countsFrom: null,
        incident: null,
        toldAt: {},
        told: null,
        silence: { at, author: 'Ada', comment: '', until: at + 60_000 },
        acknowledgement: null,
      },
    ],
    runs: {
      [serviceId('orders')]: { status: 'down', since: at, unobservedMs: 12 },
      [serviceId('stock')]: { status: 'up', since: at, unobservedMs: 0 },
    },
    outbox: [notification(at, { delivered: 'unknown' })],
    toldNotices: { unjudged: null, offline: at + 9 },
    offlineSince: at,
    offlineBy: 'silence',
    paths: [
      {
        network: '10.8.0.0/16',
        isTunnel: true,
        besides: ['100.64.0.7/32'],
        services: [{ serviceId: serviceId('stock'), address: 'http://10.8.0.9:8000/' }],
        told: { at, times: 1 },
      },
    ],
    pause: { at, author: 'Ada', comment: 'moving house', until: null },
  };
}

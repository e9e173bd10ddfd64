import type { Severity } from '../domain/alert-rule.ts';

/* What a document may leave out, as it would be written. Schema, JSON Schema and `config show` all take it from here. */

export const SERVICE_DEFAULTS = {
  interval: '30s',
  timeout: '10s',
  degradedAfter: '1s',
  downAfter: '5s',
} as const;

export const HTTP_DEFAULTS = {
  method: 'GET',
  expectStatus: '2xx',
  followRedirects: 3,
  reuseConnection: false,
} as const;

export const COOLDOWN_DEFAULT = '5m';

/** A type and not an interface, so that it is JSON. */
type ShippedRule = {
  readonly id: string;
  readonly when: 'down' | 'degraded' | { latencyAbove: string } | { failing: string };
  readonly for: string;
  readonly severity: Severity;
  readonly groups?: string[];
  readonly exceptGroups?: string[];
  readonly cooldown: string;
};

/** They apply to a document that says nothing of rules; the preset writes them out. */
export const SHIPPED_RULES: readonly ShippedRule[] = [
  {
    id: 'service-down',
    when: 'down',
    for: '30s',
    severity: 'critical',
    exceptGroups: ['frontend'],
    cooldown: COOLDOWN_DEFAULT,
  },
  {
    id: 'degraded-performance',
    when: 'degraded',
    for: '1m',
    severity: 'warning',
    cooldown: COOLDOWN_DEFAULT,
  },
  {
    id: 'high-response-time',
    when: { latencyAbove: '5s' },
    for: '2m',
    severity: 'warning',
    cooldown: COOLDOWN_DEFAULT,
  },
  {
    id: 'frontend-tolerance',
    when: 'down',
    for: '2m',
    severity: 'warning',
    groups: ['frontend'],
    cooldown: COOLDOWN_DEFAULT,
  },
  { id: 'unsteady', when: { failing: '30%' }, for: '10m', severity: 'warning', cooldown: COOLDOWN_DEFAULT },
];

export const SERVER_DEFAULTS = {
  port: 9999,
  share: false,
  openHealth: false,
  openMetrics: false,
  trustLoopback: true,
  tls: null,
} as const;

export const HISTORY_DEFAULTS = { samples: '7d', minutes: '30d', hours: '400d' } as const;

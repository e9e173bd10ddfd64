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

export const SERVER_DEFAULTS = {
  port: 9999,
  share: false,
  openHealth: false,
  openMetrics: false,
  trustLoopback: true,
  tls: null,
} as const;

export const HISTORY_DEFAULTS = { samples: '7d', minutes: '30d', hours: '400d' } as const;

import type { ServerSettings } from '../../shared/config/config.ts';

/** On any free port of this machine, for this machine only. */
export function serverSettings(overrides: Partial<ServerSettings> = {}): ServerSettings {
  return {
    host: null,
    port: 0,
    share: false,
    names: [],
    openHealth: false,
    openMetrics: false,
    trustLoopback: true,
    tls: null,
    ...overrides,
  };
}

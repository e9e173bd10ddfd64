import type { startWebServer } from '../../electron/web/start-web-server.ts';

type Sharing = NonNullable<Parameters<typeof startWebServer>[0]['sharing']>;

/** Others come in by these names, with a token. */
export function openTo(names: readonly string[], wishes: Partial<Omit<Sharing, 'names'>> = {}): Sharing {
  return {
    names: () => new Set(names),
    origins: new Set(),
    openHealth: false,
    openMetrics: false,
    ...wishes,
  };
}

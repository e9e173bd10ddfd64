import type { Service, ServiceId } from './service.ts';
import type { ServiceState } from './service-state.ts';

export interface Watched {
  readonly service: Service;
  readonly state: ServiceState;
}

/** In the order of the configuration. */
export type Fleet = ReadonlyMap<ServiceId, Watched>;

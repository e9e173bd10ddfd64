import type { EngineHealth } from '../../shared/domain/engine-health.ts';
import type { Hindrance } from '../../shared/domain/overview.ts';
import type { ServiceId } from '../../shared/domain/service.ts';
import type { GroupView, InstanceView } from '../../shared/protocol/protocol.ts';
import type { AlertView, Overview, ServiceView } from '../../shared/protocol/views.ts';
import type { Clock, Dashboard, History } from '../ports.ts';
import type { Monitor } from './monitor.ts';
import type { NoticeBoard } from './notice-board.ts';

export interface DashboardParts {
  readonly clock: Clock;
  readonly history: History;
  readonly monitor: Monitor;
  readonly notices: NoticeBoard;
  readonly instance: InstanceView;
  readonly now: () => number;
  readonly change: Dashboard['change'];
  hindrance(): Hindrance | null;
  health(): EngineHealth;
  skippedTurns(id: ServiceId): number;
  /** Writes what is queued, so that what is asked for includes it. */
  flush(): void;
}

/** The present, as clients see it. */
export interface Views {
  overview(): Overview;
  services(): readonly ServiceView[];
  groups(): readonly GroupView[];
  /** `null` when no such service is watched. */
  service(id: ServiceId): ServiceView | null;
  alerts(): readonly AlertView[];
}

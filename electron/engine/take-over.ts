import type { Config, ConfigFault } from '../../shared/config/config.ts';
import { formatFaultForAll } from '../../shared/config/format-fault.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { Logger } from '../ports.ts';
import { postFaults, postWarnings } from './config-notices.ts';
import type { DashboardService } from './dashboard.ts';
import type { EngineOptions } from './engine.ts';
import type { HistoryWriter } from './history-writer.ts';
import type { Monitor } from './monitor.ts';
import type { NoticeBoard } from './notice-board.ts';
import type { PollLoop } from './poll-loop.ts';
import type { SelfWatch } from './self-watch.ts';

interface TakeOverParts extends Pick<EngineOptions, 'config' | 'override'> {
  readonly logger: Logger;
  readonly notices: NoticeBoard;
  readonly writer: HistoryWriter;
  readonly monitor: Monitor;
  readonly loop: PollLoop;
  readonly self: SelfWatch;
  readonly dashboard: DashboardService;
}

/** Hands a new reading of the configuration to all whom it concerns; one with faults changes nothing. `config` is that of the start. */
export function takeOver(parts: TakeOverParts, reading: Result<Config, readonly ConfigFault[]>): void {
  const { config, override, logger, notices } = parts;
  if (!reading.ok) {
    logger.error('configuration not taken over', { faults: reading.error.map(formatFaultForAll) });
    postFaults(notices, reading.error);
    return;
  }
  const next = override(reading.value);
  notices.withdraw('config');
  const same = JSON.stringify(next.server) === JSON.stringify(config.server);
  if (same) notices.withdraw('server');
  else notices.post('server', 'warning', 'The changed settings of the server take effect after a restart.');
  postWarnings(notices, next.warnings);
  logger.info('configuration taken over', { services: next.services.length });
  parts.writer.setRetention(next.history);
  parts.monitor.adopt(next);
  parts.loop.setServices(next.services);
  parts.self.setServices(next.services);
  parts.dashboard.replaceFleet(next.groups);
}

import type { Change } from '../../shared/domain/service-state.ts';
import type { Logger } from '../ports.ts';

/** Every transition leaves a line with its named reason; samples do not, they are in history. */
export function logChange(logger: Logger, change: Change): void {
  switch (change.kind) {
    case 'sample':
    case 'span':
      return;
    case 'status':
      logger.info('status changed', { service: change.serviceId, from: change.from, to: change.to });
      return;
    case 'alert': {
      const { serviceId, alert, transition, reason } = change;
      logger.info(`alert ${transition}`, { service: serviceId, rule: alert.ruleId, reason });
      return;
    }
    case 'measure-over':
      logger.info(`${change.measure} over`, { service: change.serviceId });
      return;
    case 'incident': {
      const { id, serviceId, cause, resolvedAt, alerts } = change.incident;
      // One more alert that fired during it has its own line.
      if (resolvedAt === null && alerts.length > 0) return;
      logger.info(resolvedAt === null ? 'incident open' : 'incident resolved', {
        service: serviceId,
        incident: id,
        cause,
      });
    }
  }
}

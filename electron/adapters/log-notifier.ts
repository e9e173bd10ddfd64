import { ok } from '../../shared/lib/result.ts';
import type { Logger, Notifier } from '../ports.ts';

/** Every notification as a line of the log. */
export function logNotifier(logger: Logger): Notifier {
  return {
    name: 'log',
    deliver: ({ severity, title, body, reason, serviceId, ruleId }) => {
      logger[severity === 'info' ? 'info' : 'warn'](`notification: ${title}`, {
        body,
        reason,
        service: serviceId,
        rule: ruleId,
      });
      return Promise.resolve(ok(undefined));
    },
  };
}

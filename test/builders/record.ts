import type { HistoryBatch } from '../../electron/ports.ts';
import type { RuleId } from '../../shared/domain/alert-rule.ts';
import type { ExchangeContent } from '../../shared/domain/exchange.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import type { NotificationRecord } from '../../shared/domain/notification.ts';
import { NO_TIMINGS } from '../../shared/domain/probe-result.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import { serviceId } from './service.ts';

type Changes<Item> = Partial<Omit<Item, 'serviceId'>> & { readonly service?: string };

/** An up sample of the service `orders`. */
export function sample(at: number, { service = 'orders', ...changes }: Changes<Sample> = {}): Sample {
  return {
    serviceId: serviceId(service),
    at,
    status: 'up',
    cause: null,
    message: null,
    latencyMs: 12.5,
    httpStatus: 200,
    timings: NO_TIMINGS,
    certificateExpiresAt: null,
    ...changes,
  };
}

/** An incident of the service `orders` that is still open. */
export function incident(
  startedAt: number,
  { service = 'orders', ...changes }: Changes<Incident> = {},
): Incident {
  return {
    id: `${service}@${startedAt}`,
    serviceId: serviceId(service),
    startedAt,
    resolvedAt: null,
    cause: 'refused',
    message: 'nothing is listening on 127.0.0.1:8000',
    alerts: ['service-down' as RuleId],
    ...changes,
  };
}

/** That the service `orders` is down, handed to the notifier `log`. */
export function notification(
  at: number,
  { service = 'orders', ...changes }: Changes<NotificationRecord> = {},
): NotificationRecord {
  return {
    id: `n-${at}`,
    at,
    serviceId: serviceId(service),
    ruleId: 'service-down' as RuleId,
    severity: 'critical',
    reason: 'fired',
    title: 'Orders is down',
    body: 'nothing is listening on 127.0.0.1:8000',
    notifier: 'log',
    delivered: true,
    ...changes,
  };
}

/** A GET that was answered with an empty object. */
export function exchangeContent(changes: Partial<ExchangeContent> = {}): ExchangeContent {
  return {
    requests: [{ method: 'GET', url: 'http://localhost:8000/health', headers: [] }],
    peer: '127.0.0.1:8000',
    attempts: [],
    endedIn: null,
    headers: [['content-type', 'application/json']],
    headersLeftOut: 0,
    body: { text: '{}', cut: false, compression: null },
    ...changes,
  };
}

export function batch(parts: Partial<HistoryBatch> = {}): HistoryBatch {
  return { samples: [], spans: [], gaps: [], incidents: [], evidence: [], notifications: [], ...parts };
}

import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { incidentSchema, notificationRecordSchema } from '../../shared/domain/decode-records.ts';
import type { Gap } from '../../shared/domain/gap.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import type { NotificationRecord } from '../../shared/domain/notification.ts';
import { CAUSES } from '../../shared/domain/probe-result.ts';
import { LATENCY_BUCKETS_MS } from '../../shared/domain/rollup.ts';
import type { Rollup } from '../../shared/domain/rollup.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import type { ServiceId } from '../../shared/domain/service.ts';

/*
 * What a row holds, in the order of its table's columns, and back. A decoder throws at a row that cannot be.
 * Words are listed as objects so that the compiler reports the one that was added to its union and not here.
 */

export type Row = Readonly<Record<string, SQLOutputValue>>;
export type RowValues = SQLInputValue[];

const nullableNumber = z.number().nullable();
const sampleRow = z.object({
  at: z.number(),
  status: z.enum(['up', 'degraded', 'down']),
  cause: z.enum(CAUSES).nullable(),
  message: z.string().nullable(),
  latency_ms: nullableNumber,
  http_status: nullableNumber,
  dns_ms: nullableNumber,
  connect_ms: nullableNumber,
  tls_ms: nullableNumber,
  first_byte_ms: nullableNumber,
  transfer_ms: nullableNumber,
  certificate_expires_at: nullableNumber,
});

/** Without the key's period and service, which come first. */
export function sampleValues(sample: Sample): RowValues {
  const { dnsMs, connectMs, tlsMs, firstByteMs, transferMs } = sample.timings;
  return [
    sample.at,
    sample.status,
    sample.cause,
    sample.message,
    sample.latencyMs,
    sample.httpStatus,
    dnsMs,
    connectMs,
    tlsMs,
    firstByteMs,
    transferMs,
    sample.certificateExpiresAt,
  ];
}

export function decodeSample(row: Row, serviceId: ServiceId): Sample {
  const decoded = sampleRow.parse(row);
  return {
    serviceId,
    at: decoded.at,
    status: decoded.status,
    cause: decoded.cause,
    message: decoded.message,
    latencyMs: decoded.latency_ms,
    httpStatus: decoded.http_status,
    timings: {
      dnsMs: decoded.dns_ms,
      connectMs: decoded.connect_ms,
      tlsMs: decoded.tls_ms,
      firstByteMs: decoded.first_byte_ms,
      transferMs: decoded.transfer_ms,
    },
    certificateExpiresAt: decoded.certificate_expires_at,
  };
}

const count = z.int().min(0);
const rollupRow = z.object({
  start_at: z.number(),
  up_ms: z.number(),
  degraded_ms: z.number(),
  down_ms: z.number(),
  samples: count,
  latency_count: count,
  latency_sum_ms: z.number(),
  latency_max_ms: z.number(),
  /** `,,3,1,…`: one place per bucket, empty for none, since most are. */
  latency_buckets: z
    .string()
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(count).length(LATENCY_BUCKETS_MS.length + 1)),
});

/** Without the key's period and service, which come first. */
export function rollupValues(rollup: Rollup): RowValues {
  return [
    rollup.startAt,
    rollup.upMs,
    rollup.degradedMs,
    rollup.downMs,
    rollup.samples,
    rollup.latencyCount,
    rollup.latencySumMs,
    rollup.latencyMaxMs,
    rollup.latencyBuckets.map((hits) => (hits === 0 ? '' : hits)).join(','),
  ];
}

export function decodeRollup(row: Row, serviceId: ServiceId): Rollup {
  const decoded = rollupRow.parse(row);
  return {
    serviceId,
    startAt: decoded.start_at,
    upMs: decoded.up_ms,
    degradedMs: decoded.degraded_ms,
    downMs: decoded.down_ms,
    samples: decoded.samples,
    latencyCount: decoded.latency_count,
    latencySumMs: decoded.latency_sum_ms,
    latencyMaxMs: decoded.latency_max_ms,
    latencyBuckets: decoded.latency_buckets,
  };
}

const gapRow = z.object({
  from_at: z.number(),
  to_at: z.number(),
  reason: z.enum({
    stopped: 'stopped',
    frozen: 'frozen',
    offline: 'offline',
    paused: 'paused',
  } satisfies { readonly [Reason in Gap['reason']]: Reason }),
});

export function gapValues(gap: Gap): RowValues {
  return [gap.from, gap.reason, gap.to];
}

export function decodeGap(row: Row): Gap {
  const { from_at: from, to_at: to, reason } = gapRow.parse(row);
  return { from, to, reason };
}

export function incidentValues(incident: Incident): RowValues {
  const { id, serviceId, startedAt, resolvedAt, cause, message, alerts } = incident;
  return [id, serviceId, startedAt, resolvedAt, cause, message, JSON.stringify(alerts)];
}

export function decodeIncident(row: Row): Incident {
  return incidentSchema.parse({
    id: row['id'],
    serviceId: row['service'],
    startedAt: row['started_at'],
    resolvedAt: row['resolved_at'],
    cause: row['cause'],
    message: row['message'],
    alerts: parseJson(row['alerts']),
  });
}

function parseJson(value: unknown): unknown {
  return JSON.parse(String(value));
}

export function notificationValues(record: NotificationRecord): RowValues {
  const { id, notifier, at, serviceId, ruleId, severity, reason, title, body, delivered } = record;
  return [id, notifier, at, serviceId, ruleId, severity, reason, title, body, String(delivered)];
}

export function decodeNotification(row: Row): NotificationRecord {
  const delivered = row['delivered'];
  return notificationRecordSchema.parse({
    id: row['id'],
    notifier: row['notifier'],
    at: row['at'],
    serviceId: row['service'],
    ruleId: row['rule'],
    severity: row['severity'],
    reason: row['reason'],
    title: row['title'],
    body: row['body'],
    delivered: delivered === 'true' ? true : delivered === 'false' ? false : delivered,
  });
}

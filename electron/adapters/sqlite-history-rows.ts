import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { incidentSchema, notificationRecordSchema } from '../../shared/domain/decode-records.ts';
import type { Gap } from '../../shared/domain/gap.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import type { NotificationRecord } from '../../shared/domain/notification.ts';

/*
 * What a row holds, in the order of its table's columns, and back. A decoder throws at a row that cannot be.
 * Words are listed as objects so that the compiler reports the one that was added to its union and not here.
 */

export type Row = Readonly<Record<string, SQLOutputValue>>;
export type RowValues = SQLInputValue[];

/** By hand, because a page may ask for thousands of samples and rollups. */
export function numberIn(row: Row, column: string): number | null {
  const value = row[column];
  if (value === null || typeof value === 'number') return value;
  throw new Error(`${column} is no number`);
}

export function certainNumber(row: Row, column: string): number {
  const value = numberIn(row, column);
  if (value === null) throw new Error(`${column} is missing`);
  return value;
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

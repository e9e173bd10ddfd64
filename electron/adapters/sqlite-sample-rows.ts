import { CAUSES } from '../../shared/domain/probe-result.ts';
import type { ObservedStatus, Sample } from '../../shared/domain/sample.ts';
import type { ServiceId } from '../../shared/domain/service.ts';
import { certainNumber, numberIn, type Row, type RowValues } from './sqlite-history-rows.ts';

/* A sample takes some forty bytes: words are their place in a list, and zero and nothing cost no byte at all. */

/** A stored place must keep its meaning: new words are added at the end, here and in `CAUSES`. */
const STATUSES = ['up', 'degraded', 'down'] as const satisfies readonly ObservedStatus[];

/** Behind the period, the service and the time. */
export function sampleValues(sample: Sample): RowValues {
  const { dnsMs, connectMs, tlsMs, firstByteMs, transferMs } = sample.timings;
  return [
    STATUSES.indexOf(sample.status),
    tenths(sample.latencyMs),
    sample.httpStatus,
    sample.cause === null ? null : CAUSES.indexOf(sample.cause),
    sample.message,
    tenths(dnsMs),
    tenths(connectMs),
    tenths(tlsMs),
    tenths(firstByteMs),
    tenths(transferMs),
    sample.certificateExpiresAt,
  ];
}

export function decodeSample(row: Row, serviceId: ServiceId): Sample {
  const cause = numberIn(row, 'cause');
  const message = row['message'] ?? null;
  if (message !== null && typeof message !== 'string') throw new Error('message is no text');
  return {
    serviceId,
    at: certainNumber(row, 'at'),
    status: wordAt(STATUSES, certainNumber(row, 'status')),
    cause: cause === null ? null : wordAt(CAUSES, cause),
    message,
    latencyMs: milliseconds(row, 'latency'),
    httpStatus: numberIn(row, 'http_status'),
    timings: {
      dnsMs: milliseconds(row, 'dns'),
      connectMs: milliseconds(row, 'connect'),
      tlsMs: milliseconds(row, 'tls'),
      firstByteMs: milliseconds(row, 'first_byte'),
      transferMs: milliseconds(row, 'transfer'),
    },
    certificateExpiresAt: numberIn(row, 'certificate_expires_at'),
  };
}

function tenths(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10);
}

function milliseconds(row: Row, column: string): number | null {
  const value = numberIn(row, column);
  return value === null ? null : value / 10;
}

function wordAt<Word extends string>(words: readonly Word[], place: number): Word {
  const found = words[place];
  if (found === undefined) throw new Error(`there is no word ${place}`);
  return found;
}

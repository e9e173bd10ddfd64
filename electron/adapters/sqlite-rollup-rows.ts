import type { LatencyHistogram } from '../../shared/domain/latency-histogram.ts';
import { ROLLUP_MS, type Rollup, type RollupSize } from '../../shared/domain/rollup.ts';
import type { ServiceId } from '../../shared/domain/service.ts';
import { certainNumber, type Row, type RowValues } from './sqlite-history-rows.ts';

/** Behind the period and the service. */
export function rollupValues(rollup: Rollup, size: RollupSize): RowValues {
  return [
    rollup.startAt / ROLLUP_MS[size],
    Math.round(rollup.upMs),
    Math.round(rollup.degradedMs),
    Math.round(rollup.downMs),
    rollup.upSamples,
    rollup.degradedSamples,
    rollup.downSamples,
    Math.round(rollup.latencySumMs * 10),
    Math.round(rollup.latencyMaxMs * 10),
    encodeHistogram(rollup.latencies),
  ];
}

export function decodeRollup(row: Row, serviceId: ServiceId, size: RollupSize): Rollup {
  return {
    serviceId,
    startAt: certainNumber(row, 'number') * ROLLUP_MS[size],
    upMs: certainNumber(row, 'up_ms'),
    degradedMs: certainNumber(row, 'degraded_ms'),
    downMs: certainNumber(row, 'down_ms'),
    upSamples: certainNumber(row, 'up_samples'),
    degradedSamples: certainNumber(row, 'degraded_samples'),
    downSamples: certainNumber(row, 'down_samples'),
    latencySumMs: certainNumber(row, 'latency_sum') / 10,
    latencyMaxMs: certainNumber(row, 'latency_max') / 10,
    latencies: decodeHistogram(row['latencies'] ?? null),
  };
}

/** For each pair the step from the bucket before, then the count: seven bits a byte, the high bit where more follow. */
function encodeHistogram(histogram: LatencyHistogram): Uint8Array | null {
  if (histogram.length === 0) return null;
  const bytes: number[] = [];
  for (const [place, value] of histogram.entries()) {
    let rest = place % 2 === 0 ? value - (histogram[place - 2] ?? 0) : value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}

function decodeHistogram(bytes: Row[string]): LatencyHistogram {
  const histogram: number[] = [];
  if (bytes === null) return histogram;
  if (!(bytes instanceof Uint8Array)) throw new Error('latencies are no bytes');
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * scale;
    scale *= 0x80;
    if (byte >= 0x80) continue;
    histogram.push(histogram.length % 2 === 0 ? value + (histogram.at(-2) ?? 0) : value);
    value = 0;
    scale = 1;
  }
  if (scale !== 1 || histogram.length % 2 !== 0) throw new Error('latencies break off');
  return histogram;
}

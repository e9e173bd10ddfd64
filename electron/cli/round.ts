import type { Config } from '../../shared/config/config.ts';
import { overview, type OverviewFacts } from '../../shared/domain/overview.ts';
import { classify } from '../../shared/domain/sample.ts';
import type { Service } from '../../shared/domain/service.ts';
import type { Clock, Prober } from '../ports.ts';
import { toRow, type ServiceRow } from './service-table.ts';
import { count, plain } from './text.ts';

/** More at once would make them wait for each other and spoil the latencies. */
const PROBES_AT_ONCE = 20;

export interface Round extends OverviewFacts {
  readonly rows: readonly ServiceRow[];
  readonly at: number;
  readonly tookMs: number;
}

export interface RoundTools {
  readonly prober: Prober;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface Plan {
  readonly services: readonly Service[];
  readonly groups: Config['groups'];
}

/** Probes each service once. `onProgress` hears who has not answered yet. */
export async function probeRound(
  services: readonly Service[],
  { prober, clock, signal }: RoundTools,
  onProgress: (waiting: readonly Service[], total: number) => void,
): Promise<Round> {
  const startedAt = clock.monotonicNow();
  const rows = new Map<Service, ServiceRow>();
  const queue = services.values();
  const report = () =>
    onProgress(
      services.filter((service) => !rows.has(service)),
      services.length,
    );
  report();
  const work = async () => {
    // All workers take from the same queue.
    for (const service of queue) {
      rows.set(service, await probeOnce(service, { prober, clock, signal }));
      report();
    }
  };
  await Promise.all(Array.from({ length: Math.min(PROBES_AT_ONCE, services.length) }, work));
  const inOrder = services.flatMap((service) => rows.get(service) ?? []);
  return {
    ...overview(
      inOrder.map((row) => row.status),
      null,
    ),
    rows: inOrder,
    at: clock.wallNow(),
    tookMs: clock.monotonicNow() - startedAt,
  };
}

async function probeOnce(service: Service, { prober, clock, signal }: RoundTools): Promise<ServiceRow> {
  const { id, name, group } = service;
  const result = await prober.probe(service, signal);
  const at = clock.wallNow();
  if (result.outcome === 'void') {
    const { message } = result;
    return {
      id,
      name,
      group,
      status: 'unknown',
      latencyMs: null,
      httpStatus: null,
      cause: null,
      message,
      at: null,
    };
  }
  return toRow({ id, name, group, ...classify(result, service, at) });
}

export function roundAsJson({ overall, rows }: Round): unknown {
  return { overall, services: rows };
}

/** `probed 7 of 9, waiting for llm-orchestrator and 1 more`. */
export function progressText(waiting: readonly Service[], total: number): string {
  const [first] = waiting;
  if (first === undefined || waiting.length === total) return `probing ${count(total, 'service')}`;
  const more = waiting.length === 1 ? '' : ` and ${waiting.length - 1} more`;
  return `probed ${total - waiting.length} of ${total}, waiting for ${plain(first.name)}${more}`;
}

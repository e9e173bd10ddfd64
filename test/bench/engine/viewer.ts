import { WebSocket } from 'ws';
import type { ServerEvent } from '../../../shared/protocol/protocol.ts';
import type { AlertView, ServiceView } from '../../../shared/protocol/views.ts';

/** A probe as a viewer hears of it. */
export interface SeenProbe {
  readonly id: string;
  /** When it started: the time of the sample less its latency (epoch ms). */
  readonly startedAt: number;
}

interface StatusSeen {
  readonly id: string;
  readonly status: ServiceView['status'];
  /** Of the sample, by the engine's clock. */
  readonly sampleAt: number;
  readonly seenAt: number;
}

interface FiringSeen {
  readonly id: string;
  readonly firingAt: number;
  readonly seenAt: number;
}

/** One page: it hears of every probe, status and alert, and notes when. */
export class Viewer {
  readonly probes: SeenProbe[] = [];
  readonly statuses: StatusSeen[] = [];
  readonly firings: FiringSeen[] = [];
  readonly #socket: WebSocket;
  readonly #last = new Map<string, { readonly at: number | null; readonly status: ServiceView['status'] }>();
  readonly #firing = new Set<string>();

  constructor(url: string) {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { origin: url });
    this.#socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString()) as ServerEvent));
  }

  close(): void {
    this.#socket.terminate();
  }

  #take(event: ServerEvent): void {
    const seenAt = performance.timeOrigin + performance.now();
    if (event.type === 'heartbeat') return;
    const { services, alerts } = event.type === 'snapshot' ? event.snapshot : event.changes;
    for (const service of services) this.#takeService(service, seenAt);
    if (alerts !== undefined) this.#takeAlerts(Object.values(alerts).flat(), seenAt);
  }

  #takeService({ id, at, status, latencyMs }: ServiceView, seenAt: number): void {
    const last = this.#last.get(id);
    this.#last.set(id, { at, status });
    if (at === null || at === last?.at) return;
    if (latencyMs !== null) this.probes.push({ id, startedAt: at - latencyMs });
    if (last !== undefined && last.status !== status)
      this.statuses.push({ id, status, sampleAt: at, seenAt });
  }

  #takeAlerts(alerts: readonly AlertView[], seenAt: number): void {
    for (const { rule, service, firingAt } of alerts) {
      const key = `${service} ${rule}`;
      if (firingAt === null || this.#firing.has(key)) continue;
      this.#firing.add(key);
      this.firings.push({ id: service, firingAt, seenAt });
    }
  }
}

/** As many pages at once: how long each waits for its snapshot, in ms; what never came is missing. */
export async function fanOut(url: string, count: number, patienceMs: number): Promise<readonly number[]> {
  const begun = performance.now();
  const sockets = Array.from(
    { length: count },
    () => new WebSocket(`${url.replace('http', 'ws')}/ws`, { origin: url }),
  );
  const waits = sockets.map(
    (socket) =>
      new Promise<number | null>((resolve) => {
        socket.once('message', () => resolve(performance.now() - begun));
        socket.once('error', () => resolve(null));
      }),
  );
  const patience = new Promise<void>((resolve) => void setTimeout(resolve, patienceMs));
  await Promise.race([Promise.all(waits), patience]);
  const came = await Promise.all(waits.map((wait) => Promise.race([wait, Promise.resolve(null)])));
  await patience;
  for (const socket of sockets) socket.terminate();
  return came.filter((wait) => wait !== null);
}

import type {
  History,
  HistoryBatch,
  HistoryFault,
  KeptIncident,
  Page,
  PageQuery,
} from '../../electron/ports.ts';
import type { Retention } from '../../shared/config/config.ts';
import type { Evidence } from '../../shared/domain/evidence.ts';
import type { Gap } from '../../shared/domain/gap.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import type { NotificationRecord } from '../../shared/domain/notification.ts';
import { rollupsOf, sumRollups } from '../../shared/domain/rollup.ts';
import type { Rollup, RollupSize } from '../../shared/domain/rollup.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import type { ServiceId } from '../../shared/domain/service.ts';
import { decodeCursor, encodeCursor } from '../../shared/lib/page-cursor.ts';
import type { PageCursor } from '../../shared/lib/page-cursor.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';

/** History in memory. Set `fault` and it refuses to be written, as a full disk would. */
export class MemoryHistory implements History {
  fault: string | null = null;
  /** What looking tells, once it is set. */
  lookFault: HistoryFault | null = null;
  journalBytes = 0;
  readonly #samples = new Map<string, Sample>();
  readonly #rollups = { minute: new Map<string, Rollup>(), hour: new Map<string, Rollup>() };
  readonly #gaps = new Map<string, Gap>();
  readonly #incidents = new Map<string, Incident>();
  readonly #evidence = new Map<string, Evidence>();
  readonly #notifications = new Map<string, NotificationRecord>();

  append(batch: HistoryBatch) {
    if (this.fault !== null) return err({ message: this.fault });
    for (const sample of batch.samples) this.#samples.set(`${sample.serviceId} ${sample.at}`, sample);
    for (const size of ['minute', 'hour'] as const) {
      for (const rollup of rollupsOf(size, batch.samples, batch.spans)) {
        const key = `${rollup.serviceId} ${rollup.startAt}`;
        const known = this.#rollups[size].get(key);
        this.#rollups[size].set(key, known === undefined ? rollup : sumRollups([known, rollup]));
      }
    }
    for (const gap of batch.gaps) this.#gaps.set(`${gap.from} ${gap.reason}`, gap);
    for (const incident of batch.incidents) this.#incidents.set(incident.id, incident);
    for (const { incidentId, evidence } of batch.evidence) this.#evidence.set(incidentId, evidence);
    for (const record of batch.notifications)
      this.#notifications.set(`${record.id} ${record.notifier}`, record);
    return ok(undefined);
  }

  lastSamples(serviceId: ServiceId, limit: number, until: number): readonly Sample[] {
    const found = this.#samplesOf(serviceId).filter((sample) => sample.at <= until);
    return found.slice(Math.max(0, found.length - limit));
  }

  samples(serviceId: ServiceId, from: number, to: number, limit: number): readonly Sample[] {
    return this.#samplesOf(serviceId)
      .filter((sample) => sample.at >= from && sample.at < to)
      .slice(0, limit);
  }

  rollups(serviceId: ServiceId, size: RollupSize, from: number, to: number): readonly Rollup[] {
    return [...this.#rollups[size].values()]
      .filter(({ serviceId: id, startAt }) => id === serviceId && startAt >= from && startAt < to)
      .sort((a, b) => a.startAt - b.startAt);
  }

  gaps(from: number, to: number): readonly Gap[] {
    return [...this.#gaps.values()]
      .filter((gap) => gap.from < to && gap.to > from)
      .sort((a, b) => a.from - b.from);
  }

  incidents(query: PageQuery & { readonly serviceId?: ServiceId | undefined }): Page<Incident> {
    const wanted = [...this.#incidents.values()].filter(
      (incident) => query.serviceId === undefined || incident.serviceId === query.serviceId,
    );
    return page(wanted, query, 1, (incident) => ({ at: incident.startedAt, keys: [incident.id] }));
  }

  openIncidents(): readonly Incident[] {
    return [...this.#incidents.values()]
      .filter((incident) => incident.resolvedAt === null)
      .sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  }

  incident(id: string): KeptIncident | null {
    const incident = this.#incidents.get(id);
    return incident === undefined ? null : { incident, evidence: this.#evidence.get(id) ?? null };
  }

  notifications(query: PageQuery): Page<NotificationRecord> {
    return page([...this.#notifications.values()], query, 2, (record) => ({
      at: record.at,
      keys: [record.id, record.notifier],
    }));
  }

  prune(now: number, { samplesMs, minutesMs, hoursMs }: Retention) {
    if (this.fault !== null) return err({ message: this.fault });
    removeIf(this.#samples, (sample) => sample.at < now - samplesMs);
    removeIf(this.#rollups.minute, (rollup) => rollup.startAt < now - Math.max(minutesMs, samplesMs));
    removeIf(this.#rollups.hour, (rollup) => rollup.startAt < now - hoursMs);
    removeIf(this.#gaps, (gap) => gap.to < now - hoursMs);
    for (const { id, resolvedAt } of this.#incidents.values())
      if (resolvedAt !== null && resolvedAt < now - hoursMs) this.#evidence.delete(id);
    removeIf(this.#incidents, ({ resolvedAt }) => resolvedAt !== null && resolvedAt < now - hoursMs);
    removeIf(this.#notifications, (record) => record.at < now - hoursMs);
    return ok(false);
  }

  look(): Result<{ readonly journalBytes: number }, HistoryFault> {
    if (this.lookFault !== null) return err(this.lookFault);
    return this.fault === null ? ok({ journalBytes: this.journalBytes }) : err({ message: this.fault });
  }

  close(): void {}

  #samplesOf(serviceId: ServiceId): readonly Sample[] {
    return [...this.#samples.values()]
      .filter((sample) => sample.serviceId === serviceId)
      .sort((a, b) => a.at - b.at);
  }
}

function removeIf<Item>(items: Map<string, Item>, expired: (item: Item) => boolean): void {
  for (const [key, item] of items) if (expired(item)) items.delete(key);
}

function page<Item>(
  items: readonly Item[],
  query: PageQuery,
  keyCount: number,
  cursorOf: (item: Item) => PageCursor,
): Page<Item> {
  const before = query.before === undefined ? undefined : decodeCursor(query.before, keyCount);
  if (before === null) return { items: [], next: null };
  // What is dated later than now comes last.
  const rank = (cursor: PageCursor) => (cursor.at > query.now ? 0 : 1);
  const order = (a: PageCursor, b: PageCursor) => rank(a) - rank(b) || compare(a, b);
  const older = items
    .filter((item) => before === undefined || order(cursorOf(item), before) < 0)
    .sort((a, b) => order(cursorOf(b), cursorOf(a)));
  const shown = older.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown,
    next: last === undefined || older.length <= shown.length ? null : encodeCursor(cursorOf(last)),
  };
}

function compare(a: PageCursor, b: PageCursor): number {
  const place = a.keys.findIndex((key, index) => key !== b.keys[index]);
  if (a.at !== b.at || place === -1) return a.at - b.at;
  return (a.keys[place] ?? '') < (b.keys[place] ?? '') ? -1 : 1;
}

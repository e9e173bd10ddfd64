import type { Retention } from '../../shared/config/config.ts';
import type { Gap } from '../../shared/domain/gap.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import type { NotificationRecord } from '../../shared/domain/notification.ts';
import type { Rollup, RollupSize } from '../../shared/domain/rollup.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import type { ServiceId } from '../../shared/domain/service.ts';
import { decodeCursor, encodeCursor } from '../../shared/lib/page-cursor.ts';
import type { PageCursor } from '../../shared/lib/page-cursor.ts';
import { err, ok } from '../../shared/lib/result.ts';
import type { Result } from '../../shared/lib/result.ts';
import type {
  Clock,
  History,
  HistoryBatch,
  HistoryFault,
  KeptIncident,
  Logger,
  Page,
  PageQuery,
  StorageFault,
} from '../ports.ts';
import { decodeEvidence } from './sqlite-evidence-table.ts';
import { openHistoryDatabase } from './sqlite-history-database.ts';
import type { OpenedDatabase } from './sqlite-history-database.ts';
import { decodeGap, decodeIncident, decodeNotification } from './sqlite-history-rows.ts';
import type { Row } from './sqlite-history-rows.ts';
import type { HistoryTables } from './sqlite-history-tables.ts';
import { decodeRollup } from './sqlite-rollup-rows.ts';
import { decodeSample } from './sqlite-sample-rows.ts';
import { OpenHistory, type OpenHistoryParts } from './sqlite-open-history.ts';
import { databaseTrouble } from './sqlite-trouble.ts';

/** `notice` tells what had to be set aside, in one sentence; `owned` whether this process may still replace files there. */
export function openSqliteHistory(
  path: string,
  clock: Pick<Clock, 'wallNow'>,
  logger: Logger,
  owned: () => boolean = () => true,
): Result<{ readonly history: History; readonly notice: string | null }, StorageFault> {
  const opened = openHistoryDatabase(path, clock.wallNow());
  if (!opened.ok) return opened;
  const history = new SqliteHistory({ path, clock, logger, owned }, opened.value);
  return ok({ history, notice: opened.value.notice });
}

/** After every id. */
const LAST = '\u{10ffff}';

class SqliteHistory implements History {
  readonly #path: string;
  readonly #logger: Logger;
  readonly #open: OpenHistory;

  constructor(parts: OpenHistoryParts, opened: OpenedDatabase) {
    this.#path = parts.path;
    this.#logger = parts.logger;
    this.#open = new OpenHistory(parts, opened);
  }

  append(batch: HistoryBatch): Result<void, HistoryFault> {
    return this.#open.write('add to', (tables) => tables.append(batch));
  }

  lastSamples(serviceId: ServiceId, limit: number, until: number): readonly Sample[] {
    const rows = this.#rowsOfService(serviceId, (tables, key) => tables.samples.rowsUntil(key, until, limit));
    return this.#decode('samples', rows, (row) => decodeSample(row, serviceId)).reverse();
  }

  samples(serviceId: ServiceId, from: number, to: number, limit: number): readonly Sample[] {
    const rows = this.#rowsOfService(serviceId, (tables, key) =>
      tables.samples.rowsFrom(key, from, to, limit),
    );
    return this.#decode('samples', rows, (row) => decodeSample(row, serviceId));
  }

  rollups(serviceId: ServiceId, size: RollupSize, from: number, to: number): readonly Rollup[] {
    const rows = this.#rowsOfService(serviceId, (tables, key) => tables.rollups[size].rows(key, from, to));
    return this.#decode(`rollups per ${size}`, rows, (row) => decodeRollup(row, serviceId, size));
  }

  gaps(from: number, to: number): readonly Gap[] {
    return this.#decode(
      'gaps',
      this.#rows((tables) => tables.gaps.all(to, from)),
      decodeGap,
    );
  }

  incidents(query: PageQuery & { readonly serviceId?: ServiceId | undefined }): Page<Incident> {
    const { serviceId } = query;
    return this.#page('incidents', query, {
      newest: { at: Infinity, keys: [LAST] },
      rows: (tables, values) =>
        serviceId === undefined
          ? tables.incidents.all(...values)
          : tables.incidentsOfService.all(serviceId, ...values),
      decode: decodeIncident,
      cursorOf: (incident) => ({ at: incident.startedAt, keys: [incident.id] }),
    });
  }

  openIncidents(): readonly Incident[] {
    return this.#decode(
      'incidents',
      this.#rows((tables) => tables.openIncidents.all()),
      decodeIncident,
    );
  }

  incident(id: string): KeptIncident | null {
    const rows = this.#rows((tables) => tables.incident.all(id));
    const [incident] = this.#decode('incidents', rows, decodeIncident);
    if (incident === undefined) return null;
    const kept = this.#rows((tables) => tables.evidence.of(id));
    return { incident, evidence: this.#decode('evidence', kept, decodeEvidence)[0] ?? null };
  }

  notifications(query: PageQuery): Page<NotificationRecord> {
    return this.#page('notifications', query, {
      newest: { at: Infinity, keys: [LAST, LAST] },
      rows: (tables, values) => tables.notifications.all(...values),
      decode: decodeNotification,
      cursorOf: (record) => ({ at: record.at, keys: [record.id, record.notifier] }),
    });
  }

  prune(now: number, retention: Retention): Result<boolean, HistoryFault> {
    const pruned = this.#open.write('delete old rows of', (tables) => tables.prune(now, retention));
    if (!pruned.ok || pruned.value) return pruned;
    try {
      return ok(this.#open.tables?.shrink() ?? false);
    } catch (error) {
      return err({ message: `cannot shrink the history ${this.#path}: ${databaseTrouble(error)}` });
    } finally {
      this.#open.note();
    }
  }

  look(): Result<{ readonly journalBytes: number }, HistoryFault> {
    const inOrder = this.#open.look();
    return inOrder.ok ? ok({ journalBytes: this.#open.journalBytes }) : inOrder;
  }

  close(): void {
    this.#open.close();
  }

  /** A read that fails finds nothing: a page without history is better than no page. */
  #rows(query: (tables: HistoryTables) => readonly Row[]): readonly Row[] {
    const { tables } = this.#open;
    if (tables === null) return [];
    try {
      return query(tables);
    } catch (error) {
      this.#open.readFailed(error);
      return [];
    }
  }

  #rowsOfService(
    serviceId: ServiceId,
    query: (tables: HistoryTables, key: number) => readonly Row[],
  ): readonly Row[] {
    return this.#rows((tables) => {
      const key = tables.findServiceKey(serviceId);
      return key === null ? [] : query(tables, key);
    });
  }

  #decode<Item>(what: string, rows: readonly Row[], decode: (row: Row) => Item): Item[] {
    const items: Item[] = [];
    const faults: unknown[] = [];
    for (const row of rows) {
      try {
        items.push(decode(row));
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0) {
      this.#logger.error('history rows not understood', {
        what,
        skipped: faults.length,
        first: String(faults[0]),
      });
    }
    return items;
  }

  #page<Item>(
    what: string,
    query: PageQuery,
    source: {
      readonly newest: PageCursor;
      readonly rows: (tables: HistoryTables, values: (string | number)[]) => readonly Row[];
      readonly decode: (row: Row) => Item;
      readonly cursorOf: (item: Item) => PageCursor;
    },
  ): Page<Item> {
    const { newest } = source;
    const given = query.before === undefined ? null : decodeCursor(query.before, newest.keys.length);
    if (query.before !== undefined && given === null) return { items: [], next: null };
    const limit = query.limit + 1;
    const between = (from: number, before: PageCursor, most: number) =>
      this.#rows((tables) => source.rows(tables, [from, before.at, ...before.keys, most]));
    const amongLate = given !== null && given.at > query.now;
    const present = amongLate ? [] : between(-Infinity, given ?? { ...newest, at: query.now }, limit);
    const late = between(query.now, amongLate ? given : newest, limit - present.length);
    const rows = [...present, ...late];
    const items = this.#decode(what, rows.slice(0, query.limit), source.decode);
    const last = rows.length > query.limit ? items.at(-1) : undefined;
    return { items, next: last === undefined ? null : encodeCursor(source.cursorOf(last)) };
  }
}

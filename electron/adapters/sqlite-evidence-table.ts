import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { evidenceSchema } from '../../shared/domain/decode-records.ts';
import type { Evidence, IncidentEvidence } from '../../shared/domain/evidence.ts';
import type { Row } from './sqlite-history-rows.ts';

/** Evidence as JSON beside its incident, in a table of its own: lists of incidents are read without it. */
export class EvidenceTable {
  readonly #put: StatementSync;
  readonly #of: StatementSync;
  readonly #prune: StatementSync;

  constructor(database: DatabaseSync) {
    this.#put = database.prepare('INSERT OR REPLACE INTO evidence VALUES (?, ?)');
    this.#of = database.prepare('SELECT evidence FROM evidence WHERE incident = ?');
    this.#prune = database.prepare(`DELETE FROM evidence WHERE incident IN
      (SELECT id FROM incidents JOIN evidence ON incident = id WHERE resolved_at < ? LIMIT ?)`);
  }

  put({ incidentId, evidence }: IncidentEvidence): void {
    this.#put.run(incidentId, JSON.stringify(evidence));
  }

  of(incidentId: string): readonly Row[] {
    return this.#of.all(incidentId);
  }

  /** Deletes at most `limit` of incidents that were over `before`; tells how many. */
  prune(before: number, limit: number): number {
    return Number(this.#prune.run(before, limit).changes);
  }
}

export function decodeEvidence(row: Row): Evidence {
  return evidenceSchema.parse(JSON.parse(String(row['evidence'])));
}

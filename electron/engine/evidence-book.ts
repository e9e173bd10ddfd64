import { exchangeOf, type Exchange, type IncidentEvidence } from '../../shared/domain/evidence.ts';
import type { TellExchange } from '../../shared/domain/probe-result.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import type { ServiceId } from '../../shared/domain/service.ts';
import type { Change } from '../../shared/domain/service-state.ts';

interface Seen {
  readonly sample: Sample;
  readonly tell: TellExchange;
}

/** Remembers what probes exchanged until it is known whether that is evidence of an incident. */
export class EvidenceBook {
  /** Of samples that do not count yet: the verdict on one may wait for other services. */
  readonly #noted = new WeakMap<Sample, TellExchange>();
  readonly #lastGood = new Map<ServiceId, Seen>();

  note(sample: Sample, tell: TellExchange): void {
    this.#noted.set(sample, tell);
  }

  /** Of the incidents that begin with these changes. */
  evidenceIn(changes: readonly Change[]): readonly IncidentEvidence[] {
    const bad = new Map<ServiceId, Seen>();
    const found: IncidentEvidence[] = [];
    for (const change of changes) {
      if (change.kind === 'sample') {
        const { sample } = change;
        const tell = this.#noted.get(sample);
        // Samples may wait long for storage; what they exchanged would fill the memory.
        this.#noted.delete(sample);
        if (tell !== undefined)
          (sample.status === 'down' ? bad : this.#lastGood).set(sample.serviceId, { sample, tell });
      }
      if (change.kind === 'incident') {
        const { id, serviceId, startedAt } = change.incident;
        const first = bad.get(serviceId);
        if (first?.sample.at !== startedAt) continue;
        bad.delete(serviceId);
        const lastGood = this.#lastGood.get(serviceId);
        const evidence = { lastGood: lastGood === undefined ? null : told(lastGood), firstBad: told(first) };
        found.push({ incidentId: id, evidence });
      }
    }
    return found;
  }

  forget(ids: readonly ServiceId[]): void {
    for (const id of ids) this.#lastGood.delete(id);
  }
}

function told({ sample, tell }: Seen): Exchange {
  return exchangeOf(sample, tell());
}

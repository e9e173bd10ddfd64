import type { Incident } from '../../shared/domain/incident.ts';
import type { ObservedSpan } from '../../shared/domain/rollup.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import type { ServiceId } from '../../shared/domain/service.ts';
import type { Change } from '../../shared/domain/service-state.ts';
import type { HistoryBatch } from '../ports.ts';

/** What of the changes is kept in history. */
export function historyOf(changes: readonly Change[]): Pick<HistoryBatch, 'samples' | 'spans' | 'incidents'> {
  const samples: Sample[] = [];
  const spans: ObservedSpan[] = [];
  const incidents: Incident[] = [];
  for (const change of changes) {
    if (change.kind === 'sample') samples.push(change.sample);
    if (change.kind === 'span') spans.push(change.span);
    if (change.kind === 'incident') incidents.push(change.incident);
  }
  return { samples, spans, incidents };
}

/** The services whose view is another one after the changes. */
export function touchedBy(changes: readonly Change[]): readonly ServiceId[] {
  return changes.flatMap((change) => {
    switch (change.kind) {
      case 'sample':
        return [change.sample.serviceId];
      case 'status':
      case 'alert':
      case 'measure-over':
        return [change.serviceId];
      case 'span':
      case 'incident':
        return [];
    }
  });
}

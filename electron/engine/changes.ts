import type { ServiceId } from '../../shared/domain/service.ts';
import type { Change } from '../../shared/domain/service-state.ts';
import type { HistoryBatch } from '../ports.ts';

/** What of the changes is kept in history. */
export function historyOf(changes: readonly Change[]): Pick<HistoryBatch, 'samples' | 'spans' | 'incidents'> {
  return {
    samples: changes.flatMap((change) => (change.kind === 'sample' ? [change.sample] : [])),
    spans: changes.flatMap((change) => (change.kind === 'span' ? [change.span] : [])),
    incidents: changes.flatMap((change) => (change.kind === 'incident' ? [change.incident] : [])),
  };
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

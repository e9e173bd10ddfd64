import type { IncidentView } from '../../shared/protocol/views.ts';
import { At, Since } from '../components/time.tsx';
import { formatSpan } from './format.ts';
import { sentence } from './words.ts';

export function IncidentList({ incidents }: { readonly incidents: readonly IncidentView[] }) {
  return (
    <section aria-labelledby="incidents-heading">
      <h3 id="incidents-heading">Incidents</h3>
      {incidents.length === 0 ? (
        <p className="nothing">No incident on record.</p>
      ) : (
        <ol className="incidents">
          {incidents.map((incident) => (
            <li key={incident.id} className={incident.resolvedAt === null ? 'is-open' : ''}>
              <p className="incident-when">
                <strong>
                  <At at={incident.startedAt} />
                </strong>{' '}
                {incident.resolvedAt === null ? (
                  <>
                    going on for <Since at={incident.startedAt} />
                  </>
                ) : (
                  <>lasted {formatSpan(incident.resolvedAt - incident.startedAt)}</>
                )}
              </p>
              <p dir="auto">
                {sentence(incident.message)}{' '}
                <span className="incident-more">
                  <code>{incident.cause}</code>
                  {incident.alerts.length > 0 && <>, fired {incident.alerts.join(', ')}</>}
                </span>
              </p>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

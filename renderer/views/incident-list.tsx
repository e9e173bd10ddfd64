import type { IncidentView, ServiceView } from '../../shared/protocol/views.ts';
import { At, Since } from '../components/time.tsx';
import { useDashboard } from '../store/store-context.ts';
import { EvidenceView } from './evidence-view.tsx';
import { formatSpan } from './format.ts';
import { sentence } from './words.ts';

export function IncidentList({
  service,
  incidents,
}: {
  readonly service: ServiceView;
  readonly incidents: readonly IncidentView[];
}) {
  return (
    <section aria-labelledby="incidents-heading">
      <h3 id="incidents-heading">Incidents</h3>
      {incidents.length === 0 ? (
        <p className="nothing">No incident on record.</p>
      ) : (
        <ol className="incidents">
          {incidents.map((incident) => (
            <li key={incident.id} className={incident.resolvedAt === null ? 'is-open' : ''}>
              <div className="incident-head">
                <p className="incident-when">
                  <strong>
                    <At at={incident.startedAt} />
                  </strong>{' '}
                  {incident.clockWrong ? (
                    '(the clock was wrong then)'
                  ) : incident.resolvedAt === null ? (
                    <>
                      going on for <Since at={incident.startedAt} />
                    </>
                  ) : (
                    <>lasted {formatSpan(incident.resolvedAt - incident.startedAt)}</>
                  )}
                </p>
                <EvidenceButton incident={incident} />
              </div>
              <p dir="auto">
                {sentence(incident.message)}{' '}
                <span className="incident-more">
                  <code>{incident.cause}</code>
                  {incident.alerts.length > 0 && <>, fired {incident.alerts.join(', ')}</>}
                </span>
              </p>
              <OpenEvidence service={service} id={incident.id} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function EvidenceButton({ incident }: { readonly incident: IncidentView }) {
  const open = useDashboard((state) => state.incident?.id === incident.id);
  const toggle = useDashboard((state) => state.toggleIncident);
  return (
    <button type="button" className="button" aria-expanded={open} onClick={() => toggle(incident.id)}>
      Evidence
      <span className="visually-hidden">
        {' of '}
        <At at={incident.startedAt} />
      </span>
    </button>
  );
}

function OpenEvidence({ service, id }: { readonly service: ServiceView; readonly id: string }) {
  const opened = useDashboard((state) => (state.incident?.id === id ? state.incident : null));
  if (opened === null) return null;
  if (opened.fault !== null) {
    return (
      <p className="fault" role="alert">
        {sentence(opened.fault)}
      </p>
    );
  }
  if (opened.facts === null) return <p role="status">Loading the evidence.</p>;
  return <EvidenceView service={service} detail={opened.facts} />;
}

import { hashOf } from '../../shared/protocol/desktop.ts';
import type { AlertView, ServiceView } from '../../shared/protocol/views.ts';
import { StatusGlyph } from '../components/status-glyph.tsx';
import { Since } from '../components/time.tsx';
import { concernsOf } from '../store/selectors.ts';
import type { Concern } from '../store/selectors.ts';
import { MeasureLines } from './measure-lines.tsx';
import { ServiceControls } from './service-controls.tsx';
import { ALERT_WORDS, sentence } from './words.ts';

/** More rows than these would push the services off the first screen. */
const SHOWN = 5;

/** What needs a person: every service with a firing or pending alert, the most urgent first. */
export function ConcernList({
  alerts,
  services,
}: {
  readonly alerts: readonly AlertView[];
  readonly services: readonly ServiceView[];
}) {
  const concerns = concernsOf(alerts, services);
  if (concerns.length === 0) return null;
  const rest = concerns.slice(SHOWN);
  return (
    <section className="concerns" aria-labelledby="concerns-heading">
      <h2 id="concerns-heading">Needs attention</h2>
      <Rows concerns={concerns.slice(0, SHOWN)} />
      {rest.length > 0 && (
        <details>
          <summary>{rest.length} more</summary>
          <Rows concerns={rest} />
        </details>
      )}
    </section>
  );
}

function Rows({ concerns }: { readonly concerns: readonly Concern[] }) {
  return (
    <ul>
      {concerns.map((concern) => (
        <Row key={concern.serviceId} concern={concern} />
      ))}
    </ul>
  );
}

function Row({ concern }: { readonly concern: Concern }) {
  const { service } = concern;
  const [first] = concern.alerts;
  if (first === undefined) return null;
  const quiet = service !== null && (service.silence !== null || service.acknowledgement !== null);
  return (
    <li className={`concern is-${concern.status}`}>
      <StatusGlyph status={concern.status} />
      <div className="concern-words">
        <a href={hashOf({ kind: 'service', id: concern.serviceId })} dir="auto">
          {concern.serviceName}
        </a>
        <p dir="auto">{sentence(concern.message)}</p>
        {quiet && service !== null ? (
          <MeasureLines service={service} />
        ) : (
          first.suppressed !== null && (
            <p className="concern-quiet" dir="auto">
              {sentence(first.suppressed)}
            </p>
          )
        )}
      </div>
      <div className="concern-more">
        <p className={`alert is-${first.state} is-${first.severity}`}>
          <span className="alert-state">{ALERT_WORDS[first.state]}</span> <code>{first.rule}</code>{' '}
          <span className="alert-since">
            <Since at={first.firingAt ?? first.since} />
          </span>
        </p>
        {service !== null && <ServiceControls service={service} alerts={concern.alerts} />}
      </div>
    </li>
  );
}

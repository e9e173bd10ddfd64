import { useMemo } from 'react';
import type { Snapshot } from '../../shared/protocol/protocol.ts';
import type { RecentSample } from '../../shared/protocol/views.ts';
import { ServiceCard } from '../components/service-card.tsx';
import { sectionsOf } from '../store/selectors.ts';
import type { Section } from '../store/selectors.ts';
import { useDashboard } from '../store/store-context.ts';
import { ShowFileButton } from './desktop-button.tsx';

const NO_SAMPLES: readonly RecentSample[] = [];

export function FleetSections({ snapshot }: { readonly snapshot: Snapshot }) {
  const { services, groups, recent } = snapshot;
  const filter = useDashboard((state) => state.filter);
  const toggleFilter = useDashboard((state) => state.toggleFilter);
  const sections = useMemo(() => sectionsOf(services, groups, filter), [services, groups, filter]);
  if (services.length === 0) return <EmptyFleet />;
  return (
    <div className="fleet">
      {filter !== null && (
        <p className="filter-note">
          {sections.length === 0 ? `No service is ${filter} right now.` : `Only services that are ${filter}.`}{' '}
          <button type="button" className="text-button" onClick={() => toggleFilter(filter)}>
            Show all
          </button>
        </p>
      )}
      {sections.map((section) => (
        <FleetSection key={section.id} section={section} recent={recent} />
      ))}
    </div>
  );
}

function FleetSection({
  section,
  recent,
}: {
  readonly section: Section;
  readonly recent: Snapshot['recent'];
}) {
  return (
    <section className="group" aria-label={section.name ?? 'Services'}>
      <div className="group-head">
        <h2 dir="auto">{section.name ?? 'Services'}</h2>
        <p>{observed(section)}</p>
      </div>
      <ul className="cards">
        {section.services.map((service) => (
          <li key={service.id}>
            <ServiceCard service={service} samples={recent[service.id] ?? NO_SAMPLES} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Of what nobody saw it is not to be said that none is up. */
function observed({ up, unknown, total }: Section): string {
  return unknown === total ? 'not observed' : `${up} of ${total} up`;
}

function EmptyFleet() {
  const settings = useDashboard((state) => state.desktop?.files.settings ?? null);
  return (
    <section className="message-box">
      <h2>Add the first service</h2>
      <p>
        Write it into the settings file: that is read again as soon as it is saved, and the service appears
        here. {settings === null ? 'To learn where the file is, run' : 'It is at'}
      </p>
      <pre>{settings ?? 'npm run bellwether -- config path'}</pre>
      {settings !== null && <ShowFileButton file="settings" what="the settings file" />}
    </section>
  );
}

import { NoticeList } from '../components/notice-list.tsx';
import { BellMark } from '../components/bell-mark.tsx';
import { ConnectionBadge } from '../components/connection-badge.tsx';
import { Ago, At } from '../components/time.tsx';
import { faceOf, isStale } from '../store/selectors.ts';
import { useDashboard } from '../store/store-context.ts';
import { ConcernList } from './concern-list.tsx';
import { FleetSections } from './fleet-sections.tsx';
import { OverviewHeader } from './overview-header.tsx';
import { ServicePanel } from './service-panel.tsx';
import { NoConnection, Waiting } from './waiting.tsx';
import { numberWord } from './words.ts';

export function DashboardPage() {
  const status = useDashboard((state) => faceOf(state).status);
  const stale = useDashboard(isStale);
  const snapshot = useDashboard((state) => state.snapshot);
  const connection = useDashboard((state) => state.connection);
  return (
    <div className={`page is-${status}${stale ? ' is-stale' : ''}`}>
      <a className="skip-link" href="#main">
        Skip to the services
      </a>
      {snapshot?.instance.demo === true && (
        <p className="demo">
          <strong>Demo:</strong> {pretend(snapshot.services.length)}
        </p>
      )}
      <header className="bar">
        <a className="brand" href="#/">
          <BellMark />
          Bellwether
        </a>
        <ConnectionBadge connection={connection} />
      </header>
      {stale && <StaleBanner />}
      <main id="main" tabIndex={-1}>
        {snapshot === null ? (
          connection.state === 'reconnecting' ? (
            <NoConnection />
          ) : (
            <Waiting />
          )
        ) : (
          <div className="facts">
            <OverviewHeader />
            <NoticeList notices={snapshot.notices} />
            <ConcernList alerts={snapshot.alerts} services={snapshot.services} />
            <FleetSections snapshot={snapshot} />
          </div>
        )}
      </main>
      {snapshot !== null && (
        <footer className="foot">
          Bellwether {snapshot.instance.version}, running since <At at={snapshot.instance.startedAt} />
        </footer>
      )}
      <ServicePanel />
      <LiveRegions />
    </div>
  );
}

function pretend(services: number): string {
  return services === 1 ? 'this service is pretend.' : `these ${numberWord(services)} services are pretend.`;
}

function StaleBanner() {
  const heardAt = useDashboard((state) => state.heardAt);
  return (
    <section className="stale-banner" aria-label="Connection">
      <strong>Connection lost.</strong>
      {heardAt !== null && (
        <span>
          {' '}
          Stale since <At at={heardAt} /> (<Ago at={heardAt} />
          ): this is what was known then.
        </span>
      )}{' '}
      <span>Trying again.</span>
    </section>
  );
}

function LiveRegions() {
  const { polite, urgent } = useDashboard((state) => state.announcement);
  return (
    <div className="visually-hidden">
      <p role="status">{polite}</p>
      <p role="alert">{urgent}</p>
    </div>
  );
}

import { useEffect, useRef } from 'react';
import { Ago, At } from '../components/time.tsx';
import { faceOf, isStale, refusalOf, viewOf } from '../store/selectors.ts';
import { useDashboard } from '../store/store-context.ts';
import { AboutPage } from './about-page.tsx';
import { FirstRunPage } from './first-run-page.tsx';
import { PageBar } from './page-bar.tsx';
import { PageFoot } from './page-foot.tsx';
import { ServicePanel } from './service-panel.tsx';
import { ServicesPage } from './services-page.tsx';
import { SettingsPage } from './settings-page.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { ToastList } from './toast-list.tsx';
import { NoConnection, Waiting } from './waiting.tsx';
import { numberWord, sentence } from './words.ts';

export function DashboardPage() {
  const status = useDashboard((state) => faceOf(state).status);
  const stale = useDashboard(isStale);
  const snapshot = useDashboard((state) => state.snapshot);
  const view = useDashboard(viewOf);
  return (
    <div className={`page is-${status}${stale ? ' is-cut-off' : ''}`}>
      {view === 'services' && (
        <a className="skip-link" href="#main">
          Skip to the services
        </a>
      )}
      {snapshot?.instance.demo === true && (
        <p className="demo">
          <strong>Demo:</strong> {pretend(snapshot.services.length)}
        </p>
      )}
      <PageBar />
      {stale && <StaleBanner />}
      <Main view={view} />
      {snapshot !== null && <PageFoot instance={snapshot.instance} />}
      <ServicePanel />
      <ToastList place="page" />
      <LiveRegions />
    </div>
  );
}

function Main({ view }: { readonly view: ReturnType<typeof viewOf> }) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(view);
  /* What held the focus is gone with the page before. */
  useEffect(() => {
    if (shown.current !== view && shown.current !== 'waiting') main.current?.focus();
    shown.current = view;
  }, [view]);
  return (
    <main id="main" ref={main} tabIndex={-1}>
      <View view={view} />
    </main>
  );
}

function View({ view }: { readonly view: ReturnType<typeof viewOf> }) {
  const snapshot = useDashboard((state) => state.snapshot);
  const desktop = useDashboard((state) => state.desktop);
  const hand = useDashboard((state) => state.windowHand);
  switch (view) {
    case 'waiting':
      return <Waiting />;
    case 'no-connection':
      return <NoConnection />;
    case 'sign-in':
      return <SignInPage />;
    case 'first-run':
      return desktop !== null && hand !== null && <FirstRunPage desktop={desktop} hand={hand} />;
    case 'settings':
      return desktop !== null && hand !== null && <SettingsPage desktop={desktop} hand={hand} />;
    case 'about':
      return snapshot !== null && <AboutPage instance={snapshot.instance} inWindow={desktop !== null} />;
    case 'services':
      return snapshot !== null && <ServicesPage snapshot={snapshot} />;
  }
}

function pretend(services: number): string {
  return services === 1 ? 'this service is pretend.' : `these ${numberWord(services)} services are pretend.`;
}

function StaleBanner() {
  const heardAt = useDashboard((state) => state.heardAt);
  const refusal = useDashboard(refusalOf);
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
      {refusal !== null && <span dir="auto">{sentence(refusal)} </span>}
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

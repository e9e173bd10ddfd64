import { useEffect, useRef } from 'react';
import { hashOf } from '../../shared/protocol/desktop.ts';
import { StatusGlyph } from '../components/status-glyph.tsx';
import type { Detail } from '../store/dashboard-store.ts';
import { isStale, serviceOf, viewOf } from '../store/selectors.ts';
import { useDashboard } from '../store/store-context.ts';
import { ServiceFacts } from './service-facts.tsx';
import { ToastList } from './toast-list.tsx';
import { sentence } from './words.ts';

/** The service that is open, beside the page of services: nothing lies over a page that asks for something. The browser keeps the focus inside and gives it back when it closes. */
export function ServicePanel() {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const detail = useDashboard((state) => (viewOf(state) === 'services' ? state.detail : null));
  const leave = useDashboard((state) => state.leaveService);
  const open = detail?.serviceId ?? null;

  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (open === null) return element.close();
    if (!element.open) element.showModal();
    element.scrollTop = 0;
    heading.current?.focus();
  }, [open]);

  return (
    <dialog
      ref={dialog}
      className="panel"
      aria-labelledby="panel-heading"
      onCancel={(event) => {
        /* Closing is a change of the address, and the dialog follows it. */
        event.preventDefault();
        leave();
      }}
      closedby="any"
    >
      {detail !== null && (
        <>
          <div className="panel-page">
            <PanelContents key={detail.serviceId} detail={detail} heading={heading} />
          </div>
          <ToastList place="panel" />
        </>
      )}
    </dialog>
  );
}

function PanelContents({
  detail,
  heading,
}: {
  readonly detail: Detail;
  readonly heading: React.Ref<HTMLHeadingElement>;
}) {
  const service = useDashboard((state) => serviceOf(state, detail.serviceId));
  const stale = useDashboard(isStale);
  const leave = useDashboard((state) => state.leaveService);
  return (
    <>
      <header className="panel-head">
        {service !== null && <StatusGlyph status={service.status} />}
        <h2 id="panel-heading" ref={heading} tabIndex={-1} dir="auto">
          {service?.name ?? detail.serviceId}
        </h2>
        <a
          className="close"
          href={hashOf({ kind: 'services' })}
          aria-label="Close"
          onClick={(event) => {
            event.preventDefault();
            leave();
          }}
        >
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="m5 5 10 10m0-10L5 15" />
          </svg>
        </a>
      </header>
      {stale && <p className="panel-note">Connection lost: this is what was known last.</p>}
      {detail.fault !== null && service !== null && (
        <p className="panel-note">{sentence(detail.fault)} What is shown may be incomplete.</p>
      )}
      {service !== null ? (
        <ServiceFacts service={service} detail={detail.facts} />
      ) : (
        <p className="panel-note">There is no service with this id in the configuration.</p>
      )}
    </>
  );
}

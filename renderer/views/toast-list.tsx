import { hashOf } from '../../shared/protocol/desktop.ts';
import { StatusGlyph } from '../components/status-glyph.tsx';
import { useDashboard } from '../store/store-context.ts';
import type { Toast } from '../store/toasts.ts';
import { sentence } from './words.ts';

/** What the system could not show. While the panel is open everything beside it is out of reach, so they move into it. */
export function ToastList({ place }: { readonly place: 'page' | 'panel' }) {
  const toasts = useDashboard((state) => state.toasts);
  const panelOpen = useDashboard((state) => state.detail !== null);
  const dismiss = useDashboard((state) => state.dismissToast);
  if (toasts.length === 0 || panelOpen !== (place === 'panel')) return null;
  return (
    <section className="toasts" aria-label="Notifications">
      {toasts.map((toast) => (
        <ToastCard key={toast.key} toast={toast} onDismiss={() => dismiss(toast.key)} />
      ))}
    </section>
  );
}

function ToastCard({
  toast: { status, urgent, service, title, body },
  onDismiss,
}: {
  readonly toast: Toast;
  readonly onDismiss: () => void;
}) {
  return (
    <div className={`toast is-${status}`} role={urgent ? 'alert' : 'status'}>
      <StatusGlyph status={status} />
      <div className="toast-words">
        <p className="toast-title" dir="auto">
          {service === null ? title : <a href={hashOf({ kind: 'service', id: service })}>{title}</a>}
        </p>
        <p dir="auto">{sentence(body)}</p>
        <p className="toast-why">The system could not show this notification.</p>
      </div>
      <button type="button" className="close" onClick={onDismiss}>
        <span className="visually-hidden">Dismiss: {title}</span>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="m5 5 10 10m0-10L5 15" />
        </svg>
      </button>
    </div>
  );
}

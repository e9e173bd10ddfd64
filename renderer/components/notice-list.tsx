import type { Notice } from '../../shared/protocol/views.ts';
import { At } from './time.tsx';

const WORDS = { error: 'Problem', warning: 'Warning', info: 'Note' } as const;

/** What a person has to know of the monitor itself. */
export function NoticeList({ notices }: { readonly notices: readonly Notice[] }) {
  if (notices.length === 0) return null;
  return (
    <ul className="notices" aria-label="Notices">
      {notices.map((notice) => (
        <li key={notice.id} className={`notice is-${notice.severity}`}>
          <NoticeGlyph severity={notice.severity} />
          <p>
            <strong>{WORDS[notice.severity]}:</strong> <span dir="auto">{notice.message}</span>
          </p>
          <span className="notice-since">
            since <At at={notice.since} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function NoticeGlyph({ severity }: { readonly severity: Notice['severity'] }) {
  return (
    <svg className="notice-glyph" viewBox="0 0 20 20" aria-hidden="true">
      {severity === 'info' ? (
        <path d="M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18Zm0 8v5m0-8v.1" />
      ) : (
        <path d="M10 2 19 18H1Zm0 6v4.5m0 2.5v.1" />
      )}
    </svg>
  );
}

import type { Pause } from '../../shared/protocol/views.ts';
import { At, Clock } from '../components/time.tsx';
import { ByWhom } from './measure-lines.tsx';

export function PauseBanner({ pause }: { readonly pause: Pause | null }) {
  if (pause === null) return null;
  return (
    <section className="notice is-paused pause-banner" aria-label="Pause">
      <svg className="notice-glyph" viewBox="0 0 20 20" aria-hidden="true">
        <path d="M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM7.6 6.6v6.8m4.8-6.8v6.8" />
      </svg>
      <p>
        <strong>
          Monitoring is paused until{' '}
          {pause.until === null ? 'somebody resumes it' : <Clock at={pause.until} />}
        </strong>
        <ByWhom measure={pause} />. Nothing is probed and nobody is told.
      </p>
      <span className="notice-since">
        since <At at={pause.at} />
      </span>
    </section>
  );
}

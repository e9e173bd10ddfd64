import type { OverallStatus } from '../../shared/domain/overview.ts';

/** Each status has its own outline, so that it is told apart without colour. The word stands beside it. */
export function StatusGlyph({ status }: { readonly status: OverallStatus }) {
  return (
    <svg className={`glyph is-${status}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {drawing(status)}
    </svg>
  );
}

function drawing(status: OverallStatus) {
  switch (status) {
    case 'up':
      return (
        <>
          <circle className="glyph-shape" cx="12" cy="12" r="11" />
          <path className="glyph-mark" d="m7 12.4 3.4 3.4L17 8.8" />
        </>
      );
    case 'degraded':
      return (
        <>
          <path className="glyph-shape glyph-soft" d="M12 2.5 22.5 21h-21Z" />
          <path className="glyph-mark" d="M12 9v5.2m0 3.3v.1" />
        </>
      );
    case 'down':
      return (
        <>
          <path className="glyph-shape glyph-soft" d="M7.8 1.8h8.4l6 6v8.4l-6 6H7.8l-6-6V7.8Z" />
          <path className="glyph-mark" d="m8 8 8 8m0-8-8 8" />
        </>
      );
    case 'unknown':
      return (
        <>
          <circle className="glyph-ring glyph-dashed" cx="12" cy="12" r="9.6" />
          <path className="glyph-line" d="M9.5 9.6a2.5 2.5 0 1 1 3.6 2.2c-.8.5-1.1.9-1.1 1.8m0 2.9v.1" />
        </>
      );
    case 'paused':
      return (
        <>
          <rect className="glyph-shape" x="1.5" y="1.5" width="21" height="21" rx="6" />
          <path className="glyph-mark" d="M9 7.5v9m6-9v9" />
        </>
      );
    case 'stale':
      return (
        <>
          <circle className="glyph-ring glyph-dashed" cx="12" cy="12" r="9.6" />
          <path className="glyph-line" d="M12 7v5.4l3.4 2.6" />
        </>
      );
    case 'offline':
      return (
        <>
          <circle className="glyph-ring" cx="12" cy="12" r="9.6" />
          <path className="glyph-ring" d="M5.5 18.5 18.5 5.5" />
        </>
      );
  }
}

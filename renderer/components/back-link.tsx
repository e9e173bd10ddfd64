import { hashOf } from '../../shared/protocol/desktop.ts';

/** From a page of its own to the services. */
export function BackLink() {
  return (
    <a className="back" href={hashOf({ kind: 'services' })}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M9.5 3 4.5 8l5 5" />
      </svg>
      Services
    </a>
  );
}

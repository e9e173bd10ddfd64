import type { Connection } from '../client/dashboard-client.ts';

const WORDS: Readonly<Record<Connection['state'], string>> = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
};

/** Being connected to a monitor that brings nothing is not live. */
export function ConnectionBadge({
  connection: { state },
  stale,
}: {
  readonly connection: Connection;
  readonly stale: boolean;
}) {
  const live = state === 'live' && !stale;
  return (
    <p className={`connection is-${state}${live ? ' is-fresh' : ''}`} role="status">
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {state === 'live' && <circle className="connection-core" cx="8" cy="8" r="3.5" />}
        <circle className="connection-ring" cx="8" cy="8" r="6.5" />
      </svg>
      <span className="visually-hidden">Connection: </span>
      {state === 'live' && stale ? 'Connected' : WORDS[state]}
    </p>
  );
}

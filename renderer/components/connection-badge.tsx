import type { Connection } from '../client/dashboard-client.ts';

const WORDS: Readonly<Record<Connection['state'], string>> = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
};

export function ConnectionBadge({ connection }: { readonly connection: Connection }) {
  return (
    <p className={`connection is-${connection.state}`} role="status">
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {connection.state === 'live' && <circle className="connection-core" cx="8" cy="8" r="3.5" />}
        <circle className="connection-ring" cx="8" cy="8" r="6.5" />
      </svg>
      <span className="visually-hidden">Connection: </span>
      {WORDS[connection.state]}
    </p>
  );
}

import { BellMark } from '../components/bell-mark.tsx';
import { ConnectionBadge } from '../components/connection-badge.tsx';
import { hashOf } from '../../shared/protocol/desktop.ts';
import { useDashboard } from '../store/store-context.ts';
import { FleetControls } from './fleet-controls.tsx';

export function PageBar() {
  const connection = useDashboard((state) => state.connection);
  const hand = useDashboard((state) => state.hand);
  const pause = useDashboard((state) => state.snapshot?.overview.pause);
  const working = useDashboard((state) => state.desktop !== null && !state.desktop.firstRun);
  const settingsOpen = useDashboard((state) => state.settingsOpen);
  return (
    <header className="bar">
      <a className="brand" href={hashOf({ kind: 'services' })}>
        <BellMark />
        Bellwether
      </a>
      {hand !== null && working && (
        <>
          {pause !== undefined && <FleetControls hand={hand} pause={pause} />}
          <a
            className="button"
            href={hashOf({ kind: 'settings' })}
            aria-current={settingsOpen ? 'page' : undefined}
          >
            Settings
          </a>
        </>
      )}
      <ConnectionBadge connection={connection} />
    </header>
  );
}

import { silenceOfAll } from '../../shared/domain/quiet.ts';
import { BellMark } from '../components/bell-mark.tsx';
import { ConnectionBadge } from '../components/connection-badge.tsx';
import { hashOf } from '../../shared/protocol/desktop.ts';
import { viewOf } from '../store/selectors.ts';
import { useDashboard } from '../store/store-context.ts';
import { FleetControls } from './fleet-controls.tsx';
import { SessionControls } from './session-controls.tsx';

export function PageBar() {
  const connection = useDashboard((state) => state.connection);
  const hand = useDashboard((state) => state.hand);
  const inWindow = useDashboard((state) => state.windowHand !== null);
  const pause = useDashboard((state) => state.snapshot?.overview.pause);
  const silence = useDashboard(({ snapshot }) => {
    if (snapshot === null || snapshot.services.length === 0) return 'nothing';
    return silenceOfAll(snapshot.services) === null ? 'off' : 'on';
  });
  const stale = useDashboard((state) => state.snapshot?.overview.overall === 'stale');
  const settled = useDashboard(({ desktop, windowHand }) =>
    windowHand === null ? true : desktop !== null && !desktop.firstRun,
  );
  const settingsOpen = useDashboard((state) => state.pageOpen === 'settings');
  const signedOut = useDashboard((state) => viewOf(state) === 'sign-in');
  return (
    <header className="bar">
      <a className="brand" href={hashOf({ kind: 'services' })}>
        <BellMark />
        Bellwether
      </a>
      {hand !== null && settled && pause !== undefined && (
        <FleetControls hand={hand} pause={pause} silence={silence} />
      )}
      {inWindow && settled && (
        <a
          className="button"
          href={hashOf({ kind: 'settings' })}
          aria-current={settingsOpen ? 'page' : undefined}
        >
          Settings
        </a>
      )}
      <SessionControls />
      {!signedOut && <ConnectionBadge connection={connection} stale={stale} />}
    </header>
  );
}

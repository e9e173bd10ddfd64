import { OutsideLink } from '../components/outside-link.tsx';
import { hashOf } from '../../shared/protocol/desktop.ts';
import { useDashboard } from '../store/store-context.ts';

/** What follows the version, wherever it stands: a newer one where there is one, and where to read more. */
export function VersionLinks() {
  const update = useDashboard((state) => state.desktop?.update ?? null);
  return (
    <>
      {update !== null && (
        <>
          {'. '}
          <OutsideLink address={update.url}>Version {update.version} is available</OutsideLink>
        </>
      )}
      {'. '}
      <a href={hashOf({ kind: 'about' })}>About and licences</a>
    </>
  );
}
